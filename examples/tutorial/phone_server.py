# 打电话: 一问一答的 TCP 循环 (服务端)
import socket

ip_port = ('127.0.0.1', 9000)

phone = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
phone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
phone.bind(ip_port)
phone.listen(5)
print('starting...')

conn, addr = phone.accept()
while True:
    data = conn.recv(1024)
    if not data:
        break
    print('客户端说:', data.decode('utf-8'))
    conn.send(input('回复>>: ').encode('utf-8'))

conn.close()
phone.close()
