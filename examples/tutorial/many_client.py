# 并发: 同时有很多客户端 (客户端)
import socket

client = socket.socket()
client.connect(('127.0.0.1', 9000))

while True:
    inp = input('>>: ').strip()
    if not inp:
        continue
    client.sendall(bytes(inp, encoding='utf-8'))
    if inp == 'q':
        break
    recv_bytes = client.recv(1024)
    print(str(recv_bytes, encoding='utf-8'))

client.close()
