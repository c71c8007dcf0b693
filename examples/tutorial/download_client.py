# 自定义报头: 先收报头的长度, 再收报头, 最后收文件 (客户端: 下载)
import hashlib
import json
import socket
import struct


def recv_all(size):
    data = b''
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            break
        data += part
    return data


client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(('127.0.0.1', 9000))

request = json.dumps({'get': input('文件: ').strip()}).encode('utf-8')
client.send(struct.pack('i', len(request)))
client.send(request)

header = {}
while 'file_size' not in header:
    header_size = struct.unpack('i', recv_all(4))[0]
    header = json.loads(recv_all(header_size).decode('utf-8'))

md5 = hashlib.md5()
recv_size = 0
with open('下载_' + header['file_name'], 'wb') as f:
    while recv_size < header['file_size']:
        part = client.recv(min(1024, header['file_size'] - recv_size))
        if not part:
            break
        f.write(part)
        md5.update(part)
        recv_size += len(part)

print('下载完毕: %s, %s 字节' % (header['file_name'], recv_size))
print('md5 一致' if md5.hexdigest() == header['md5'] else 'md5 不一致')
client.close()
