# 打电话: 一问一答的 TCP 循环 (客户端)
import socket

ip_port = ('127.0.0.1', 9000)
BUFSIZE = 1024

phone = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
phone.connect_ex(ip_port)

while True:
    msg = input('>>: ').strip()
    if len(msg) == 0:
        continue
    phone.send(msg.encode('utf-8'))

    feedback = phone.recv(BUFSIZE)
    print(feedback.decode('utf-8'))

phone.close()
