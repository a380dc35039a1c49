"""The process that serves a model: it starts an engine, says where, and ends when whoever started it ends.

It writes one line of JSON to its standard output: `{"url", "engine"}`, or `{"error", "use"}` with the exit code 2 or 1.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from typing import NoReturn

from tracewalk.errors import TracewalkError, UsageError
from tracewalk.tiny.order import ENGINES, Order

__all__ = ["main"]


def main(text: str) -> NoReturn:
    """Serves what the order, a JSON object, says."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the engine prints is talk
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    try:
        engine, url = _start(Order(**json.loads(text)))
    except TracewalkError as failed:
        is_use = isinstance(failed, UsageError)
        print(json.dumps({"error": str(failed), "use": is_use}), file=answers, flush=True)
        os._exit(2 if is_use else 1)
    print(json.dumps({"url": url, "engine": engine}), file=answers, flush=True)
    _outlast(parent)
    os._exit(0)  # the engine's threads hold nothing that must be saved


def _outlast(parent: int) -> None:
    """Waits for the end of the process that started this one: its pipe closes, or it is no longer our parent."""
    while os.getppid() == parent:
        ready, _, _ = select.select([0], [], [], 1.0)
        if ready and not os.read(0, 1024):
            return


def _start(order: Order) -> tuple[str, str]:
    """Starts the engine; gives its name and the URL at which it answers."""
    if order.engine not in ENGINES:
        raise UsageError(f"{order.engine!r} is no engine; there are: {', '.join(ENGINES)}.")
    _require_free(order.port)
    if order.engine != "numpy":
        try:
            from tracewalk.tiny import llamacpp  # noqa: PLC0415 - the package may be absent
        except ImportError as why:
            if order.engine == "llama.cpp":
                raise UsageError(f"llama.cpp is not installed ({why}): pip install 'tracewalk[model]'.") from None
        else:
            return "llama.cpp", llamacpp.start(order)
    from tracewalk.tiny.fallback import server  # noqa: PLC0415 - only where it is needed

    return "numpy", server.start(order)


def _require_free(port: int) -> None:
    """Raises `UsageError` for a port that is taken or not ours to take."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as why:
            reason = os.strerror(why.errno) if why.errno else str(why)
            raise UsageError(f"port {port} cannot be used ({reason}); choose another, or 0 for a free one.") from None
