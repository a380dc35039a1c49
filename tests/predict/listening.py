"""Servers of this process on a real socket, for commands that run in another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from tests.predict.llama import free_port


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """The address of an ASGI app while the block runs."""
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", free_port(), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.config.port}/v1"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
