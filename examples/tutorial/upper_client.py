# 大写: 服务端把收到的变成大写发回来 (客户端)
import socket

ip_port = ('127.0.0.1', 9000)
buffer_size = 1024

client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.connect(ip_port)

while True:
    msg = input('>>: ').strip()
    if not msg:
        continue
    if msg == 'quit':
        break
    client.send(msg.encode('utf-8'))
    print(client.recv(buffer_size).decode('utf-8').strip())

client.close()
