"""What a Python program does to files, where it can be told from its text: what agents write to edit with.

Nothing is run. The program's statements are gone through once: texts that it reads from files, replaces parts of and
writes back become edits; a file that it writes in any other way is one that it touches.
"""

from __future__ import annotations

import ast
import warnings

from tracewalk.agents.edits import Edit
from tracewalk.agents.python_values import HOW, LONGEST, File, Text, Value, Values

__all__ = ["python_edits"]

_DEEPEST = 100
_WRITING = ("w", "a", "x", "r+")


def python_edits(program: str) -> list[Edit]:
    """The edits of a program in order, as far as its text tells; those of a branch or loop only as touches."""
    if len(program) > LONGEST or not any(sign in program for sign in ("write", "open", "rename", "remove", "shutil")):
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(program)
        walk = _Walk()
        walk.body(tree.body, 0, sure=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return walk.found


class _Walk:
    def __init__(self) -> None:
        self.values = Values()
        self.found: list[Edit] = []
        self._written: set[str] = set()
        """Files that are open for writing and have had something written into them."""

    def body(self, statements: list[ast.stmt], depth: int, *, sure: bool) -> None:
        """Goes through statements; `sure`: they run once and for certain."""
        for statement in statements if depth < _DEEPEST else []:
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign):
                self._assignment(statement, sure=sure)
            elif isinstance(statement, ast.Expr):
                self._call(statement.value, sure=sure)
            elif isinstance(statement, ast.With):
                self._open(statement)
                self.body(statement.body, depth + 1, sure=sure)
            elif isinstance(statement, ast.If):
                self.body(statement.body, depth + 1, sure=sure and _is_guard(statement.test))
                self.body(statement.orelse, depth + 1, sure=False)
            else:
                inner = getattr(statement, "body", None)
                if isinstance(inner, list):
                    self.body(inner, depth + 1, sure=sure and isinstance(statement, ast.Try))

    def _assignment(self, statement: ast.Assign | ast.AugAssign | ast.AnnAssign, *, sure: bool) -> None:
        names = self.values.names
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):  # `lines[3] = ...`
            names[target.value.id] = _unsure(names.get(target.value.id))
        if not isinstance(target, ast.Name) or statement.value is None:
            return
        value = self.values.of(statement.value)
        if isinstance(statement, ast.AugAssign):
            value = self.values.added(names.get(target.id), value) if isinstance(statement.op, ast.Add) else None
        self._call(statement.value, sure=sure)
        names[target.id] = value if sure else _unsure(value)

    def _open(self, statement: ast.With) -> None:
        for item in statement.items:
            opened = self.values.of(item.context_expr)
            if isinstance(item.optional_vars, ast.Name):
                self.values.names[item.optional_vars.id] = opened
            if isinstance(opened, File):
                self._written.discard(opened.path)

    def _call(self, node: ast.expr, *, sure: bool) -> None:
        """Takes note of a call that writes, removes or moves a file."""
        if not isinstance(node, ast.Call):
            return
        function = node.func
        if isinstance(function, ast.Attribute):
            base = self.values.of(function.value)
            if isinstance(base, File) and function.attr in {"write", "write_text", "writelines"} and node.args:
                self._write(base, function.attr, self.values.of(node.args[0]), sure=sure)
            elif isinstance(function.value, ast.Name) and function.value.id in {"os", "shutil"}:
                self._moved(function.attr, node.args, sure=sure)
            elif isinstance(base, Text) and isinstance(function.value, ast.Name):  # `lines.insert(3, ...)`
                self.values.names[function.value.id] = base.unsure()
        for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:  # `print(..., file=f)`
            value = self.values.of(argument) if isinstance(argument, ast.Name) else None
            if isinstance(value, File) and value.mode.startswith(_WRITING):
                self._keep(Edit(value.path, "touch", HOW, "estimated"))

    def _moved(self, verb: str, arguments: list[ast.expr], *, sure: bool) -> None:
        paths = [path for path in map(self.values.path, arguments[:2]) if path]
        if not sure or not paths:
            return
        if verb in {"remove", "unlink"}:
            self._keep(Edit(paths[0], "delete", HOW, "estimated"))
        elif len(paths) == 2 and verb in {"rename", "replace", "move"}:
            self._keep(Edit(paths[1], "rename", HOW, "estimated", old=paths[0]))
        elif len(paths) == 2 and verb in {"copy", "copyfile", "copy2"}:
            self._keep(Edit(paths[1], "copy", HOW, "estimated", old=paths[0]))

    def _write(self, file: File, verb: str, text: Value, *, sure: bool) -> None:
        if verb != "write_text" and not file.mode.startswith(_WRITING):
            return
        known = text.known if isinstance(text, Text) and verb != "writelines" and sure else None
        again = file.path in self._written or file.mode.startswith("a")
        self._written.add(file.path)
        if known is not None:
            appends = verb == "write" and again
            self._keep(Edit(file.path, "append" if appends else "write", HOW, "estimated", text=known))
        elif sure and isinstance(text, Text) and text.source == file.path and not again:
            for edit in text.edits:
                self._keep(edit)
        else:
            self._keep(Edit(file.path, "touch", HOW, "estimated"))

    def _keep(self, edit: Edit) -> None:
        if not (edit.what == "touch" and self.found and self.found[-1] == edit):
            self.found.append(edit)


def _unsure(value: Value) -> Value:
    return value.unsure() if isinstance(value, Text) else value


def _is_guard(test: ast.expr) -> bool:
    """Whether a condition only makes sure that what is replaced is there, or that the program is run as one."""
    if not isinstance(test, ast.Compare):
        return False
    return isinstance(test.ops[0], ast.In) or (isinstance(test.left, ast.Name) and test.left.id == "__name__")
