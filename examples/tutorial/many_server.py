# 并发: 每个连接一个线程 (服务端)
import socketserver


class MyServer(socketserver.BaseRequestHandler):
    def handle(self):
        while True:
            recv_bytes = self.request.recv(1024)
            if not recv_bytes or recv_bytes == b'q':
                break
            self.request.sendall(recv_bytes.upper())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


server = Server(('127.0.0.1', 9000), MyServer)
print('starting...')
server.serve_forever()
