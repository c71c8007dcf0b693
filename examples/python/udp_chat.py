"""Chat over UDP: one datagram is one message, without header.

    python3 udp_chat.py NAME [HOST [PORT]]

The welcome has a cookie. The client sends it back to prove that it receives at its address. Until
then a hub on another machine sends at most three times the bytes that it got from the client.
"""

import json
import socket
import sys
import threading


def main():
    name = sys.argv[1]
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 9000
    server = (host, port)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def send(message):
        sock.sendto(json.dumps(message).encode("utf-8"), server)

    def show_everything():
        while True:
            data, address = sock.recvfrom(65535)
            message = json.loads(data.decode("utf-8"))
            print(f"{message['name']}: {message['msg']}", flush=True)
            if "cookie" in message:
                send({"name": name, "cookie": message["cookie"]})
            if message.get("event") == "close":
                return

    send({"name": name})
    reader = threading.Thread(target=show_everything)
    reader.start()
    for line in sys.stdin:
        if line.strip():
            send({"name": name, "msg": line.rstrip("\n")})
    # UDP has no connection that ends, so the client must say goodbye.
    send({"name": name, "msg": "/quit"})
    reader.join()


if __name__ == "__main__":
    main()
