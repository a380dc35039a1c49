"""What a command left word of: the runs of pytest within it, as a stranger may have written them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tracewalk.sandbox.folder_copy import Entry

__all__ = ["PytestRun", "believe_runs"]

_MOST_TESTS = 100_000
_MOST_WORDS = 1_000
_OUTCOMES = frozenset(("passed", "failed", "skipped", "error"))


@dataclass(frozen=True)
class PytestRun:
    """One run of pytest."""

    words: tuple[str, ...]
    """Its arguments."""
    cwd: str
    tests: dict[str, str] = field(repr=False)
    """The outcome of each test that was run, by node id: passed, failed, skipped, error."""
    exit_code: int | None
    """None: it did not come to its end."""
    files: tuple[Entry, ...] | None = field(repr=False)
    """The repository as it found it; None where it was too large to be copied."""

    def named(self, *outcomes: str) -> tuple[str, ...]:
        """The tests with one of these outcomes, in the order in which they ran."""
        return tuple(name for name, outcome in self.tests.items() if outcome in outcomes)


def believe_runs(notes: Iterable[Entry], folder: str) -> tuple[PytestRun, ...]:
    """The runs that the witness noted, in order; what cannot be read is none."""
    held: dict[str, list[Entry]] = {}
    for entry in notes:
        if entry.path.startswith(f"{folder}/"):
            held.setdefault(entry.path.removeprefix(f"{folder}/").partition("/")[0], []).append(entry)
    found = [_run(f"{folder}/{name}", held[name]) for name in sorted(held)]
    return tuple(run for run in found if run is not None)


def _run(folder: str, entries: list[Entry]) -> PytestRun | None:
    told = next((one.data for one in entries if one.path == f"{folder}/told.json" and one.kind == "file"), None)
    try:
        plain: Any = json.loads(told or b"")
        words, cwd, code = plain["arguments"], plain["cwd"], plain["exit"]
        tests = {str(name): str(outcome) for name, outcome in dict(plain["tests"]).items()}
        copied = plain["copied"] is True
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not (isinstance(words, list) and len(words) <= _MOST_WORDS and all(isinstance(word, str) for word in words)):
        return None
    if not isinstance(cwd, str) or not cwd.startswith("/") or "\0" in cwd or len(tests) > _MOST_TESTS:
        return None
    start = f"{folder}/files/"
    files = [
        Entry(entry.path.removeprefix(start), entry.kind, entry.mode, entry.size, entry.data)
        for entry in entries
        if entry.path.startswith(start)
    ]
    return PytestRun(
        words=tuple(words),
        cwd=cwd,
        tests={name: outcome for name, outcome in tests.items() if outcome in _OUTCOMES},
        exit_code=code if type(code) is int and 0 <= code < 256 else None,
        files=tuple(files) if copied else None,
    )
