# 大写: 服务端把收到的变成大写发回来 (客户端, UDP)
import socket

ip_port = ('127.0.0.1', 9000)
BUFSIZE = 1024

udp_client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

while True:
    msg = input('>>: ').strip()
    if not msg:
        continue

    udp_client.sendto(msg.encode('utf-8'), ip_port)

    back_msg, addr = udp_client.recvfrom(BUFSIZE)
    print(back_msg.decode('utf-8'), addr)
