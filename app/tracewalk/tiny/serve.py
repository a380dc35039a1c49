"""Serving a GGUF model on 127.0.0.1, in a process of its own.

Why another process: llama.cpp ends the whole process on what it takes for impossible (a GGUF file is somebody else's
data), the numpy fallback would hold the lock that Streamlit's threads need, and a process can be ended for certain.
It costs about a tenth of a second at the start. It ends with us, whatever ends us: it watches its standard input.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, field
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import IO, Any

from tracewalk.errors import ModelError, UsageError
from tracewalk.frozen import frozen
from tracewalk.settings import Settings, load
from tracewalk.tiny.gguf_file import Gguf, read_gguf
from tracewalk.tiny.order import ENGINES, Order

__all__ = ["CARD_FILE", "ENGINES", "MODEL_FILE", "Served", "fingerprint", "serving"]

MODEL_FILE = Path(__file__).with_name("tiny-cwm-q8_0.gguf")
"""The tiny code world model that comes with Tracewalk; see `MODEL_CARD.md` beside it."""

CARD_FILE = MODEL_FILE.with_name("MODEL_CARD.md")

_START = "import sys; sys.path.insert(0, sys.argv[1]); from tracewalk.tiny.child import main; main(sys.argv[2])"
_ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "GGML_NO_BACKTRACE": "1"}
"""One thread each; and no debugger is to be attached where llama.cpp gives up."""

_PATIENCE = 5.0
"""Seconds that an engine gets to end by itself."""


@frozen
class Served:
    """A model that answers at `url`: `{url}/v1/completions` and its sisters."""

    url: str
    """Without a path, e.g. `http://127.0.0.1:43329`."""
    model: str
    """Its name, as `/v1/models` gives it."""
    fingerprint: str
    """32 hex digits of blake2b of the model's file."""
    engine: str
    """`llama.cpp` or `numpy`."""
    context: int
    """Tokens of prompt and answer together that one request may have."""
    process: subprocess.Popen[bytes] = field(repr=False, compare=False)

    @property
    def alive(self) -> bool:
        """Whether its process still runs."""
        return self.process.poll() is None

    def wait(self) -> int:
        """Waits until its process ends, which it does by itself only when it failed; gives the exit code."""
        return self.process.wait()


@contextmanager
def serving(
    path: Path | None = None,
    *,
    port: int = 0,
    context: int | None = None,
    slots: int | None = None,
    engine: str = "auto",
    settings: Settings | None = None,
) -> Iterator[Served]:
    """Serves a model while the block runs: llama.cpp's own server, or numpy where xllamacpp is not installed.

    `path` is a GGUF file, by default `MODEL_FILE`; `port` 0 takes a free one; `context` is in tokens, by default the
    model's own up to the limit `model_context`; `slots` requests are worked on at once. Raises `NotFound`,
    `ModelError` and, for a busy port or an engine that is not there, `UsageError`.
    """
    limits = settings or load()
    model = read_gguf((path or MODEL_FILE).expanduser().absolute())
    order = Order(
        path=str(model.path),
        name=_name(model),
        port=port,
        context=context or min(_own_context(model), limits.model_context),
        slots=slots or limits.model_slots,
        engine=engine,
    )
    with tempfile.TemporaryFile() as log:
        process = _started(order, log)
        try:
            answer = _answer(process, log, limits.model_seconds)
            yield Served(answer["url"], order.name, fingerprint(model.path), answer["engine"], order.context, process)
        finally:
            _end(process)


def _started(order: Order, log: IO[bytes]) -> subprocess.Popen[bytes]:
    package = Path(__file__).resolve().parents[2]
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", _START, str(package), json.dumps(asdict(order))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env={**os.environ, **_ENVIRONMENT},
        # Ctrl-C in a terminal goes to the whole group: whoever holds the block decides what it means.
        process_group=0,
    )


def _answer(process: subprocess.Popen[bytes], log: IO[bytes], seconds: float) -> dict[str, Any]:
    """What the process says once it listens. Raises `UsageError` or `ModelError` where it can't."""
    assert process.stdout
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        line = process.stdout.readline()
    finally:
        timer.cancel()
    if line:
        answer: dict[str, Any] = json.loads(line)
        if "url" in answer:
            return answer
        raise (UsageError if answer["use"] else ModelError)(answer["error"])
    code = process.wait()
    log.seek(0)
    said = log.read().decode(errors="replace").strip().splitlines()[-3:]
    how = f"took more than {seconds:g} s to load" if code == -9 else f"ended with code {code}"
    raise ModelError(f"the model's process {how}; it said: {' / '.join(said) or 'nothing'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process: it leaves when its input closes, or is killed."""
    with suppress(OSError):
        process.stdin and process.stdin.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        process.stdout and process.stdout.close()


def _name(model: Gguf) -> str:
    """The model's own name where it is a plain one, else its file's."""
    name = str(model.metadata.get("general.name", ""))
    return name if name.isprintable() and 0 < len(name) <= 100 else model.path.stem


def _own_context(model: Gguf) -> int:
    return max(16, int(model.setting("context_length")))


def fingerprint(path: Path) -> str:
    """What tells a model from another: 32 hex digits of blake2b of its file."""
    with path.open("rb") as file:
        return file_digest(file, blake2b).hexdigest()[:32]
