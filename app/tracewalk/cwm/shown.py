"""The `..` of CWM's text: which values are written in full, and which are unchanged.

`cwm`, the rule seen in CWM's own output: `..` stands for a value whose text is that of the previous observation, and
the base is gone at every change of scope. So a callee's first frame and a caller's first frame after a return are
full, an exception in the same scope changes nothing, and a generator that is resumed is written in full.

`kth`, the rule of the tracer by which ASSERT-KTH scored CWM (`evals/trace_analysis/ground_truth.py`): the base is what
the same frame showed last, whatever ran in between, also for the `call` with which a generator is resumed. Its values
keep their addresses, so what is written in full of an object without a repr of its own can never be predicted: the lake
has no addresses, and ` at 0x0` stands where one was. Frames are told apart there by `id(frame)`, which CPython may give
to a later frame again; that is left out. It made 4 of the 11,575 observations of CRUXEval differ where it was tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from tracewalk.model import CwmStep

__all__ = ["SAME", "Rule", "differing", "shown_by_rule"]

SAME = ".."

Rule = Literal["cwm", "kth"]

_ADDRESSED = re.compile(r"(<(?:function|generator object|coroutine object|async_generator object) \S+|[\w>] object)>")
"""Of a repr from which an address was removed: all up to where it was."""


def differing(state: dict[str, str], base: dict[str, str] | None) -> dict[str, str]:
    """A state with `..` for each value that the base has too."""
    if base is None:
        return state
    if base is state:
        return dict.fromkeys(state, SAME)
    return {name: SAME if base.get(name) == value else value for name, value in state.items()}


def shown_by_rule(steps: Sequence[CwmStep], rule: Rule) -> list[dict[str, str] | None]:
    """LOCALS of each step in diff form by a rule; None for steps that show none."""
    return _by_scope(steps) if rule == "cwm" else _by_frame(steps)


def _by_scope(steps: Sequence[CwmStep]) -> list[dict[str, str] | None]:
    found: list[dict[str, str] | None] = []
    frame: int | None = None
    base: dict[str, str] | None = None
    for step in steps:
        if step.event == "return":
            base = None
        if step.state is None:
            found.append(None)
            continue
        found.append(differing(step.state, base if step.event == "line" and frame == step.frame_id else None))
        frame, base = step.frame_id, step.state
    return found


def _by_frame(steps: Sequence[CwmStep]) -> list[dict[str, str] | None]:
    found: list[dict[str, str] | None] = []
    bases: dict[int, dict[str, str]] = {}
    for step in steps:
        if step.state is None:
            found.append(None)
            continue
        shown = differing(step.state, bases.get(step.frame_id))
        bases[step.frame_id] = step.state
        found.append({name: _with_address(value) for name, value in shown.items()})
    return found


def _with_address(value: str) -> str:
    return _ADDRESSED.sub(r"\1 at 0x0>", value) if "<" in value else value
