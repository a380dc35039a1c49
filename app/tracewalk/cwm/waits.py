"""Where a frame waits for another: what changed in it meanwhile, and how the end of the waiting shows.

The recorder looks at a resumed frame's names at its next step; `sys.settrace` shows the frame when it is resumed,
with what others did meanwhile to objects that it holds. So a change recorded at the step after a `resume` belongs to
the `resume` itself, unless the rest of the line with the `yield` may have made it. Beyond an `await` that is library
code, too, which changes the object whose method is awaited: of that the text at the `resume` was never recorded.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tracewalk.cwm.rows import Row, changed
from tracewalk.cwm.scopes import Scope

__all__ = ["Waits", "with_changes_at_resume"]


class Waits:
    """Of each line of some programs: whether a frame may wait there, and what it binds then."""

    def __init__(self, scopes: Mapping[str, Sequence[Scope]]) -> None:
        self._scopes = scopes
        self._tables: dict[str, _Table] = {}

    def bound(self, program_id: str, line: int) -> frozenset[str] | None:
        """Names that change by a line after its `yield` or `await`; None where it may do more than bind names."""
        return self._table(program_id).bound.get(line)

    def delegates(self, program_id: str, line: int) -> bool:
        """Whether an `await`, `yield from`, `async for` or `async with` begins on a line."""
        return line in self._table(program_id).delegating

    def loops(self, program_id: str, line: int) -> bool:
        """Whether a loop or a comprehension's loop begins on a line."""
        return line in self._table(program_id).looping

    def _table(self, program_id: str) -> _Table:
        if program_id not in self._tables:
            self._tables[program_id] = _read(self._scopes.get(program_id, ()))
        return self._tables[program_id]


def with_changes_at_resume(rows: Sequence[Row], waits: Waits) -> Iterator[Row]:
    """The rows; `state` of each `resume` as it was then, where that can be told."""
    for row, after in zip(rows, [*rows[1:], None], strict=False):
        if row.event != "resume" or after is None or after.frame_id != row.frame_id or not after.changes:
            yield row
        else:
            bound = waits.bound(row.program_id, row.line)
            outside = [] if bound is None else [change for change in after.changes if change.name not in bound]
            yield row._replace(state=changed(row.state, outside)) if outside else row


@dataclass(slots=True)
class _Table:
    """Of one program."""

    bound: dict[int, frozenset[str] | None] = field(default_factory=dict)
    delegating: set[int] = field(default_factory=set)
    looping: set[int] = field(default_factory=set)


def _read(scopes: Sequence[Scope]) -> _Table:
    table = _Table()
    for node in (node for scope in scopes if scope.kind == "module" for node in ast.walk(scope.node)):
        if isinstance(node, ast.Await | ast.YieldFrom | ast.AsyncFor | ast.AsyncWith):
            table.delegating.add(node.lineno)
        elif isinstance(node, ast.For):
            table.looping.add(node.lineno)
        elif isinstance(node, ast.comprehension):
            table.looping.add(node.target.lineno)
        if isinstance(node, ast.stmt) and (names := _bound(node)) is not None:
            table.bound[node.lineno] = None if node.lineno in table.bound else names
    return table


def _bound(node: ast.stmt) -> frozenset[str] | None:
    """The names that a statement binds, or whose methods it awaits, if it does nothing but wait and bind."""
    if isinstance(node, ast.Expr | ast.Return):
        targets: list[ast.expr] = []
    elif isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    else:
        return None
    if not isinstance(node.value, ast.Yield | ast.Await):
        return None
    names = [t for target in targets for t in (target.elts if isinstance(target, ast.Tuple) else [target])]
    if not all(isinstance(name, ast.Name) for name in names):
        return None
    owners = _owners(node.value) if isinstance(node.value, ast.Await) else ()
    return frozenset(name.id for name in (*names, *owners) if isinstance(name, ast.Name))


def _owners(node: ast.expr) -> list[ast.expr]:
    """The objects whose methods an expression calls: these go on working after the frame is resumed."""
    calls = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
    return [func.value for func in calls if isinstance(func, ast.Attribute)]
