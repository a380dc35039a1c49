"""What stands between a trace and a prompt, and in what its text may differ from CWM's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracewalk.cwm.entry import Entry
from tracewalk.cwm.rows import Row
from tracewalk.cwm.scopes import Scope
from tracewalk.cwm.tokens import TRACE_TOKEN
from tracewalk.cwm.waits import Waits
from tracewalk.model import CwmStep, Trace

__all__ = ["complaints_of", "refusal_of", "token_in_source"]


def refusal_of(trace: Trace, rows: Sequence[Row], steps: Sequence[CwmStep], sources: Mapping[str, str]) -> str | None:
    """Why no prompt can be made of a trace; None: one can."""
    if trace.n_cut:
        return f"{trace.n_cut:,} of its values are shortened; record it with --repr cwm"
    if len({row.thread for row in rows}) > 1:
        return "steps of several threads are mixed, and CWM's text has no threads"
    roots = {row.frame_id for row in rows if row.caller is None}
    if len(roots) > 1:
        return f"{len(roots)} calls stand beside each other at the outermost level, and CWM's text follows one"
    missing = {row.program_id for row in rows} - sources.keys()
    if missing:
        return f"the source of {len(missing)} of its programs is missing"
    return token_in_source(trace, sources) or _token_in_value(steps)


def token_in_source(trace: Trace, sources: Mapping[str, str]) -> str | None:
    """Where a source holds one of the format's own tokens."""
    for file in trace.files:
        text = sources.get(file.program_id, "")
        if found := TRACE_TOKEN.search(text):
            line = text.count("\n", 0, found.start()) + 1
            return f"line {line} of {file.path} holds the trace token {found[0]}, which a model would take for its own"
    return None


def _token_in_value(steps: Sequence[CwmStep]) -> str | None:
    for step in steps:
        for change in step.changes:
            if change.value and "<|" in change.value and (found := TRACE_TOKEN.search(change.value)):
                return f"the value of {change.name} at step {step.step} holds the trace token {found[0]}"
        if step.value and "<|" in step.value and (found := TRACE_TOKEN.search(step.value)):
            return f"the value at step {step.step} holds the trace token {found[0]}"
    return None


def complaints_of(
    trace: Trace,
    rows: Sequence[Row],
    scopes: Mapping[str, Sequence[Scope]],
    entry: Entry,
    waits: Waits,
    classes: Sequence[str],
) -> tuple[str, ...]:
    """One sentence for each thing in which the text may differ from what CWM's own tracer gives."""
    found = []
    if _minor(trace.python) > (3, 11):
        found.append(f"comprehension frames absent (Python {trace.python})")
    if trace.repr_style == "bounded":
        found.append("values are in the style `bounded`: objects are numbered, sets sorted")
    if any(row.event == "unwind" for row in rows):
        found.append("a frame left by an exception is written as a return of None (unverified against CWM)")
    if classes:
        found.append(f"the module of {', '.join(classes)} is not known, and left out")
    if any(row.event == "resume" and waits.delegates(row.program_id, row.line) for row in rows):
        found.append("what changes an awaited object while its frame waits shows one step late")
    bodies = {(row.program_id, row.line, row.func) for row in rows if row.event == "call"}
    if any((p, s.first, s.qualname) in bodies for p, found_ in scopes.items() for s in found_ if s.kind == "class"):
        found.append("a class body's own names (__module__, __qualname__, ...) are not recorded")
    if entry.call is not None and any(s.qualname == "main" for found_ in scopes.values() for s in found_):
        found.append("the wrapper `main` stands beside the program's own")
    return tuple(found)


def _minor(python: str) -> tuple[int, ...]:
    return tuple(int(part) for part in python.split(".")[:2] if part.isdigit())
