"""Many threads, each with its own TCP connection, hear one message.

    python3 crowd.py COUNT [HOST [PORT]]
"""

import sys
import threading

import socket

from tcp_little_endian import recv, send


def main():
    count = int(sys.argv[1])
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 9000
    everybody_is_here = threading.Barrier(count + 1)
    heard = []

    def listen(number):
        with socket.create_connection((host, port)) as sock:
            send(sock, {"name": f"thread{number}"})
            while recv(sock).get("event") != "welcome":
                pass
            everybody_is_here.wait()
            while True:
                message = recv(sock)
                if message["name"] == "speaker":
                    heard.append((number, message["msg"]))
                    return

    threads = [threading.Thread(target=listen, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    everybody_is_here.wait()
    with socket.create_connection((host, port)) as sock:
        send(sock, {"name": "speaker", "msg": "大家好, all of you!"})
        for thread in threads:
            thread.join()
    texts = {text for _, text in heard}
    print(f"{len(heard)} of {count} heard {' and '.join(texts)}")


if __name__ == "__main__":
    main()
