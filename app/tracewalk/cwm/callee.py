"""Which function a `call` step enters: text says no more than its first line and its arguments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracewalk.cwm.frames import Frame
from tracewalk.cwm.index import Index, Located, key_of

__all__ = ["find_callee", "name_in", "takes"]

_REPR = 200
"""Characters of a repr in which its class is looked for."""
_IMPORTS = re.compile(r"\bimport\b")
_NAME = re.compile(r"\s*(?:async\s+)?(?:def|class)\s+(\w+)")


def name_in(source: str) -> str:
    """The name that a `def` or `class` line gives; "" for any other."""
    found = _NAME.match(source)
    return found[1] if found else ""


def find_callee(index: Index, source: str, shown: dict[str, str], caller: Frame | None) -> tuple[Located | None, bool]:
    """The function, class or module that begins on a line with this text, and whether others would fit as well."""
    key = key_of(source)
    found: Sequence[Located] = index.starts.get(key) or _by_name(index, name_in(source))
    if caller is None and index.entry in found:
        return index.entry, False
    module = index.modules.get(key) if not shown else None
    if module and (not any(takes(at, shown) for at in found) or (caller and _IMPORTS.search(caller.source))):
        return module, False
    if len(found) > 1:
        found = _fitting(index, found, shown, caller)
    if len(found) > 1 and caller is not None:
        found = _next_of(found, caller)
    return (found[0], len(found) > 1) if found else (None, False)


def _by_name(index: Index, name: str) -> list[Located]:
    return [at for at in index.scopes if at.scope.qualname.rpartition(".")[2] == name] if name else []


def _fitting(index: Index, found: Sequence[Located], shown: dict[str, str], caller: Frame | None) -> Sequence[Located]:
    """Narrowed down by arguments, by the function around, and by what the caller's line and `self` name."""
    found = _narrow(found, [at for at in found if takes(at, shown)])
    # A lambda among the defaults takes fewer names than the function on whose line it stands.
    found = _narrow(found, [at for at in found if at.scope.params == shown.keys()])
    if caller is not None and caller.where is not None:
        inside = caller.where.scope
        found = _narrow(found, [at for at in found if at.scope.parent is inside])
        found = _narrow(found, [at for at in found if at.scope.parent is inside and at.scope.first == caller.line])
        if "super()" in caller.source:
            found = _narrow(found, [at for at in found if at is not caller.where])
    return _narrow(found, _of_class(index, found, shown["self"])) if "self" in shown else found


def _of_class(index: Index, found: Sequence[Located], text: str) -> Sequence[Located]:
    """The methods of the class that the repr of `self` names, else of the nearest that it is derived from."""
    names = set(re.findall(r"\w+", text[:_REPR]))
    seen: set[str] = set()
    while names - seen:
        mine = [at for at in found if at.scope.qualname.split(".")[-2:][0] in names]
        if mine:
            return mine
        seen |= names
        names = {base for name in names for base in index.bases.get(name, ())}
    return ()


def _narrow(found: Sequence[Located], fewer: Sequence[Located]) -> Sequence[Located]:
    return fewer or found


def takes(at: Located, shown: dict[str, str]) -> bool:
    """Whether the first frame of a function could show these names."""
    scope = at.scope
    return scope.params <= shown.keys() and (scope.kind == "comprehension") == (".0" in shown)


def _next_of(found: Sequence[Located], caller: Frame) -> Sequence[Located]:
    """Of several on one line, one after another: the first that did not run since the caller's line began."""
    if len({at.scope.first for at in found}) > 1:
        return found
    waiting = [at for at in found if at not in caller.called]
    return waiting[:1] or found[:1]
