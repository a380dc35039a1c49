"""How a trace begins: whether a model can be asked for it, and by which call."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from tracewalk.cwm.context import Place
from tracewalk.cwm.rows import Row
from tracewalk.cwm.scopes import Scope
from tracewalk.frozen import frozen
from tracewalk.model import Trace, dataset_main

__all__ = ["Entry", "find_entry"]

_MAX_INPUT = 100_000


@frozen
class Entry:
    """Exactly one of the four is set, or `recorded`."""

    mark: Place | None = None
    """The `def` line of a function without arguments: START_OF_TRACE goes there."""
    call: str | None = None
    """The call that a wrapper `main` makes."""
    wrapper: Place | None = None
    """The program ends in a wrapper that was recorded, by the dataset convention: its `def` line."""
    refused: str | None = None


def find_entry(
    trace: Trace, rows: Sequence[Row], sources: Mapping[str, str], scopes: Mapping[str, Sequence[Scope]]
) -> Entry:
    """How a trace begins."""
    if not rows:
        return Entry(refused="it has no steps")
    first = rows[0]
    if wrapper := _recorded_wrapper(trace, sources.get(trace.program_id, "")):
        return Entry(wrapper=wrapper)
    scope = _scope_of(first, scopes.get(first.program_id, ()))
    if trace.entry == "__main__" or first.func == "<module>" or first.event != "call":
        return Entry(refused="it is a script: its module code has no call to begin with")
    if scope is None:
        return Entry(refused=f"its first call, of {first.func}, is not found in the sources")
    if not first.state and not trace.input.strip() and not scope.pauses:
        return Entry(mark=(first.program_id, scope.place))
    return _wrapped(trace, scope, sources, scopes)


def _recorded_wrapper(trace: Trace, text: str) -> Place | None:
    """The line of `def main` in a program of the dataset convention."""
    tail = dataset_main(trace.entry, trace.input)
    if not text.endswith(tail):
        return None
    return trace.program_id, text[: -len(tail)].count("\n") + 3


def _scope_of(row: Row, scopes: Sequence[Scope]) -> Scope | None:
    return next((s for s in scopes if s.qualname == row.func and s.first == row.line), None)


def _wrapped(trace: Trace, scope: Scope, sources: Mapping[str, str], scopes: Mapping[str, Sequence[Scope]]) -> Entry:
    call = f"{trace.entry.removesuffix('.__init__')}({trace.input})"
    if len(call) > _MAX_INPUT:
        return Entry(refused=f"its input is too long for a call: {len(call):,} characters")
    try:
        tree = ast.parse(call, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return Entry(refused=f"its arguments cannot be written as a call: {call[:80]}")
    call = ast.unparse(tree) if "\n" in call else call
    own = {s.qualname for found in scopes.values() for s in found if s.parent and s.parent.kind == "module"}
    called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    inner = sorted((called & own) - {trace.entry})
    if inner:
        return Entry(refused=f"its input calls {', '.join(inner)}, whose steps were not recorded")
    if scope.pauses and isinstance(scope.node, ast.AsyncFunctionDef):
        if not any("import asyncio" in text for text in sources.values()):
            return Entry(refused="its entry is a coroutine, and the sources do not import asyncio to run it")
        return Entry(call=f"asyncio.run({call})")
    return Entry(call=f"list({call})" if scope.pauses else call)
