"""Python in small texts of strangers: calls, arguments, literals. Read by `ast`, never run."""

from __future__ import annotations

import ast
import warnings

from tracewalk.diff.texts import is_parsed

__all__ = ["arguments_of", "defines", "expression", "is_arguments", "is_literal", "parsed", "segment"]

_FILE = "<a stranger's text>"

# invalid escapes in hostile text are no news; the filter fits this pseudo-file alone
warnings.filterwarnings("ignore", module=_FILE)


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a program; None where it is none, or is too long or too deep to be looked at."""
    if not is_parsed(text):
        return None
    try:
        return ast.parse(text, _FILE)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def expression(text: str) -> ast.expr | None:
    """The one expression that a text is; None where it is none."""
    tree = parsed(text)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    return tree.body[0].value


def is_literal(text: str) -> bool:
    """Whether a text is a value that can be read without running anything."""
    node = expression(text.strip())
    if node is None:
        return False
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError):  # TypeError: a list as a key, say
        return False
    return True


def arguments_of(text: str, name: str) -> str | None:
    """What stands between the brackets of a call of that name, which is all of the text; None where it is no such."""
    text = text.strip()
    node = expression(text)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != name:
        return None
    inner = segment(text, node).removeprefix(name).strip()
    return inner[1:-1].strip() if inner.startswith("(") and is_arguments(inner[1:-1]) else None


def is_arguments(text: str) -> bool:
    """Whether a text can stand between the brackets of a call, and is all that stands there."""
    node = expression(f"f({text})")
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def segment(text: str, node: ast.expr) -> str:
    """The text of a node, as it was written."""
    return ast.get_source_segment(text, node) or ast.unparse(node)


def defines(text: str, name: str) -> bool:
    """Whether a program has a function, class or name of its own that is called so."""
    tree = parsed(text)
    if tree is None:
        return False
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name:
            return True
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            return True
    return False
