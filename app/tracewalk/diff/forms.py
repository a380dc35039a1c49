"""The normal form of a value's text: two texts that mean the same value have the same one. Nothing is evaluated.

Forms are tagged by type (1, 1.0 and True differ, -0.0 is not 0.0), NaN equals NaN, sets have no order, dicts have
one; calls such as `deque([1])` or `Point(x=1)` are compared part by part, their keywords without order.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from typing import Any

from tracewalk.diff.texts import MAX_CHARS, cleaned, tokens, tree

__all__ = ["Form", "form_of", "normal"]

Form = tuple[Hashable, ...]
"""(type name, parts...); ("text", text) for a text that is no Python expression."""

_CONTAINERS = ("list", "tuple", "set")
_NUMBERS = ("int", "float", "complex")


def normal(text: str) -> Form:
    """The normal form of a value's text; never raises."""
    clean = cleaned(text)
    node = tree(clean)
    if node is not None:
        try:
            return form_of(node)
        except (ValueError, MemoryError, RecursionError, OverflowError):
            pass  # deeper than Python goes: compared as text
    return ("text", " ".join(tokens(clean)) if len(clean) <= MAX_CHARS else clean)


def form_of(node: ast.expr) -> Form:
    """The normal form of a syntax tree; raises `RecursionError` and the like for a hostile one."""
    make = _FORMS.get(type(node))
    return _other(node) if make is None else make(node)


def _constant(node: ast.Constant) -> Form:
    return _scalar(node.value)


def _scalar(value: Any) -> Form:
    kind = type(value)
    return (kind.__name__, repr(value) if kind in (float, complex) else value)


def _list(node: ast.List) -> Form:
    return ("list", tuple(map(form_of, node.elts)))


def _tuple(node: ast.Tuple) -> Form:
    return ("tuple", tuple(map(form_of, node.elts)))


def _set(node: ast.Set) -> Form:
    return ("set", frozenset(map(form_of, node.elts)))


def _dict(node: ast.Dict) -> Form:
    forms: dict[Form, Form] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            return _other(node)
        forms[form_of(key)] = form_of(value)
    return ("dict", tuple(forms.items()))


def _unary(node: ast.UnaryOp) -> Form:
    part = form_of(node.operand)
    if part[0] in _NUMBERS:
        if isinstance(node.op, ast.UAdd):
            return part
        if isinstance(node.op, ast.USub):
            value: Any = part[1]
            return ("int", -value) if part[0] == "int" else _negative(str(part[0]), value)
    return _other(node)


def _negative(kind: str, text: str) -> Form:
    return _scalar(-(float(text) if kind == "float" else complex(text)))


def _binary(node: ast.BinOp) -> Form:
    """A complex number as its repr writes it, `(1+2j)`; no other sum is a value."""
    try:
        return _scalar(ast.literal_eval(node))
    except ValueError:
        return _other(node)


def _name(node: ast.Name) -> Form:
    return ("float", node.id) if node.id in ("nan", "inf") else ("name", node.id)


def _call(node: ast.Call) -> Form:
    func = _dotted(node.func)
    args = tuple(map(form_of, node.args))
    if not node.keywords and len(args) <= 1:
        known = _known_call(func, args)
        if known is not None:
            return known
    return ("call", func, args, frozenset((word.arg, form_of(word.value)) for word in node.keywords))


def _known_call(func: str, args: tuple[Form, ...]) -> Form | None:
    """Of the calls that Python itself writes: sets, special floats, and the two spellings of an OrderedDict."""
    if func in ("set", "frozenset"):
        if not args:
            return (func, frozenset())
        parts: Any = args[0][1] if args[0][0] in _CONTAINERS else None
        return None if parts is None else (func, frozenset(parts))
    if func == "float" and args and args[0][0] == "str":
        return _scalar(float(str(args[0][1])))
    if func == "OrderedDict" and args and args[0][0] == "list":
        pairs: Any = args[0][1]
        if all(pair[0] == "tuple" and len(pair[1]) == 2 for pair in pairs):
            return ("call", func, (("dict", tuple(pair[1] for pair in pairs)),), frozenset())
    return None


def _dotted(node: ast.expr) -> str:
    return ast.unparse(node) if not isinstance(node, ast.Name) else node.id


def _other(node: ast.expr) -> Form:
    return ("expr", ast.unparse(node))


_FORMS: dict[type[ast.expr], Callable[[Any], Form]] = {
    ast.Constant: _constant,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Name: _name,
    ast.Call: _call,
}
