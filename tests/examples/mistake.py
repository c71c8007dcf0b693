"""Runs one row of docs/mistakes.md: reads a JSON object from stdin, prints one to stdout."""

import io
import json
import re
import socket
import struct
import sys

task = json.load(sys.stdin)
s, u = None, None


def fresh(port):
    """Runs the lines before each row with new sockets, and returns their names."""
    global s, u
    scope = {}
    exec(task["prelude"].replace("9000", str(port)), scope)
    s, u = scope["s"], scope["u"]
    s.settimeout(5)
    u.settimeout(5)
    return scope


def exactly(n):
    got = b""
    while len(got) < n:
        part = s.recv(n - len(got))
        if not part:
            raise EOFError
        got += part
    return got


def framed(form):
    (n,) = struct.unpack(form, exactly(struct.calcsize(form)))
    return json.loads(exactly(n))


def digits():
    head = b""
    while not re.search(rb"\d\D*{$", head):
        head += exactly(1)
    return json.loads(b"{" + exactly(int(re.search(rb"\d+", head).group()) - 1))


def line():
    text = b""
    while not text.endswith(b"\n"):
        text += exactly(1)
    return json.loads(text)


def utf16():
    text = b""
    while not text.endswith(b"\n\0"):
        text += exactly(1)
    return json.loads(text.decode("utf-16"))


def page():
    head, body = s.makefile("rb").read().split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 400 "), head
    return refusal(body.decode())


def refusal(text):
    return {"event": "error", "name": "server", "msg": text.strip()}


def plain():
    """The first line after the welcome, which a client of plain text gets before its refusal."""
    while True:
        name, msg = exactly_line().decode().split(": ", 1)
        assert name == "server", name
        if not msg.startswith("Welcome"):
            return refusal(msg)


def exactly_line():
    text = b""
    while not text.endswith(b"\n"):
        text += exactly(1)
    return text


def after(prefix):
    text = s.makefile("rb").read()
    assert text.startswith(prefix), text
    return refusal(text[len(prefix) :].decode().rstrip("\0"))


def goaway():
    frames = s.makefile("rb").read()
    assert frames[3] == 4 and frames[12] == 7, frames
    return refusal(frames[9 + 9 + 8 :].decode())


def mqtt():
    """The sentence in a CONNACK of MQTT 5.0, whose two lengths take two bytes each here."""
    packet = s.makefile("rb").read()
    assert packet[0] == 0x20 and packet[4] == 0x84 and packet[7] == 0x1F, packet
    (size,) = struct.unpack("!H", packet[8:10])
    assert size == len(packet) - 10
    return refusal(packet[10:].decode())


def text_datagram():
    return refusal(u.recv(65535).decode().split(": ", 1)[1])


def datagram():
    return json.loads(u.recv(65535))


def framed_datagram():
    answer = u.recv(65535)
    (n,) = struct.unpack("i", answer[:4])
    assert n == len(answer) - 4
    return json.loads(answer[4:])


readers = {
    "frames": lambda: framed("i"),
    "2 bytes": lambda: framed("h"),
    "8 bytes": lambda: framed("q"),
    "digits": digits,
    "lines": line,
    "utf-16": utf16,
    "page": page,
    "plain": plain,
    "irc": lambda: after(b"ERROR :"),
    "redis": lambda: after(b"-ERR "),
    "mail": lambda: after(b"554 "),
    "memcached": lambda: after(b"SERVER_ERROR "),
    "stomp": lambda: after(b"ERROR\ncontent-type:text/plain\n\n"),
    "goaway": goaway,
    "mqtt": mqtt,
    "datagrams": datagram,
    "text datagrams": text_datagram,
    "framed datagrams": framed_datagram,
}


def answer():
    """The first refusal, read in the way of the client with the mistake."""
    read = readers[task["reader"]]
    while True:
        heard = read()
        if heard.get("event") == "error":
            return heard["msg"]


def outcome(code, port):
    scope = fresh(port)
    try:
        exec(code, scope)
    except Exception as error:
        return type(error).__name__
    return eval(task["symptom"], scope) if "symptom" in task else "done"


wrong = outcome(task["wrong"], task["wrongPort"])
if "reader" in task and wrong == "done":
    wrong = answer()
right = outcome(task["right"], task["rightPort"])
json.dump([wrong, right], io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8"))
