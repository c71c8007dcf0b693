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
    """The names that every row begins with, and sockets of its own."""
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
    return {"event": "error", "msg": body.decode().strip()}


def plain():
    name, msg = s.makefile("rb").readline().decode().strip().split(": ", 1)
    return {"event": "error", "name": name, "msg": msg}


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
    "datagrams": datagram,
    "framed datagrams": framed_datagram,
}


def answer():
    """The first refusal, read as the mistaken client would read it."""
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
