# 打电话: 一问一答的 TCP 循环 (客户端)
import socket

ip_port = ('127.0.0.1', 9000)

phone = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
phone.connect(ip_port)

while True:
    msg = input('>>: ').strip()
    if not msg:
        continue
    if msg == 'quit':
        break
    phone.send(msg.encode('utf-8'))
    data = phone.recv(1024)
    print(data.decode('utf-8').strip())

phone.close()
