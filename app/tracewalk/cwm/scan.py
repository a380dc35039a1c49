"""CWM's text -> steps, one by one, as they are written: nothing resolved yet.

Each separator is looked for, whatever is between: so a frame that is malformed is kept with the reason in `fault`, and
reading goes on at the next. The first reason that applies is given:

- `text before the event token`, `no event token`, `no <|action_sep|>`, `no <|arg_sep|>`, `not closed by <|frame_sep|>`,
  `unexpected <|..|>`: the frame's form is broken;
- `LOCALS ..`, `VALUE ..`, `the value of ..`, `the name ..`: its form is right, its JSON is not.
"""

from __future__ import annotations

import re

from tracewalk.cwm.observation import read_locals, read_value
from tracewalk.cwm.tokens import ACTION, ARG, BEGIN, CONTEXT, ENDS, EVENT_TOKENS, FRAME, TRACE_TOKEN
from tracewalk.model import CwmStep

__all__ = ["EVENT", "find_end", "is_prompt", "read_piece"]

_EVENTS = {token: event for event, token in EVENT_TOKENS.items()}
_SHOWS = frozenset({"call", "line"})
_LEN_ACTION = len(ACTION)
_LEN_ARG = len(ARG)
EVENT = re.compile("|".join(map(re.escape, _EVENTS)))


def is_prompt(text: str) -> bool:
    """Whether text before the first step is the prompt, or nothing but space."""
    return CONTEXT in text or not text.replace(BEGIN, "").strip()


def read_piece(piece: str) -> list[CwmStep]:
    """The steps of the text before a `<|frame_sep|>`: one, or more where separators are missing."""
    at = piece.find("|>") + 2
    event = _EVENTS.get(piece[:at])
    if event is not None:
        action = piece.find(ACTION, at)
        if action >= 0 and (step := _well_formed(piece, event, at, action)):
            return [step]
    return _odd(piece)


def _well_formed(piece: str, event: str, at: int, action: int) -> CwmStep | None:
    begin = action + _LEN_ACTION
    raw = piece + FRAME
    if event in _SHOWS:
        source = piece[begin:]
        if "<|" in source and TRACE_TOKEN.search(source):
            return None
        shown, fault = read_locals(piece, at, action)
        return CwmStep(event, source, shown, raw=raw, fault=fault)
    end = piece.find(ARG, begin)
    if end < 0 or at != action:
        return None
    source = piece[begin:end]
    if "<|" in source and TRACE_TOKEN.search(source):
        return None
    value, fault = read_value(piece, end + _LEN_ARG, len(piece))
    return CwmStep(event, source, None, None, value, raw=raw, fault=fault)


def _odd(piece: str) -> list[CwmStep]:
    starts = [found.start() for found in EVENT.finditer(piece)]
    if not starts:
        return [_without_event(piece)]
    starts[0] = 0
    parts = [piece[a:b] for a, b in zip(starts, [*starts[1:], len(piece)], strict=True)]
    return [_parts(part, closed=number == len(parts)) for number, part in enumerate(parts, 1)]


def _without_event(piece: str) -> CwmStep:
    """A step of which only the line can be told, if that."""
    before, action, after = piece.partition(ACTION)
    source, arg, value = (after if action else before).partition(ARG)
    step = CwmStep("", source, raw=piece + FRAME, fault="no event token")
    if action and before.strip().startswith("{"):
        step.shown, _ = read_locals(before, 0, len(before))
    if arg:
        step.value, _ = read_value(value, 0, len(value))
    return step


def _parts(piece: str, *, closed: bool) -> CwmStep:
    """A step with exactly one event token, by its parts."""
    found = EVENT.search(piece)
    assert found is not None
    before, rest = piece[: found.start()], piece[found.end() :]
    event = _EVENTS[found[0]]
    shown_text, action, after = rest.partition(ACTION)
    source, arg, value_text = after.partition(ARG)
    faults = ["text before the event token"] if before else []
    if not action:
        faults.append(f"no {ACTION}")
        shown_text, source = ("", shown_text) if not shown_text.startswith("{") else (shown_text, "")
    step = CwmStep(event, source, raw=piece + (FRAME if closed else ""))
    if event in _SHOWS or shown_text.strip():
        step.shown, fault = read_locals(shown_text, 0, len(shown_text))
        faults += [fault] if fault else []
    if event in _SHOWS:
        faults += [f"unexpected {ARG}"] if arg else []
    elif action:
        faults += [] if arg else [f"no {ARG}"]
        faults += ["LOCALS in a frame that has none"] if shown_text.strip() else []
    if arg:
        step.value, fault = read_value(value_text, 0, len(value_text))
        faults += [fault] if fault else []
    faults += [f"unexpected {t[0]}" for t in TRACE_TOKEN.finditer(source + value_text)]
    faults += [] if closed else [f"not closed by {FRAME}"]
    step.fault = faults[0] if faults else None
    return step


def find_end(text: str) -> int:
    """Where the first token stands after which a model says no more; -1: nowhere."""
    return min((at for token in ENDS if (at := text.find(token)) >= 0), default=-1)
