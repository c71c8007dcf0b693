# 解决粘包: 先发 4 个字节的长度, 再发数据 (客户端)
import json
import socket
import struct

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(('127.0.0.1', 9000))

name = input('你的名字: ').strip()

while True:
    msg = input('>>: ').strip()
    if not msg:
        continue
    if msg == 'quit':
        break
    data = json.dumps({'name': name, 'msg': msg}, ensure_ascii=False).encode('utf-8')
    client.send(struct.pack('i', len(data)))
    client.send(data)

    size = struct.unpack('i', client.recv(4))[0]
    recv_data = b''
    while len(recv_data) < size:
        recv_data += client.recv(size - len(recv_data))
    back = json.loads(recv_data.decode('utf-8'))
    print('%s: %s' % (back['name'], back['msg']))

client.close()
