"""llama.cpp's own server, through xllamacpp (both MIT). Importing this needs the extra `model`."""

from __future__ import annotations

import xllamacpp

from tracewalk.errors import ModelError
from tracewalk.tiny.order import Order

__all__ = ["start"]

_running: list[xllamacpp.Server] = []
"""A server stops when it is no longer referred to."""


def start(order: Order) -> str:
    """Starts the server in threads of its own; gives its URL. Raises `ModelError` where llama.cpp refuses."""
    asked = xllamacpp.CommonParams()
    asked.model.path, asked.model_alias = order.path, {order.name}
    asked.hostnames, asked.port = ["127.0.0.1"], order.port
    # Every slot keeps the prefix it saw last: in mode `step` each prompt of a trace extends the one before.
    asked.n_parallel, asked.n_ctx = order.slots, order.slots * order.context
    asked.cache_ram_mib = 0  # slots remember; a second cache of up to 8 GB is not wanted
    # One thread: its spinning barriers collapse where threads outnumber free cores (20 times slower, measured).
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = 1
    asked.ui, asked.verbosity = False, 1
    try:
        _running.append(xllamacpp.Server(asked))
    except RuntimeError as why:
        raise ModelError(f"llama.cpp cannot serve {order.path} ({why}); is it a whole GGUF model?") from None
    url: str = _running[-1].listening_address
    return url
