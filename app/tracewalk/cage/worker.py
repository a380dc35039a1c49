"""The worker's process: shuts itself off, then answers one query after another until the server is gone.

Nothing that starts threads or opens files is imported here before `confine`.
"""

from __future__ import annotations

import os
import queue
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

from tracewalk.cage.confine import confine, stay_alone
from tracewalk.cage.order import Order
from tracewalk.cage.wire import Closed, Malformed, receive, send

if TYPE_CHECKING:
    from tracewalk.cage.bench import Bench

__all__ = ["main"]

_MOST = 1 << 30
"""Bytes of a message of the server, which may list very many shards."""


def main(file: int, text: str) -> None:
    """Serves the connection of that file number, as the order says. Never returns."""
    server = socket.socket(fileno=file)
    order = Order.read(text)
    try:
        abi = confine(order)
        from tracewalk.cage.bench import Bench  # noqa: PLC0415 - DuckDB's threads must begin shut off

        bench = Bench(order)
    except Exception as why:  # whatever it is, the server must be told
        send(server, {"failed": f"{type(why).__name__}: {why}"})
        os._exit(1)
    send(server, {"ready": abi})
    todo: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(server, bench, todo), daemon=True).start()
    stay_alone()
    while True:
        _do(server, bench, todo.get())


def _listen(server: socket.socket, bench: Bench, todo: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Takes messages while a query runs, so that it can be stopped, and ends the process with the connection."""
    while True:
        try:
            message, _ = receive(server, _MOST)
        except (Closed, Malformed):
            os._exit(0)
        if "stop" in message:
            bench.stop(message["stop"])
        else:
            todo.put(message)


def _do(server: socket.socket, bench: Bench, message: dict[str, Any]) -> None:
    answer, file = bench.do(message)
    try:
        send(server, answer, file)
    except Closed:
        os._exit(0)
    finally:
        if file is not None:
            os.close(file)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
