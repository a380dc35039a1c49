"""The frames of steps given as rows: by their own numbers, or by the nesting of calls and returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracewalk.cwm.scopes import Scope
from tracewalk.errors import RowError
from tracewalk.importers.draft import text_of

__all__ = ["Nesting", "Opened", "number_of"]

_LARGEST = 2**31 - 1
_BEGINS = frozenset({"call", "resume"})
_LEAVES = frozenset({"return", "yield", "unwind"})


class Opened(NamedTuple):
    """A frame as its `call` opened it; `frame_id` counts from 0 in the order of the calls."""

    frame_id: int
    caller: int | None
    depth: int
    thread: int
    func: str


class Nesting:
    """Gives each step its frame."""

    def __init__(self, scopes: Sequence[Scope]) -> None:
        self._scopes = scopes
        self._frames: list[Opened] = []
        self._numbers: dict[int, int] = {}
        """By the numbers that the rows give."""
        self._stacks: dict[int, list[int]] = {}
        """Of each thread."""
        self._numbered: bool | None = None

    def enter(self, event: str, line: int, given: Mapping[str, Any]) -> Opened:
        """The frame of the next step. Raises `RowError` where it can have none."""
        number = number_of(given, "frame_id")
        if self._numbered not in (None, number is not None):
            raise RowError("either all steps have a `frame_id` or none has")
        self._numbered = number is not None
        if number is None and event in ("yield", "resume"):
            raise RowError(f"a {event} needs a `frame_id`: nesting alone does not tell which frame goes on")
        frame = self._call(line, number, given) if event == "call" else self._open(number, event)
        stack = self._stacks.setdefault(frame.thread, [])
        if event in _BEGINS:
            stack.append(frame.frame_id)
        elif event in _LEAVES and frame.frame_id in stack:
            stack.remove(frame.frame_id)
        return frame

    def _call(self, line: int, number: int | None, given: Mapping[str, Any]) -> Opened:
        if number in self._numbers:
            raise RowError(f"frame {number} is called a second time; a frame that goes on has a `resume`")
        thread = number_of(given, "thread") or 0
        stack = self._stacks.get(thread, [])
        above = self._frames[stack[-1]] if stack else None
        caller = number_of(given, "caller")
        if caller is not None and number is not None:
            if caller not in self._numbers:
                raise RowError(f"its `caller` is {caller}, a frame that was not called before")
            above = self._frames[self._numbers[caller]]
        depth = number_of(given, "depth") or (above.depth + 1 if above else 1)
        func = text_of(given, "func") or _function_at(self._scopes, line)
        frame = Opened(len(self._frames), above.frame_id if above else None, depth, thread, func)
        self._frames.append(frame)
        if number is not None:
            self._numbers[number] = frame.frame_id
        return frame

    def _open(self, number: int | None, event: str) -> Opened:
        if number is not None:
            if number not in self._numbers:
                raise RowError(f"frame {number} has a {event}, but no call before it")
            return self._frames[self._numbers[number]]
        stack = self._stacks.get(0)
        if not stack:
            raise RowError(f"a {event} where no function runs: its frame was left, or never called")
        return self._frames[stack[-1]]


def number_of(given: Mapping[str, Any], name: str) -> int | None:
    """A column as a number, None where it is missing. Raises `RowError`."""
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise RowError(f"its `{name}` is {str(value)[:40]!r}, not a number from 0 on")
    return value


def _function_at(scopes: Sequence[Scope], line: int) -> str:
    """The function that a call on this line enters: one that begins there, else the innermost around it."""
    begins = [scope for scope in scopes if line in (scope.first, scope.place) and scope.kind != "module"]
    around = [scope for scope in scopes if scope.first <= line <= scope.last]
    if not begins and not around:
        raise RowError("it has no `func`, and the program does not parse here to find one")
    return (begins[0] if begins else max(around, key=lambda scope: scope.first)).qualname
