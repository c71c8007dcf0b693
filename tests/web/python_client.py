"""Joins with Debian's websockets, talks to echo, and says how the server ends a binary message."""

import asyncio
import json
import sys

import websockets


async def main(url):
    async with websockets.connect(url) as socket:
        await socket.send(json.dumps({"name": "python", "msg": "straße 狗", "to": "echo"}))
        welcome = json.loads(await socket.recv())
        answer = json.loads(await socket.recv())
        # The library sends a ping and waits for the pong.
        await (await socket.ping())
        await socket.send(b"\x00\x01")
        ending = None
        try:
            while True:
                await socket.recv()
        except websockets.ConnectionClosed as closed:
            ending = [closed.code, closed.reason]
    print(json.dumps({"you": welcome["you"], "answer": answer["msg"], "ending": ending}))


asyncio.run(main(sys.argv[1]))
