"""Runs a program in a pseudo-terminal: standard input is typed, what it shows is written out.

    python3 pseudo_terminal.py PROGRAM [ARGUMENT...]
"""

import os
import pty
import select
import sys


def main():
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    sources = [terminal, 0]
    while True:
        ready, _, _ = select.select(sources, [], [])
        if 0 in ready:
            typed = os.read(0, 4096)
            if typed:
                os.write(terminal, typed.replace(b"\n", b"\r"))
            else:
                sources.remove(0)
        if terminal in ready:
            try:
                shown = os.read(terminal, 4096)
            except OSError:
                break
            os.write(1, shown)
    _, status = os.waitpid(pid, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
