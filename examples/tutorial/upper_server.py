# 大写: 服务端把收到的变成大写发回来 (服务端)
import socket

ip_port = ('127.0.0.1', 9000)
buffer_size = 1024

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(ip_port)
server.listen(5)
print('starting...')

while True:
    conn, addr = server.accept()
    while True:
        data = conn.recv(buffer_size)
        if not data:
            break
        conn.send(data.upper())
    conn.close()
