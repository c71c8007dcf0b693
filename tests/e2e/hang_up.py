"""Runs a program in a terminal of its own, until a line comes in: then the terminal hangs up.

What the program shows is written out, and at last how it ended.
"""

import os
import pty
import select
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    ready, _, _ = select.select([terminal, 0], [], [])
    if 0 in ready:
        break
    os.write(1, os.read(terminal, 4096))
# The last one who holds the other side lets it go: the system sends SIGHUP.
os.close(terminal)
_, status = os.waitpid(pid, 0)
print(f"\nended with {os.waitstatus_to_exitcode(status)}", flush=True)
