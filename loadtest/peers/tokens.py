"""A model that streams tokens, and callers that time them; standard library only.

  tokens.py serve PORT                      answers every request with server-sent events, 40 a second, until the caller leaves
  tokens.py read HOST:PORT PATH CALLERS S   reads for S seconds with so many callers; prints all tokens, and p50 and p99 in
                                            microseconds of those after the first half second

A token carries the moment it was written, on the clock that all processes of a machine share.
"""

import asyncio
import gc
import random
import sys
import time

PAUSE = 0.025
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


async def answer(reader, writer):
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD)
        # Streams don't speak in chorus: each begins somewhere in the pause.
        await asyncio.sleep(random.random() * PAUSE)
        while not writer.is_closing():
            event = b"data: %d\n\n" % time.monotonic_ns()
            writer.write(b"%x\r\n%s\r\n" % (len(event), event))
            await asyncio.sleep(PAUSE)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def serve(port):
    server = await asyncio.start_server(answer, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


class Caller(asyncio.Protocol):
    def __init__(self, host, path, delays):
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        self.delays = delays

    def connection_made(self, transport):
        transport.write(self.request)

    def data_received(self, data):
        now = time.monotonic_ns()
        for line in data.split(b"\n"):
            if line.startswith(b"data: "):
                self.delays.append(now - int(line[6:]))


async def read(authority, path, callers, seconds):
    host, port = authority.split(":")
    loop = asyncio.get_running_loop()
    delays = []
    transports = []
    for _ in range(callers):
        transport, _ = await loop.create_connection(lambda: Caller(authority, path, delays), host, int(port))
        transports.append(transport)
    await asyncio.sleep(0.5)
    before = len(delays)
    await asyncio.sleep(seconds)
    got = sorted(delays[before:])
    for transport in transports:
        transport.abort()
    expected = callers * seconds / PAUSE
    if len(got) < expected * 0.8:
        raise SystemExit(f"tokens.py: {len(got)} tokens of about {expected:.0f} arrived")
    print(len(delays), got[len(got) // 2] // 1000, got[int(len(got) * 0.99)] // 1000)


gc.disable()
if sys.argv[1] == "serve":
    asyncio.run(serve(int(sys.argv[2])))
else:
    asyncio.run(read(sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5])))
