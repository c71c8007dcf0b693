# UDP 聊天工具: 一个线程收, 主线程发 (客户端)
import json
import socket
import threading

server = ('127.0.0.1', 9000)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def send_msg(name, msg):
    udp.sendto(json.dumps({'name': name, 'msg': msg}, ensure_ascii=False).encode('utf-8'), server)


def recv_msg():
    while True:
        data, addr = udp.recvfrom(65535)
        message = json.loads(data.decode('utf-8'))
        print('%s: %s' % (message['name'], message['msg']))


name = input('你的名字: ').strip()
send_msg(name, '')
threading.Thread(target=recv_msg, daemon=True).start()

while True:
    msg = input()
    if msg == 'quit':
        break
    send_msg(name, msg)
