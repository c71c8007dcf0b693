"""Talk to a peer by its name, as in the UDP chats of many tutorials.

    python3 name_dict.py NAME [HOST [PORT]]

In the tutorials each client keeps a dictionary of names and addresses, and works only while all of
them are right. Here the hub keeps the dictionary: a name is enough for a peer on any transport. The
built-in peers "time" (send it a strftime format) and "echo" always answer.
"""

import json
import socket
import sys

BUFSIZE = 65535


def main():
    me = sys.argv[1]
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    port = int(sys.argv[3]) if len(sys.argv) > 3 else 9000
    server = (host, port)
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(5)

    def send(message):
        client.sendto(json.dumps({"name": me, **message}).encode("utf-8"), server)

    def receive():
        data, address = client.recvfrom(BUFSIZE)
        return json.loads(data.decode("utf-8"))

    def answer_to(message):
        """Sends a message, and returns the answer of its receiver or the refusal of the hub."""
        send(message)
        while True:
            reply = receive()
            if reply["name"] == message["to"] or reply.get("event") == "error":
                return reply

    send({})
    welcome = receive()
    send({"cookie": welcome["cookie"]})
    while True:
        name = input("Talk to (q to end): ").strip()
        if name == "q":
            break
        while name:
            text = input(f"To {name} (q for somebody else): ").strip()
            if text == "q":
                break
            if not text:
                continue
            try:
                reply = answer_to({"to": name, "msg": text})
                print(f"{reply['name']}: {reply['msg']}", flush=True)
            except socket.timeout:
                print(f"{name} hasn't answered within 5 s.", flush=True)
    send({"msg": "/quit"})
    client.close()


if __name__ == "__main__":
    main()
