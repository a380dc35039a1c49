"""Compares a value with a true one that the recorder has shortened: is it equal as far as the truth goes.

The shortened forms are those of the recorder's `bounded` style: `'abc'...+N` and `...` cut characters, `[1, 2, ...+N]`
leaves out items, `[...]` and a bare `...` leave out what is too deep, `<int 0x1f... N bits>` a long number.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from tracewalk.diff.forms import form_of
from tracewalk.diff.opened import CHARS, ITEMS, opened
from tracewalk.diff.texts import MAX_CHARS, OBJECT, tree

__all__ = ["fits"]

_CUT_END = re.compile(r"\.\.\.(?:\+(\d{1,12}))?\Z")
_LEFT_OUT = re.compile(r"\.\.\.(?:\+\d{1,12})?")
_LONG_INT = re.compile(r"<int (-?)0x([0-9a-f]{1,16})\.\.\. (\d{1,12}) bits>")
_UNKNOWN = re.compile(r"repr (?:raised |was too slow|too deep)")


def fits(true: str, said: str) -> bool:
    """The value `said` is one that the recorder could have shortened to `true`; both cleaned. Never raises."""
    if len(true) > MAX_CHARS or "..." not in true:
        return bool(_UNKNOWN.search(true))
    end = _CUT_END.search(true)
    theirs = tree(said)
    if end:
        return _longer(true[: end.start()], end[1], said, theirs)
    mine = tree(opened(true))
    if mine is None or theirs is None:
        return _in_order(true, said)
    try:
        return _match(mine, theirs)
    except (ValueError, MemoryError, RecursionError, OverflowError):
        return False


def _longer(head: str, left: str | None, said: str, theirs: ast.expr | None) -> bool:
    """The whole text was cut: a string after a whole literal of its first characters, any other in the middle."""
    whole = tree(head)
    if isinstance(whole, ast.Constant) and isinstance(whole.value, str | bytes):
        return isinstance(theirs, ast.Constant) and _starts(whole.value, int(left or 0), theirs.value)
    forms = {said, repr(theirs.value) if isinstance(theirs, ast.Constant) else said}
    return any(
        form.startswith(head) and len(form) > len(head) and (left is None or len(form) == len(head) + int(left))
        for form in forms
    )


def _starts(head: Any, left: int, said: Any) -> bool:
    return type(head) is type(said) and said.startswith(head) and len(said) == len(head) + left


def _in_order(true: str, said: str) -> bool:
    """What no parser takes: the pieces between the cuts are there, in order."""
    pieces = _LEFT_OUT.split(true)
    if not (said.startswith(pieces[0]) and said.endswith(pieces[-1])):
        return False
    at = 0
    for piece in pieces:
        at = said.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def _match(true: ast.expr, said: ast.expr) -> bool:
    if isinstance(true, ast.Call):
        return _match_call(true, said)
    if isinstance(true, ast.Constant) and true.value is Ellipsis:
        return True
    if isinstance(true, ast.List | ast.Tuple | ast.Set):
        return _match_items(true, said)
    if isinstance(true, ast.Dict) and isinstance(said, ast.Dict):
        return _match_pairs(true, said)
    return form_of(true) == form_of(said)


def _match_items(true: ast.List | ast.Tuple | ast.Set, said: ast.expr) -> bool:
    if [type(item) for item in true.elts] == [ast.Constant] and _is_ellipsis(true.elts[0]):
        return isinstance(said, ast.Set | ast.Dict) if isinstance(true, ast.Set) else type(true) is type(said)
    if not isinstance(said, ast.List | ast.Tuple | ast.Set) or type(true) is not type(said):
        return False
    shown, left = _shown(true.elts)
    if len(said.elts) != len(shown) + left:
        return False
    if isinstance(true, ast.Set):
        return all(any(_match(mine, theirs) for theirs in said.elts) for mine in shown)
    return all(map(_match, shown, said.elts))


def _match_pairs(true: ast.Dict, said: ast.Dict) -> bool:
    left = 0
    keys, values = true.keys, true.values
    if keys and isinstance(keys[-1], ast.Name) and keys[-1].id == ITEMS:
        left = _number(values[-1])
        keys, values = keys[:-1], values[:-1]
    if len(said.keys) != len(keys) + left or None in said.keys or None in keys:
        return False
    pairs: Any = [*zip(keys, said.keys, strict=False), *zip(values, said.values, strict=False)]
    return all(_match(mine, theirs) for mine, theirs in pairs)


def _match_call(true: ast.Call, said: ast.expr) -> bool:
    func = true.func.id if isinstance(true.func, ast.Name) else ""
    if func == CHARS:
        head: Any = true.args[0]
        return isinstance(said, ast.Constant) and _starts(head.value, _number(true.args[1]), said.value)
    if func == OBJECT and isinstance(true.args[0], ast.Constant):
        return _match_object(str(true.args[0].value), said)
    if not isinstance(said, ast.Call) or ast.dump(true.func) != ast.dump(said.func):
        return False
    shown, left = _shown(true.args)
    mine = {word.arg: word.value for word in true.keywords}
    theirs = {word.arg: word.value for word in said.keywords}
    same_size = len(said.args) + len(theirs) == len(shown) + len(mine) + left
    in_both = mine.keys() <= theirs.keys() and len(said.args) >= len(shown)
    return (
        same_size and in_both and all(map(_match, shown, said.args)) and all(_match(mine[k], theirs[k]) for k in mine)
    )


def _match_object(true: str, said: ast.expr) -> bool:
    if _UNKNOWN.search(true):
        return True
    number = _LONG_INT.fullmatch(true)
    if number:
        form = form_of(said)
        return form[0] == "int" and isinstance(form[1], int) and _is_long_int(number, form[1])
    if isinstance(said, ast.Call) and isinstance(said.func, ast.Name) and said.func.id == OBJECT:
        theirs: Any = said.args[0]
        return _in_order(true, str(theirs.value)) if isinstance(theirs, ast.Constant) else False
    return False


def _is_long_int(number: re.Match[str], value: int) -> bool:
    bits = int(number[3])
    same_sign = (value < 0) == bool(number[1])
    return same_sign and abs(value).bit_length() == bits > 64 and abs(value) >> (bits - 64) == int(number[2], 16)


def _shown(items: list[ast.expr]) -> tuple[list[ast.expr], int]:
    """The items that are shown, and how many more there are."""
    last = items[-1] if items else None
    if isinstance(last, ast.Call) and isinstance(last.func, ast.Name) and last.func.id == ITEMS:
        return items[:-1], _number(last.args[0])
    return items, 0


def _number(node: ast.expr) -> int:
    return int(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, int) else 0


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis
