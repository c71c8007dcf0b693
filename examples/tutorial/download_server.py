# 自定义报头: 先发报头的长度, 再发报头, 最后发文件 (服务端: 下载)
import hashlib
import json
import os
import socket
import struct

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(('127.0.0.1', 9000))
server.listen(5)

print('starting...')
conn, client_addr = server.accept()

size = struct.unpack('i', conn.recv(4))[0]
path = json.loads(conn.recv(size).decode('utf-8'))['get']

md5 = hashlib.md5()
with open(path, 'rb') as f:
    for line in f:
        md5.update(line)

header = {
    'file_name': os.path.basename(path),
    'file_size': os.path.getsize(path),
    'md5': md5.hexdigest(),
}
header_bytes = json.dumps(header).encode('utf-8')

conn.send(struct.pack('i', len(header_bytes)))
conn.send(header_bytes)

with open(path, 'rb') as f:
    for line in f:
        conn.send(line)

print('%s 发送完毕' % header['file_name'])
conn.close()
server.close()
