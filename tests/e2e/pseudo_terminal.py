"""Runs a program in a pseudo-terminal: standard input is typed, what it shows is written out.

    python3 pseudo_terminal.py PROGRAM [ARGUMENT...]

While nobody reads standard output, the terminal isn't read either; keys still reach the program.
"""

import os
import pty
import select
import sys


def main():
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    sources, shown, unread_rounds = [terminal, 0], b"", 0
    while True:
        readable = [source for source in sources if source == 0 or not shown]
        ready, writable, _ = select.select(readable, [1] if shown else [], [], 0.1)
        if 0 in ready:
            typed = os.read(0, 4096)
            if typed:
                os.write(terminal, typed.replace(b"\n", b"\r"))
            else:
                sources.remove(0)
        if writable:
            shown = shown[os.write(1, shown) :]
        if terminal in ready:
            try:
                shown = os.read(terminal, 4096)
            except OSError:
                break
        unread_rounds = 0 if writable or ready or not shown else unread_rounds + 1
        if unread_rounds > 20:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                sys.exit(os.waitstatus_to_exitcode(status))
    _, status = os.waitpid(pid, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
