"""The type that a value's text seems to be of."""

from __future__ import annotations

import ast
import re

from tracewalk.diff.texts import OBJECT, tree

__all__ = ["kind_of", "raised_kind"]

_NUMBER = re.compile(r"-?\d+(?:(\.\d*)?(?:[eE][+-]?\d+)?)\Z")
_OBJECT = re.compile(r"<(?:(class|function|module|built-in|bound method|built-in method)\b|([\w.]+))")
_RAISED = re.compile(r"\(<class '([\w.<>]+)'>, ")
_NAMED = {
    "class": "type",
    "function": "function",
    "module": "module",
    "built-in": "builtin_function_or_method",
    "built-in method": "builtin_function_or_method",
    "bound method": "method",
}
_NODES: dict[type[ast.expr], str] = {ast.List: "list", ast.Tuple: "tuple", ast.Dict: "dict", ast.Set: "set"}
_FLOATS = ("nan", "inf")
_PLAIN = {"None": "NoneType", "True": "bool", "False": "bool", "()": "tuple", "{}": "dict", "set()": "set"}
UNKNOWN = "?"


def kind_of(text: str) -> str:
    """The type name guessed of a repr, e.g. `int`, `deque`, `Point`; `?` where the text gives no clue. Never raises."""
    text = text.strip()
    if text[:1] in ("'", '"'):
        return "str"
    if number := _NUMBER.match(text):
        return "int" if number[0].lstrip("-").isdigit() else "float"
    first = text[:1]
    if first == "<":
        return _of_object(text)
    if first == "[":
        return "list"
    if text in _PLAIN:
        return _PLAIN[text]
    node = tree(text)
    return _of_brackets(text) if node is None else _of_node(node)


def raised_kind(text: str) -> str:
    """The class name of an exception, of its own repr or of CWM's `(class, exception, traceback)`."""
    found = _RAISED.match(text)
    return found[1].rsplit(".", 1)[-1] if found else kind_of(text)


def _of_object(text: str) -> str:
    found = _OBJECT.match(text)
    if not found:
        return UNKNOWN
    return _NAMED[found[1]] if found[1] else found[2].rsplit(".", 1)[-1]


def _of_node(node: ast.expr) -> str:
    if isinstance(node, ast.UnaryOp):
        return _of_node(node.operand)
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    if isinstance(node, ast.Name):
        return "float" if node.id in _FLOATS else UNKNOWN
    if isinstance(node, ast.BinOp):
        return "complex" if isinstance(node.right, ast.Constant) and isinstance(node.right.value, complex) else UNKNOWN
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        return UNKNOWN if name == OBJECT else name.rsplit(".", 1)[-1]
    return _NODES.get(type(node), UNKNOWN)


def _of_brackets(text: str) -> str:
    """Of a text that no parser takes: shortened, too long, garbage."""
    if text.startswith("{"):
        return "dict" if re.match(r"\{[^,{}\[\]()]*?:", text[:1000]) else "set"
    if text[:2] in ("b'", 'b"'):
        return "bytes"
    called = re.match(r"([A-Za-z_][\w.]{0,100})\(", text)
    return called[1].rsplit(".", 1)[-1] if called else {"[": "list", "(": "tuple"}.get(text[:1], UNKNOWN)
