"""Whether an observation without its event token is a call's or a line's: both are `{..}SRC`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracewalk.cwm.callee import takes
from tracewalk.cwm.frames import Frame
from tracewalk.cwm.index import Located, key_of
from tracewalk.cwm.resolve import Resolver
from tracewalk.cwm.shown import SAME

__all__ = ["is_call"]


def is_call(resolver: Resolver, source: str, shown: dict[str, str]) -> bool:
    """Whether a frame is entered or resumed there, rather than that the one which runs goes on.

    A call shows everything in full, on the first line of a function or on the line where a generator was left.
    """
    key = key_of(source)
    top = resolver.top
    starts = [at for at in resolver.index.starts.get(key, ()) if takes(at, shown)]
    if SAME in shown.values() or not (starts or top is None or resolver.suspended.waits_at(source)):
        return False
    if top is None or top.where is None or not _runs(top.where, key):
        return True
    if top.where in starts:  # the first line of what was just called, a loop on that line, or one within another
        return len(starts) > 1 and resolver.contiguous and _unchanged(top, shown)
    return _leaves(resolver, top, starts, source, shown)


def _leaves(resolver: Resolver, top: Frame, starts: Sequence[Located], source: str, shown: dict[str, str]) -> bool:
    """The same, where both could be by the text of the line."""
    if ".0" in shown and ".0" not in top.first:
        return True
    grows = shown.keys() >= top.state.keys()
    if defined := [at for at in starts if at.scope.kind in ("function", "class")]:
        return not grows or any(_is_called(at, top.source, source) for at in defined)
    if resolver.contiguous:  # a line would show an unchanged value as `..`
        return top.idle or _unchanged(top, shown) or shown.keys() != top.state.keys()
    return not grows or (bool(starts) and source == top.source)


def _unchanged(top: Frame, shown: dict[str, str]) -> bool:
    return any(top.state.get(name) == value for name, value in shown.items())


def _is_called(at: Located, before: str, source: str) -> bool:
    """Whether the line before names the function; a `def` runs as a line first, a class is entered by its own."""
    return before == source or re.search(rf"\b{re.escape(at.scope.qualname.rpartition('.')[2])}\b", before) is not None


def _runs(where: Located, key: str) -> bool:
    """Whether a function has such a line, other than that with its own `def`."""
    lines = where.scope.lines.get(key, ())
    return any(line != where.scope.first for line in lines) or (bool(lines) and where.scope.kind != "function")
