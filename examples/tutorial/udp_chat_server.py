# UDP 聊天工具: 把每个人说的转发给其他人 (服务端)
import json
import socket

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(('127.0.0.1', 9000))
print('starting...')

clients = {}
while True:
    data, addr = udp.recvfrom(65535)
    message = json.loads(data.decode('utf-8'))
    clients[addr] = message['name']
    if not message['msg']:
        back = {'name': 'server', 'msg': '欢迎 ' + message['name']}
        udp.sendto(json.dumps(back, ensure_ascii=False).encode('utf-8'), addr)
        continue
    for other in clients:
        if other != addr:
            udp.sendto(data, other)
