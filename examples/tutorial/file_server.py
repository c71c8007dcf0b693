# 自定义报头: 先收报头的长度, 再收报头, 最后收文件 (服务端: 接收上传)
import hashlib
import json
import socket
import struct


def recv_all(conn, size):
    data = b''
    while len(data) < size:
        part = conn.recv(size - len(data))
        if not part:
            break
        data += part
    return data


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(('127.0.0.1', 9000))
server.listen(5)

print('starting...')
conn, client_addr = server.accept()

header_size = struct.unpack('i', recv_all(conn, 4))[0]
header = json.loads(recv_all(conn, header_size).decode('utf-8'))

md5 = hashlib.md5()
recv_size = 0
with open('收到_' + header['file_name'], 'wb') as f:
    while recv_size < header['file_size']:
        part = conn.recv(min(1024, header['file_size'] - recv_size))
        if not part:
            break
        f.write(part)
        md5.update(part)
        recv_size += len(part)

print('收到了 %s, %s 字节' % (header['file_name'], recv_size))
print('md5 一致' if md5.hexdigest() == header['md5'] else 'md5 不一致')
conn.close()
server.close()
