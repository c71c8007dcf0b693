"""Chat over TCP: a 4-byte length as struct.pack("i", n) makes it, then that many bytes of JSON.

    python3 tcp_little_endian.py NAME [HOST [PORT]]

Type a message and Enter. "@ada hello" goes only to ada, and "/help" lists the commands.
"""

import json
import socket
import struct
import sys
import threading


def send(sock, message):
    body = json.dumps(message).encode("utf-8")
    sock.sendall(struct.pack("i", len(body)) + body)


def recv_exactly(sock, size):
    data = b""
    while len(data) < size:
        chunk = sock.recv(size - len(data))
        if not chunk:
            raise ConnectionError("the server ended the connection")
        data += chunk
    return data


def recv(sock):
    (size,) = struct.unpack("i", recv_exactly(sock, 4))
    return json.loads(recv_exactly(sock, size).decode("utf-8"))


def show_everything(sock):
    try:
        while True:
            message = recv(sock)
            print(f"{message['name']}: {message['msg']}", flush=True)
    except (ConnectionError, OSError):
        pass


def main():
    name = sys.argv[1]
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 9000
    sock = socket.create_connection((host, port))
    send(sock, {"name": name})
    reader = threading.Thread(target=show_everything, args=(sock,))
    reader.start()
    for line in sys.stdin:
        line = line.rstrip("\n")
        if line.startswith("@"):
            to, _, text = line[1:].partition(" ")
            send(sock, {"name": name, "to": to, "msg": text})
        elif line:
            send(sock, {"name": name, "msg": line})
    # The client sends no more, but still shows the messages that are on their way.
    sock.shutdown(socket.SHUT_WR)
    reader.join()


if __name__ == "__main__":
    main()
