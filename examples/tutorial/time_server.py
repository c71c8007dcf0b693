# 时间: 发一个格式, 收一个时间 (服务端)
from socket import *
from time import strftime

ip_port = ('127.0.0.1', 9000)
bufsize = 1024

udp_server = socket(AF_INET, SOCK_DGRAM)
udp_server.bind(ip_port)
print('starting...')

while True:
    msg, addr = udp_server.recvfrom(bufsize)
    if not msg:
        time_fmt = '%Y-%m-%d %X'
    else:
        time_fmt = msg.decode('utf-8')
    udp_server.sendto(strftime(time_fmt).encode('utf-8'), addr)
