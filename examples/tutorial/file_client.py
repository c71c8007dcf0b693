# 自定义报头: 先发报头的长度, 再发报头, 最后发文件 (客户端: 上传)
import hashlib
import json
import os
import socket
import struct

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(('127.0.0.1', 9000))

path = input('文件路径: ').strip()

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

client.send(struct.pack('i', len(header_bytes)))
client.send(header_bytes)

with open(path, 'rb') as f:
    for line in f:
        client.send(line)

print('%s 上传完毕, md5: %s' % (header['file_name'], header['md5']))
client.close()
