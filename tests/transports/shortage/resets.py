"""Connects to a listener and resets the connection at once, as often as is asked for."""

import socket
import struct
import sys

kind, where, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
# Closing then discards what is unsent and sends a reset (SO_LINGER with 0 seconds).
RESET = struct.pack("ii", 1, 0)

for number in range(count):
    if kind == "udp":
        # The answer to it finds nobody, which the kernel reports to the sender.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
            hello = b'{"name":"shot %d"}' % number
            peer.sendto(hello, ("127.0.0.1", int(where)))
        continue
    family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
    with socket.socket(family) as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        peer.connect(where if kind == "unix" else ("127.0.0.1", int(where)))
