"""One row `{program, entry, input, steps}` -> a draft.

Each step is an object with the columns of the lake's `steps`; `event` and `line` it must have, the others where they
apply:

- `event`: call, line, return, exception, yield, resume or unwind; `line`: a line of the program, from 1.
- The locals, in one of three forms. `locals`, name -> repr: all of them; `..` for a value stands for the one that the
  same frame had before, a name that is missing is not bound. Or `changes`, name -> repr: those that differ from the
  same frame's previous step, null for one that was unbound. Or `changes` as the lake has it, a list of `{name, value}`
  with `type`, `size` and `cut` where they are known. A `call`, `line` or `resume` must have one of them.
- `value`: the repr of what is returned, yielded or raised; `func`: the qualified name of the function, found by the
  line where it is missing; `stdout`, `stderr`: what was printed since the step before.
- `frame_id`: any number, the same for all steps of one activation; without it frames are the nesting of calls and
  returns, and there is no `yield` or `resume`. `thread`, and on a `call` `caller` and `depth`, where they are known.
- `step`, `program_id` and `trace_id`, as rows out of a lake have them, are compared or passed over.

A row has `program`, `entry` and `input` (these two not where the program ends in the dataset convention's `main`), and
may have `python`, `dataset`, `task_id` (or `id`), `split` and `tags`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracewalk.cwm.scopes import read_scopes
from tracewalk.errors import RowError
from tracewalk.importers.classes import class_names
from tracewalk.importers.cwm_steps import without_traceback
from tracewalk.importers.draft import Draft, facts_of, text_of
from tracewalk.importers.entry import wrapped_call
from tracewalk.importers.json_rows import mapped
from tracewalk.importers.nesting import Nesting, number_of
from tracewalk.importers.states import States
from tracewalk.model import EVENTS, Program, Step

__all__ = ["STEP_COLUMNS", "draft_of_step_row"]

_FRAME = ("frame_id", "caller", "depth", "thread", "func")
STEP_COLUMNS = {
    "event",
    "line",
    "locals",
    "changes",
    "value",
    *_FRAME,
    "stdout",
    "stderr",
    "step",
    "program_id",
    "trace_id",
}
_SHOWING = frozenset({"call", "line", "resume"})
_VALUED = frozenset({"return", "yield", "exception"})


def draft_of_step_row(row: Mapping[str, Any], where: str, columns: Mapping[str, str]) -> Draft:
    """The trace of a row whose own columns are mapped already; `columns` maps those of its steps.

    Raises `RowError` with the reason, and the number of the step, where it is none.
    """
    facts = facts_of(row)
    if facts.program is None:
        raise RowError(f"has no `program`; its columns are: {', '.join(row) or 'none'}")
    reader = _Reader(Program(facts.program), columns)
    for step in _steps(row.get("steps")):
        reader.take(step)
    call = wrapped_call(facts.program)
    entry, input_ = call or (facts.entry, facts.input)
    if entry is None or input_ is None:
        raise RowError(f"has no `{'entry' if entry is None else 'input'}`, and its program does not end in a `main`")
    raised = class_names(reader.raised, "program" if call else None)
    return Draft(reader.program, entry, input_, reader.steps, facts, raised, call is not None, where)


def _steps(given: object) -> list[Any]:
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError) as fault:
            raise RowError(f"its `steps` are text that is not JSON: {fault}") from None
    if not isinstance(given, list) or not given:
        what = "are none" if given in (None, []) else f"are of type {type(given).__name__}"
        raise RowError(f"its `steps` {what}, not a list of objects")
    return given


class _Reader:
    """Takes the steps of one row in order."""

    def __init__(self, program: Program, columns: Mapping[str, str]) -> None:
        self.program = program
        self.steps: list[Step] = []
        self.raised: dict[str, None] = {}
        self._columns = columns
        self._n_lines = program.text.count("\n") + 1
        self._nesting = Nesting(read_scopes(program.text))
        self._states = States()

    def take(self, given: object) -> None:
        """The next step."""
        if not isinstance(given, dict):
            raise RowError(f"step {len(self.steps)} is of type {type(given).__name__}, not an object")
        try:
            self.steps.append(self._step({k: v for k, v in mapped(given, self._columns).items() if v is not None}))
        except RowError as fault:
            raise RowError(f"step {len(self.steps)}: {fault}") from None

    def _step(self, given: dict[str, Any]) -> Step:
        self._require_ours(given)
        event = given.get("event")
        if event not in EVENTS:
            raise RowError(f"its `event` is {str(event)[:40]!r}; there are: {', '.join(EVENTS)}")
        line = number_of(given, "line")
        if line is None or not 1 <= line <= self._n_lines:
            raise RowError(f"its `line` is {line}; the program has 1 to {self._n_lines:,}")
        frame = self._nesting.enter(event, line, given)
        if event in _SHOWING and "locals" not in given and "changes" not in given:
            raise RowError(f"a {event} has `locals` or `changes`")
        changes = self._states.changes(frame.frame_id, given)
        if event in ("return", "unwind"):
            self._states.forget(frame.frame_id)
        return Step(
            step=len(self.steps),
            event=event,
            frame_id=frame.frame_id,
            caller=frame.caller,
            depth=frame.depth,
            thread=frame.thread,
            program_id=self.program.program_id,
            func=frame.func,
            line=line,
            value=self._value(event, given),
            changes=changes,
            stdout=text_of(given, "stdout"),
            stderr=text_of(given, "stderr"),
        )

    def _require_ours(self, given: Mapping[str, Any]) -> None:
        if others := sorted(map(str, given.keys() - STEP_COLUMNS)):
            known = ", ".join(sorted(STEP_COLUMNS))
            raise RowError(f"its `{'`, `'.join(others)[:200]}` is none of ours; `--columns` maps them to: {known}")
        if number_of(given, "step") not in (None, len(self.steps)):
            raise RowError(f"its `step` is {given['step']}; steps are numbered from 0, without gaps")
        if given.get("program_id", self.program.program_id) != self.program.program_id:
            raise RowError("its `program_id` is another program's; a row holds one program")

    def _value(self, event: str, given: Mapping[str, Any]) -> str | None:
        value = text_of(given, "value")
        if (event in _VALUED) != (value is not None):
            raise RowError(f"a {event} has {'a' if event in _VALUED else 'no'} `value`")
        if event == "exception" and value is not None:
            name, value = without_traceback(value)
            self.raised.setdefault(name)
        return value
