"""Sends broken TLS handshakes to a port: cut, reset and mutated, at each byte.

python3 handshake_fuzzer.py PORT COUNT SEED: prints how many connections it made, several at a time.
"""

import random
import socket
import ssl
import struct
import sys
from concurrent.futures import ThreadPoolExecutor

PORT, COUNT, SEED = (int(word) for word in sys.argv[1:4])
AT_ONCE = 8

# Certificates aren't checked: the bytes on the wire are what is tried here.
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE


def begin():
    """A client that lives in memory, and its ClientHello."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    try:
        client.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return client, incoming, outgoing, outgoing.read()


HELLO = begin()[3]


def connect():
    connection = socket.create_connection(("127.0.0.1", PORT), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def mutated(record, rng):
    record = bytearray(record)
    kind = rng.randrange(4)
    at = rng.randrange(3, len(record))
    if kind == 0:
        for _ in range(rng.randrange(1, 5)):
            record[rng.randrange(3, len(record))] ^= 1 << rng.randrange(8)
    elif kind == 1:
        del record[at : at + rng.randrange(1, 40)]
    elif kind == 2:
        record[at:at] = rng.randbytes(rng.randrange(1, 400))
    else:
        record[at:] = rng.randbytes(len(record) - at)
    return bytes(record)


def end(connection, rng):
    """In order, or with a reset; at once, or when the server has answered something."""
    if rng.random() < 0.3:
        try:
            connection.settimeout(0.02)
            connection.recv(rng.choice((1, 4096)))
        except OSError:
            pass
    if rng.random() < 0.5:
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    connection.close()


def shake_hands(connection):
    """Returns the rest of the client's handshake, which isn't sent yet, and its first words."""
    client, incoming, outgoing, hello = begin()
    connection.sendall(hello)
    while True:
        try:
            client.do_handshake()
            break
        except ssl.SSLWantReadError:
            data = connection.recv(16384)
            if data == b"":
                raise ConnectionResetError("The server ended a good handshake.")
            incoming.write(data)
    client.write(b'{"name":"fuzz"}\n')
    return outgoing.read()


def attack(number):
    # Each connection has its own, so that threads can't change what one of them does.
    rng = random.Random(SEED * COUNT + number)
    connection = connect()
    try:
        kind = number % 8
        if kind < 3:
            connection.sendall(HELLO[: (number // 8) % (len(HELLO) + 1)])
        elif kind < 6:
            connection.sendall(mutated(HELLO, rng))
        else:
            rest = shake_hands(connection)
            at = (number // 8) % (len(rest) + 1)
            connection.sendall(rest[:at] if kind == 6 else mutated(rest, rng))
    except (BrokenPipeError, ConnectionResetError):
        # The server has ended a connection whose beginning it didn't like.
        pass
    end(connection, rng)


with ThreadPoolExecutor(AT_ONCE) as pool:
    print(sum(1 for _ in pool.map(attack, range(COUNT))))
