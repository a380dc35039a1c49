"""llama.cpp's own server, in this process, with the tiny model."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import tracewalk


def weights() -> Path:
    """The tiny model's file; skips without it."""
    found = next((Path(tracewalk.__file__).parent / "tiny").glob("*.gguf"), None)
    if found is None:
        pytest.skip("no weights of the tiny model in this installation")
    return found


@contextmanager
def serving(path: Path, context: int) -> Iterator[str]:
    """The address of a running server; skips without `xllamacpp`."""
    xlc = pytest.importorskip("xllamacpp")
    params = xlc.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel = context, 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.hostnames, params.port, params.ui = ["127.0.0.1"], free_port(), False
    server = xlc.Server(params)
    yield server.listening_address
    del server


def with_context(path: Path, to: Path, context: int) -> Path:
    """A copy that says it was trained with a longer context: worse at its end, but long enough for a conversation."""
    data = bytearray(path.read_bytes())
    key = b"llama.context_length"
    at = data.index(key) + len(key)
    assert struct.unpack_from("<I", data, at) == (4,), "of type uint32"
    struct.pack_into("<I", data, at + 4, context)
    to.write_bytes(data)
    return to


def adding_begin(path: Path, to: Path) -> Path:
    """A copy whose tokenizer adds a <|begin_of_text|> to every text."""
    data = bytearray(path.read_bytes())
    key = b"tokenizer.ggml.add_bos_token"
    at = data.index(key) + len(key)
    assert struct.unpack_from("<I?", data, at) == (7, False), "of type bool"
    struct.pack_into("<?", data, at + 4, True)
    to.write_bytes(data)
    return to


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
