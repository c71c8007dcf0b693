"""Chat over TCP with lengths in network byte order, struct.pack("!I", n): the hub answers in it, too.

    python3 tcp_big_endian.py NAME [HOST [PORT]]

The program reads from a file object, whose read(n) waits for n bytes, instead of a loop of recv.
"""

import json
import socket
import struct
import sys
import threading


def show_everything(stream):
    while header := stream.read(4):
        (size,) = struct.unpack("!I", header)
        message = json.loads(stream.read(size))
        print(f"{message['name']}: {message['msg']}", flush=True)


def main():
    name = sys.argv[1]
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 9000
    with socket.create_connection((host, port)) as sock:

        def send(message):
            body = json.dumps(message, ensure_ascii=False).encode("utf-8")
            sock.sendall(struct.pack("!I", len(body)) + body)

        send({"name": name})
        reader = threading.Thread(target=show_everything, args=(sock.makefile("rb"),))
        reader.start()
        for line in sys.stdin:
            if line.strip():
                send({"name": name, "msg": line.rstrip("\n")})
        sock.shutdown(socket.SHUT_WR)
        reader.join()


if __name__ == "__main__":
    main()
