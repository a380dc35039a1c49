"""Which function a `call` step enters: text says no more than its first line and its arguments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracewalk.cwm.frames import Frame
from tracewalk.cwm.index import Index, Located, key_of

__all__ = ["find_callee", "name_in"]

_NAME = re.compile(r"\s*(?:async\s+)?(?:def|class)\s+(\w+)")


def name_in(source: str) -> str:
    """The name that a `def` or `class` line gives; "" for any other."""
    found = _NAME.match(source)
    return found[1] if found else ""


def find_callee(index: Index, source: str, shown: dict[str, str], caller: Frame | None) -> tuple[Located | None, bool]:
    """The function that begins on a line with this text, and whether others would fit as well."""
    found: Sequence[Located] = index.starts.get(key_of(source)) or _by_name(index, name_in(source))
    if len(found) > 1:
        found = _fitting(found, shown, caller)
    if len(found) > 1 and caller is not None:
        found = _next_of(found, caller)
    return (found[0], len(found) > 1) if found else (None, False)


def _by_name(index: Index, name: str) -> list[Located]:
    return [at for at in index.scopes if at.scope.qualname.rpartition(".")[2] == name] if name else []


def _fitting(found: Sequence[Located], shown: dict[str, str], caller: Frame | None) -> Sequence[Located]:
    """Narrowed down by arguments, by the function around, and by what the caller's line and `self` name."""
    found = _narrow(found, [at for at in found if _takes(at, shown)])
    if caller is not None and caller.where is not None:
        inside = caller.where.scope
        found = _narrow(found, [at for at in found if at.scope.parent is inside])
        if "super()" in caller.source:
            found = _narrow(found, [at for at in found if at is not caller.where])
    if "self" in shown:
        owner = re.findall(r"\w+", shown["self"][:200])
        found = _narrow(found, [at for at in found if at.scope.qualname.split(".")[-2:][0] in owner])
    return found


def _narrow(found: Sequence[Located], fewer: Sequence[Located]) -> Sequence[Located]:
    return fewer or found


def _takes(at: Located, shown: dict[str, str]) -> bool:
    scope = at.scope
    return scope.params <= shown.keys() and (scope.kind == "comprehension") == (".0" in shown)


def _next_of(found: Sequence[Located], caller: Frame) -> Sequence[Located]:
    """Of several on one line, one after another: the first that did not run since the caller's line began."""
    if len({at.scope.first for at in found}) > 1:
        return found
    waiting = [at for at in found if at not in caller.called]
    return waiting[:1] or found[:1]
