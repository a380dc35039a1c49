"""What a job says of its end: written inside, and looked at outside as what a stranger says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tracewalk.frozen import frozen
from tracewalk.model import OUTCOMES, STOP_REASONS, File, Program
from tracewalk.recorder.session import MAX_NAMED, Ending
from tracewalk.recorder.subject import Facts
from tracewalk.sandbox.frames import Forged

if TYPE_CHECKING:
    from tracewalk.sandbox.taken import Taken

__all__ = ["Told", "believe", "fault_text", "tell"]

_MAX_FILES = 10_000
_MAX_END = 50_000_000
"""Bytes; read as JSON they take several times as many."""
_MAX_FAULT = 10_000


def tell(ending: Ending, facts: Facts) -> bytes:
    """The end of a run whose steps have been sent."""
    told = {
        "outcome": ending.outcome,
        "stop_reason": ending.stop_reason,
        "result": ending.result,
        "error": ending.error,
        "seconds": ending.seconds,
        "n_cut": facts.n_cut,
        "functions": facts.functions,
        "exceptions": facts.exceptions,
        "files": [[file.path, file.program_id] for file in facts.files],
    }
    return json.dumps(told).encode()


@frozen
class Told:
    """The end that a job tells, and what it says of its steps."""

    ending: Ending
    n_cut: int
    functions: tuple[str, ...]
    exceptions: tuple[str, ...]
    files: tuple[File, ...]

    def put(self, taken: Taken) -> None:
        """Puts what it says with the steps, all of which have been looked at. Raises `Forged` where they disagree."""
        if not taken.n_cut <= self.n_cut <= taken.n_cut + taken.n_values:
            raise Forged("a number of shortened values that cannot be")
        taken.n_cut = self.n_cut
        taken.functions, taken.exceptions, taken.files = self.functions, self.exceptions, self.files


def believe(said: bytes, sources: dict[str, Program]) -> Told:
    """The end that a job tells, as far as it can be. Raises `Forged`."""
    if len(said) > _MAX_END:
        raise Forged(f"an end of {len(said)} bytes")
    try:
        told = json.loads(said)
        outcome, reason = told["outcome"], told["stop_reason"]
        seconds, n_cut = float(told["seconds"]), int(told["n_cut"])
        files = [(str(path), str(program_id)) for path, program_id in told["files"]]
        result, error = (told[name] if told[name] is None else _text(told[name]) for name in ("result", "error"))
        functions, exceptions = (_names(told[name]) for name in ("functions", "exceptions"))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as fault:
        raise Forged(f"an end that cannot be read: {type(fault).__name__}") from None
    if outcome not in OUTCOMES[:3] or (reason is None) != (outcome != "truncated"):
        raise Forged("an outcome that no recorder gives")
    if reason is not None and reason not in STOP_REASONS:
        raise Forged("a reason to stop that no recorder gives")
    if not 0 <= seconds < 1e9:
        raise Forged("numbers that cannot be")
    if len(files) > _MAX_FILES or any(path not in sources or sources[path].program_id != of for path, of in files):
        raise Forged("a file that was not given")
    ending = Ending(outcome, reason, result, error, None, None, seconds)
    return Told(ending, n_cut, functions, exceptions, tuple(File(path, program_id) for path, program_id in files))


def fault_text(said: bytes) -> str:
    """The message of a job that had nothing to run."""
    return said[:_MAX_FAULT].decode("utf-8", "replace")


def _names(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > MAX_NAMED:
        raise TypeError(given)
    return tuple(map(_text, given))


def _text(given: Any) -> str:
    """A text that a file can hold."""
    if not isinstance(given, str):
        raise TypeError(given)
    return given.encode("utf-8", "backslashreplace").decode()
