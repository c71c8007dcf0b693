# 解决粘包: 先发 4 个字节的长度, 再发数据 (服务端)
import json
import socket
import struct

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(('127.0.0.1', 9000))
server.listen(5)
print('starting...')

conn, addr = server.accept()
while True:
    header = conn.recv(4)
    if not header:
        break
    size = struct.unpack('i', header)[0]
    recv_data = b''
    while len(recv_data) < size:
        recv_data += conn.recv(size - len(recv_data))
    message = json.loads(recv_data.decode('utf-8'))

    back = {'name': 'server', 'msg': '收到了 ' + message['msg']}
    data = json.dumps(back, ensure_ascii=False).encode('utf-8')
    conn.send(struct.pack('i', len(data)))
    conn.send(data)

conn.close()
