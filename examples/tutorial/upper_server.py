# 大写: 服务端把收到的变成大写发回来 (服务端, UDP)
import socket

ip_port = ('127.0.0.1', 9000)
BUFSIZE = 1024

udp_server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp_server.bind(ip_port)
print('starting...')

while True:
    msg, addr = udp_server.recvfrom(BUFSIZE)
    udp_server.sendto(msg.upper(), addr)
