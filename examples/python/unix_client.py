"""Chat over a Unix socket, with one JSON object per line.

    python3 unix_client.py NAME PATH
"""

import json
import socket
import sys
import threading


def show_everything(lines):
    for line in lines:
        message = json.loads(line)
        print(f"{message['name']}: {message['msg']}", flush=True)


def main():
    name, path = sys.argv[1], sys.argv[2]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.connect(path)
        stream = sock.makefile("rw", encoding="utf-8", newline="\n")

        def send(message):
            stream.write(json.dumps(message) + "\n")
            stream.flush()

        send({"name": name})
        lines = sock.makefile("r", encoding="utf-8", newline="\n")
        reader = threading.Thread(target=show_everything, args=(lines,))
        reader.start()
        for line in sys.stdin:
            if line.strip():
                send({"name": name, "msg": line.rstrip("\n")})
        sock.shutdown(socket.SHUT_WR)
        reader.join()


if __name__ == "__main__":
    main()
