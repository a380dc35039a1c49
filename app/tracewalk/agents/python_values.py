"""What expressions of a Python program stand for, as far as files and the texts in them matter. Nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from tracewalk.agents.edits import Edit
from tracewalk.frozen import frozen

__all__ = ["HOW", "LONGEST", "File", "Text", "Value", "Values"]

HOW = "python script"
LONGEST = 200_000
"""Characters of a program, and of a text that it puts together."""
_DEEPEST = 100


@frozen
class Text:
    """A text that is known, or what stood in a file with some edits made."""

    known: str | None = None
    source: str | None = None
    """The file that it was read from."""
    edits: tuple[Edit, ...] = ()

    def unsure(self) -> Text | None:
        """The same after something that cannot be told: only the file that it came from is known then."""
        return Text(None, self.source, (Edit(self.source, "touch", HOW, "estimated"),)) if self.source else None


@frozen
class File:
    """A file that is open, or a `Path`."""

    path: str
    mode: str = "r"


Value = Text | File | None


class Values:
    """The variables of a program, and what expressions of them are."""

    def __init__(self) -> None:
        self.names: dict[str, Value] = {}
        self._depth = 0

    def of(self, node: ast.expr) -> Value:
        """What an expression is; None for what does not matter here, or cannot be told."""
        kind = _KINDS.get(type(node))
        if kind is None or self._depth >= _DEEPEST:
            return None
        self._depth += 1
        try:
            return kind(self, node)
        finally:
            self._depth -= 1

    def path(self, node: ast.expr) -> str | None:
        """The path that an expression is."""
        value = self.of(node)
        if isinstance(value, File):
            return value.path
        return value.known if isinstance(value, Text) and value.known and "\n" not in value.known else None

    def added(self, left: Value, right: Value) -> Value:
        """Two texts, one after the other."""
        if not (isinstance(left, Text) and isinstance(right, Text)) or right.known is None:
            return None
        if left.known is not None:
            return Text(left.known + right.known) if len(left.known) + len(right.known) < LONGEST else None
        if left.source is None:
            return None
        return replace(left, edits=(*left.edits, Edit(left.source, "append", HOW, "estimated", right.known)))

    def _call(self, node: ast.Call) -> Value:
        function = node.func
        if isinstance(function, ast.Attribute):
            return self._method(function, node)
        if isinstance(function, ast.Name) and function.id in {"open", "Path", "PurePath"} and node.args:
            path = self.path(node.args[0])
            return File(path, _mode(node.args[1:], node.keywords)) if path else None
        return self._made_of(node.args)

    def _method(self, function: ast.Attribute, node: ast.Call) -> Value:
        base = self.of(function.value)
        if isinstance(base, File):
            if function.attr == "open":
                return replace(base, mode=_mode(node.args, node.keywords))
            if function.attr in {"read", "read_text"}:
                return Text(source=base.path)
            return Text(source=base.path).unsure() if function.attr == "readlines" else None
        if isinstance(base, Text):
            return self._replaced(base, node.args) if function.attr == "replace" else base.unsure()
        if function.attr in {"Path", "open"} and node.args:
            path = self.path(node.args[0])
            return File(path, _mode(node.args[1:], node.keywords)) if path else None
        return self._made_of(node.args)

    def _made_of(self, arguments: list[ast.expr]) -> Value:
        """What a function gives that is not known: perhaps a text made from one that it takes, as `re.sub` does."""
        for node in arguments[:8]:
            value = self.of(node)
            if isinstance(value, Text) and value.source:
                return value.unsure()
        return None

    def _replaced(self, base: Text, arguments: list[ast.expr]) -> Value:
        old, new = (self.of(arguments[0]), self.of(arguments[1])) if len(arguments) > 1 else (None, None)
        if not (isinstance(old, Text) and isinstance(new, Text)) or not old.known or new.known is None:
            return base.unsure()
        most = arguments[2] if len(arguments) > 2 else None
        once = isinstance(most, ast.Constant) and most.value == 1
        if base.known is not None:
            made = base.known.replace(old.known, new.known, 1 if once else -1)
            return Text(made) if len(made) < LONGEST else None
        if base.source is None or (most is not None and not once):
            return base.unsure()
        edit = Edit(base.source, "replace", HOW, "estimated", new.known, old.known, everywhere=True, last=int(once))
        return replace(base, edits=(*base.edits, edit))


def _mode(positional: list[ast.expr], keywords: list[ast.keyword]) -> str:
    for node in [*positional[:1], *(k.value for k in keywords if k.arg == "mode")]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
    return "r"


def _constant(_values: Values, node: ast.expr) -> Value:
    return Text(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(values: Values, node: ast.expr) -> Value:
    return values.names.get(node.id) if isinstance(node, ast.Name) else None


def _operation(values: Values, node: ast.expr) -> Value:
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Div)):
        return None
    left, right = values.of(node.left), values.of(node.right)
    if isinstance(node.op, ast.Add):
        return values.added(left, right)
    if isinstance(left, File) and isinstance(right, Text) and right.known:
        return File(f"{left.path.rstrip('/')}/{right.known}")
    return None


def _called(values: Values, node: ast.expr) -> Value:
    return values._call(node) if isinstance(node, ast.Call) else None  # noqa: SLF001 - its own part


_KINDS: dict[type[ast.expr], Callable[[Values, ast.expr], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _operation,
    ast.Call: _called,
}
