# 打电话: 一问一答的 TCP 循环 (服务端), 收到什么就变成大写发回去
import socket

ip_port = ('127.0.0.1', 9000)
BUFSIZE = 1024

phone = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
phone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
phone.bind(ip_port)
phone.listen(5)
print('starting...')

while True:
    conn, addr = phone.accept()
    print('接到来自%s的电话' % addr[0])
    while True:
        msg = conn.recv(BUFSIZE)
        if len(msg) == 0:
            break
        conn.send(msg.upper())
    conn.close()

phone.close()
