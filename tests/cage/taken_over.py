"""The process of a worker that was taken over: it sends what it is asked to. Run in place of the worker."""

import json
import os
import socket
import struct
import sys
import time

import pyarrow as pa

from tracewalk.cage.sealed import blank, seal
from tracewalk.cage.wire import receive, send

GOOD = {"rows": 3, "truncated": False, "seconds": 0.1}
NUMBERS = pa.table({"x": [1, 2, 3]})
TEXTS = pa.table({"x": ["aaaa", "bbbb", "cccc"]})
CODES = pa.table({"x": pa.array(["a", "b", "a"]).dictionary_encode()})


def rows(
    table: pa.Table, *, sealed: bool = True, cut: int | None = None, change: tuple[bytes, bytes] = (b"", b"")
) -> int:
    file = blank()
    with open(file, "wb", closefd=False) as sink, pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    data = os.pread(file, 1 << 20, 0)
    assert change[0] in data
    os.pwrite(file, data.replace(*change, 1) if change[0] else data, 0)
    if cut is not None:
        os.ftruncate(file, cut)
    if sealed:
        seal(file)
    return file


def ints(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}i", *numbers)


def answer(facts: dict[str, object], file: int) -> None:
    send(server, facts, file)
    if file != server.fileno():
        os.close(file)


def raw(length: int, data: bytes, *files: int) -> None:
    socket.send_fds(server, [struct.pack("!I", length) + data], files)
    for file in files:
        os.close(file)


def slowly() -> None:
    raw(1_000_000, b"")
    while True:
        time.sleep(0.2)
        server.sendall(b" ")


SENDS = {
    "unsealed": lambda: answer(GOOD, rows(NUMBERS, sealed=False)),
    "cut": lambda: answer(GOOD, rows(NUMBERS, cut=300)),
    "empty": lambda: answer(GOOD, rows(NUMBERS, cut=0)),
    "no memory": lambda: answer(GOOD, os.open("/dev/null", os.O_RDONLY)),
    "a folder": lambda: answer(GOOD, os.open("/", os.O_RDONLY)),
    "a socket": lambda: answer(GOOD, server.fileno()),
    "wrong count": lambda: answer(GOOD | {"rows": 4}, rows(NUMBERS)),
    "no count": lambda: answer({}, rows(NUMBERS)),
    "too many": lambda: answer(GOOD | {"rows": 1_000}, rows(pa.table({"x": range(1_000)}))),
    "too large": lambda: answer(GOOD, rows(pa.table({"x": ["x" * 10_000_000, "", ""]}))),
    "no time": lambda: answer(GOOD | {"seconds": "x"}, rows(NUMBERS)),
    "no UTF-8": lambda: answer(GOOD, rows(TEXTS, change=(b"bbbb", b"\xff\xff\xff\xff"))),
    "offsets": lambda: answer(GOOD, rows(TEXTS, change=(ints(0, 4, 8, 12), ints(0, 4, 1 << 30, 12)))),
    "codes": lambda: answer(GOOD, rows(CODES, change=(ints(0, 1, 0), ints(0, 99, 0)))),
    "metadata": lambda: answer(GOOD, rows(NUMBERS.replace_schema_metadata({"pandas": "{}"}))),
    "huge": lambda: raw(4_000_000_000, b""),
    "no JSON": lambda: raw(3, b"{x}"),
    "no object": lambda: raw(2, b"[]"),
    "deep": lambda: raw(50_000, b"[" * 50_000),
    "two files": lambda: raw(2, b"{}", rows(NUMBERS), rows(NUMBERS)),
    "twenty files": lambda: raw(2, b"{}", *[rows(NUMBERS) for _ in range(20)]),
    "noise": lambda: server.sendall(os.urandom(50_000)),
}
"""What one end of a connection sends, by itself."""

DOES = {
    "odd fault": lambda: send(server, {"fault": [1], "message": {"a": 1}, "position": "x"}),
    "unknown fault": lambda: send(server, {"fault": "unheard of"}),
    "no fault": lambda: send(server, {}),
    "nothing": lambda: os._exit(1),
    "half a length": lambda: (server.sendall(b"\0"), os._exit(1)),
    "half a message": lambda: (raw(10, b"{"), os._exit(1)),
    "silence": lambda: time.sleep(100),
    "slowly": slowly,
}
"""What a process does."""

if __name__ == "__main__":
    server = socket.socket(fileno=int(sys.argv[1]))
    send(server, {"ready": 7})
    while True:
        message, _ = receive(server, 1 << 30)
        if "shards" in message:
            send(server, {"moved": True})
        elif message.get("text") == "whole":
            answer(GOOD, rows(NUMBERS))
        elif "text" in message:
            (SENDS | DOES)[json.loads(message["text"])]()
