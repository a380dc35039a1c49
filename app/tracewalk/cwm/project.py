"""Lake rows -> a trace as CWM's text would write it.

CWM knows four events. Step for step: `yield` is written as `return`, `resume` as `call`, and `unwind` as a `return` of
`None`, as `sys.settrace` reports a frame that an exception leaves (unverified against CWM). So the number of a step in
the projection is its number in the lake, but for the wrapper's steps where no program has the wrapper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import pyarrow as pa

from tracewalk.cwm.complaints import complaints_of, refusal_of
from tracewalk.cwm.context import Builder, source_lines
from tracewalk.cwm.entry import Entry, find_entry
from tracewalk.cwm.raised import Raised
from tracewalk.cwm.rows import Row, anonymous, read_rows
from tracewalk.cwm.scopes import Scope, read_scopes
from tracewalk.cwm.shown import shown_by_rule
from tracewalk.cwm.trace import CwmTrace
from tracewalk.cwm.waits import Waits, with_changes_at_resume
from tracewalk.model import CwmStep, Trace

__all__ = ["project"]

_EVENTS = {"resume": "call", "yield": "return", "unwind": "return"}


def project(trace: Trace, steps: pa.Table, sources: Mapping[str, str]) -> CwmTrace:
    """A trace with its steps in CWM's four events, and the context to show with them.

    `steps` has the columns of `STEPS` (`trace_id` may be missing), ordered by step, from step 0; `sources` is program
    id -> text, of all the trace's files. Raises nothing: what stands in the way of a prompt is in `refused`.
    """
    rows = list(read_rows(steps))
    scopes = {program_id: read_scopes(text) for program_id, text in sources.items()}
    entry = find_entry(trace, rows, sources, scopes)
    context = Builder()
    for program_id in dict.fromkeys(file.program_id for file in trace.files):
        context.add(program_id, source_lines(sources.get(program_id, "")))
    marked = entry.mark is None or context.mark(entry.mark)
    lines = context.by_program()
    wrapper = context.wrap(entry.call) if entry.call is not None else None
    raised = Raised(_own_classes(trace, entry, scopes), trace.exceptions)
    waits = Waits(scopes)
    made = [_step(row, lines, entry) for row in with_changes_at_resume(rows, waits)]
    _write_exceptions(made, rows, raised, waits)
    if wrapper:
        made = _seeded(trace, made, wrapper)
    for step, shown in zip(made, shown_by_rule(made, "cwm"), strict=True):
        step.shown = shown
    refused = entry.refused or refusal_of(trace, rows, made, sources)
    if refused is None and not marked and entry.mark:
        refused = f"START_OF_TRACE cannot stand on line {entry.mark[1]}: a text or a line goes on there"
    complaints = complaints_of(trace, rows, scopes, entry, waits, tuple(raised.unknown))
    return CwmTrace(trace.trace_id, context.context(wrapped=wrapper is not None), made, complaints, refused)


def _step(row: Row, lines: Mapping[str, Sequence[str]], entry: Entry) -> CwmStep:
    event = _EVENTS.get(row.event, row.event)
    own = lines.get(row.program_id, ())
    value = "None" if row.event == "unwind" else row.value
    return CwmStep(
        event=event,
        source=own[row.line - 1] if 0 < row.line <= len(own) else "\n",
        state=row.state if event in ("call", "line") else None,
        value=value and anonymous(value),
        frame_id=row.frame_id,
        caller=row.caller,
        depth=row.depth,
        program_id=row.program_id,
        func=row.func,
        line=row.line,
        step=row.step,
        seed=row.func == "main" and _in_wrapper(row, entry),
        cut=row.cut,
        changes=row.changes,
    )


def _in_wrapper(row: Row, entry: Entry) -> bool:
    """The wrapper is the end of its program."""
    return entry.wrapper is not None and row.program_id == entry.wrapper[0] and row.line >= entry.wrapper[1]


def _write_exceptions(steps: Sequence[CwmStep], rows: Sequence[Row], raised: Raised, waits: Waits) -> None:
    """The values of exception steps in their tuple form."""
    for before, row, step in zip([None, *rows], rows, steps, strict=False):
        if step.event == "exception" and step.value is not None:
            step.value = raised.text(step.value, traceback=not _is_quiet(step.value, row, before, waits))


def _is_quiet(value: str, row: Row, before: Row | None, waits: Waits) -> bool:
    """Whether it is a StopIteration that the interpreter makes and takes itself: such a one has no traceback.

    That ends an `await` or `yield from`, and with a value a loop, unless it comes out of a frame of the program's own.
    """
    if not value.startswith("StopIteration(") or (before is not None and before.event == "unwind"):
        return False
    loops = value != "StopIteration()" and waits.loops(row.program_id, row.line)
    return loops or waits.delegates(row.program_id, row.line)


def _seeded(trace: Trace, steps: list[CwmStep], wrapper: tuple[str, str]) -> list[CwmStep]:
    """The steps within those of a wrapper `main` that was never recorded: frame -1 at depth 0."""

    def seed(event: str, source: str, value: str | None = None) -> CwmStep:
        state: dict[str, str] | None = {} if event in ("call", "line") else None
        return CwmStep(event, source, None, state, value, frame_id=-1, func="main", seed=True)

    definition, call = wrapper
    before = [seed("call", definition), seed("line", call)]
    if trace.outcome == "returned":
        return [*before, *steps, seed("return", call, anonymous(trace.result or "None"))]
    if trace.outcome == "raised":
        last = next((s.value for s in reversed(steps) if s.event == "exception" and s.depth == 1), None)
        return [*before, *steps, seed("exception", call, last), seed("return", call, "None")]
    return [*before, *steps]


def _own_classes(trace: Trace, entry: Entry, scopes: Mapping[str, Sequence[Scope]]) -> dict[str, str]:
    """Of each class of the trace's files: its qualified name, with its module."""
    found: dict[str, str] = {}
    for file in trace.files:
        module = ".".join(PurePosixPath(file.path).with_suffix("").parts).removesuffix(".__init__")
        if entry.wrapper:
            module = "program"
        elif trace.entry == "__main__" and file.program_id == trace.program_id:
            module = "__main__"
        for scope in scopes.get(file.program_id, ()):
            if scope.kind == "class":
                found.setdefault(scope.qualname, f"{module}.{scope.qualname}")
    return found
