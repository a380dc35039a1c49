"""What a visitor asks to be verified, read from the body of a call: never an address, never a way past the sandbox."""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from tracewalk.errors import NotFound, UsageError
from tracewalk.resources import folder
from tracewalk.verify.carried import Misnamed, Writing, misnamed
from tracewalk.verify.order import Order, read_order
from tracewalk.web.answers import require_types
from tracewalk.web.verify.jobs import Goal

__all__ = ["goal_of"]

_EXAMPLE = '{"problems": "sample", "endpoint": "tiny", "mode": "return"}'
_SAMPLE = "sample"
_FILE = {"name": str, "text": str}
_TYPES: dict[str, tuple[type, ...]] = {
    "problems": (str, dict),
    "solutions": (str, dict, type(None)),
    "endpoint": (str, type(None)),
    "writer": (str, type(None)),
    "author": (str, type(None)),
    "mode": (str,),
    "reference": (bool,),
    "inputs": (bool,),
    "candidates": (int, type(None)),
    "tests": (int,),
    "temperature": (int, float, type(None)),
    "limit": (int, type(None)),
    "name": (str, type(None)),
}
_MODES = ("return", "full")
_MOST_CANDIDATES = 200
_MOST_TESTS = 100
_LONGEST_NAME = 100
_SLIPS: dict[Misnamed, str] = {
    "writer": "nothing is to be written, as all is given: leave the writer away",
    "nobody": "choose a model",
    "predictor": "the file states outputs, which are predictions already: choose no model that predicts",
    "author": "choose a model that predicts, or say who wrote the file",
    "tiny": "The tiny model was trained on traces and cannot write programs: bring a file of solutions too, take the "
    "benchmark's own, or choose a chat model that writes.",
}


def goal_of(body: bytes, *, most: int) -> Goal:
    """What is to be done; `most`: bytes of a row. Raises `UsageError`, `NotFound` where that cannot be meant."""
    asked = _read(body)
    with tempfile.TemporaryDirectory(prefix="tracewalk-loop-") as place:
        try:
            order = _order(asked, Path(place), most)
        except (UsageError, NotFound) as wrong:
            # of the folder in which files were read a visitor knows nothing
            raise type(wrong)(str(wrong).replace(f"{place}/", "").replace(f"{_samples()}/", "")) from None
    endpoint, writer = asked.get("endpoint"), asked.get("writer")
    if (slip := misnamed(order, endpoint, writer)) is not None:
        raise UsageError(_SLIPS[slip])
    n = asked.get("candidates") if order.author is None else None
    temperature = asked.get("temperature")
    if temperature is not None and not (math.isfinite(temperature) and 0 <= temperature <= 10):
        raise UsageError(f"temperature {temperature} must be from 0 to 10")
    writing = Writing.of(n, asked.get("tests", 5), None if temperature is None else float(temperature))
    same = blake2b(body, digest_size=16).hexdigest()
    needs_writer = order.author is None
    return Goal(
        order, endpoint, (writer or endpoint) if needs_writer else None, asked.get("mode", "return"), writing, same
    )


def _read(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise UsageError(f"the body is no JSON; it is e.g. {_EXAMPLE}") from None
    if not isinstance(asked, dict) or "problems" not in asked:
        raise UsageError(f"the body lacks problems; it is e.g. {_EXAMPLE}")
    require_types(asked, _TYPES)
    _within(asked)
    return asked


def _within(asked: Mapping[str, Any]) -> None:
    """Raises `UsageError` for numbers and words out of their range."""
    if asked.get("mode", "return") not in _MODES:
        raise UsageError(f"mode {asked['mode'][:60]!r} predicts no result; there are: {', '.join(_MODES)}")
    for name, low, high in (("candidates", 1, _MOST_CANDIDATES), ("tests", 0, _MOST_TESTS), ("limit", 1, 2**31 - 1)):
        value = asked.get(name)
        if value is not None and not low <= value <= high:
            raise UsageError(f"{name} {value} must be from {low} to {high:,}")
    for name in ("name", "author"):
        value = asked.get(name)
        if value is not None and not (0 < len(value) <= _LONGEST_NAME and value.isprintable()):
            raise UsageError(f"{name} is a line of at most {_LONGEST_NAME} characters")


def _order(asked: Mapping[str, Any], place: Path, most: int) -> Order:
    problems = _file("problems", asked["problems"], place)
    given = asked.get("solutions")
    if asked["problems"] == _SAMPLE and given is None:
        given = _SAMPLE
    solutions = None if given is None else _file("solutions", given, place)
    return read_order(
        problems, solutions, most=most, author=asked.get("author"), reference=asked.get("reference", False),
        inputs=asked.get("inputs", False), candidates=asked.get("candidates"), limit=asked.get("limit"),
        name=asked.get("name"),
    )  # fmt: skip


def _samples() -> Path:
    return folder("sample_data") / "problems"


def _file(what: str, given: str | dict[str, Any], place: Path) -> Path:
    """A file with what was sent, or a sample."""
    if isinstance(given, str):
        if given != _SAMPLE:
            raise UsageError(f'{what} is "{_SAMPLE}", or {{"name": "a.jsonl", "text": "..."}}')
        return _samples() / f"{what}.jsonl"
    if given.keys() != _FILE.keys() or not all(isinstance(given[name], kind) for name, kind in _FILE.items()):
        raise UsageError(f'{what} holds a name and a text: {{"name": "a.jsonl", "text": "..."}}')
    name = re.sub(r"[^\w .()+-]", "_", PurePosixPath(given["name"].replace("\\", "/")).name)[-_LONGEST_NAME:].lstrip(
        ". "
    )
    path = place / what / (name or f"{what}.jsonl")
    path.parent.mkdir()
    path.write_bytes(given["text"].encode("utf-8", "surrogatepass"))
    return path
