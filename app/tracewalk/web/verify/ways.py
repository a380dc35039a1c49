"""Whose checks there are in a lake, and which of them a link means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from tracewalk.frozen import frozen, names_of
from tracewalk.lake import Lake
from tracewalk.links import Verify
from tracewalk.verify import Group

__all__ = ["Way", "chosen", "differences", "facet", "fitting", "link", "nearest", "ways"]


@frozen
class Way:
    """The checks of one author and one way of predicting."""

    group: Group
    checks: int
    tasks: int
    at: datetime
    """When the last one was made."""

    @property
    def key(self) -> str:
        """8 hex digits of all that makes it this one."""
        text = json.dumps(self.group.parameters(), sort_keys=True)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def ways(lake: Lake) -> list[Way]:
    """All of a lake, the newest first."""
    rows = lake.query("verified/groups").to_pylist()
    return [
        Way(
            Group(**{name: row[name] for name in names_of(Group)}),
            row["checks"],
            row["tasks"],
            row["created_at"],
        )
        for row in rows
    ]


def fitting(known: Sequence[Way], asked: Verify) -> list[Way]:
    """Those that a link may mean: of its problem set, or of the newest one."""
    of = asked.problems if asked.problems is not None else known[0].group.problem_set if known else None
    return [way for way in known if way.group.problem_set == of and _fits(way, asked)]


def _fits(way: Way, asked: Verify) -> bool:
    named = {name: getattr(asked, name) for name in _FACETS}
    return all(given is None or given == facet(way, name) for name, given in named.items())


_FACETS = ("author", "model", "by", "way")


def facet(way: Way, name: str) -> str:
    """One of the things by which a way is chosen, as a link names it; an author who is nobody is empty."""
    group = way.group
    known = {"problems": group.problem_set, "model": group.model, "by": group.predicted_by}
    return way.key if name == "way" else (group.author or "") if name == "author" else known[name]


def nearest(known: Sequence[Way], way: Way, name: str, value: str) -> Way:
    """The way that has another `value` there, and else agrees with this one as far as it goes."""
    names = ("problems", *_FACETS)

    def agreeing(one: Way) -> tuple[int, int, datetime]:
        return sum(facet(one, other) == facet(way, other) for other in names), one.tasks, one.at

    found = [one for one in known if facet(one, name) == value]
    mine = [one for one in found if name == "problems" or facet(one, "problems") == facet(way, "problems")]
    return max(mine or found, key=agreeing, default=way)


def chosen(known: Sequence[Way], asked: Verify) -> Way | None:
    """The one that is shown: of those that fit, that with the most problems, and of these the newest; None: none."""
    return max(fitting(known, asked), key=lambda way: (way.tasks, way.at), default=None)


def link(known: Sequence[Way], way: Way) -> Verify:
    """A link to just this one, also when others come."""
    group = way.group
    bare = Verify(group.problem_set, group.author, group.model, group.predicted_by)
    return bare if len(fitting(known, bare)) == 1 else replace(bare, way=way.key)


def differences(some: Sequence[Way]) -> dict[str, str]:
    """By key: in what it differs from the others, for people."""
    told = [_told(way) for way in some]
    names = [name for name in told[0] if len({one.get(name) for one in told}) > 1] if told else []
    return {
        way.key: ", ".join(f"{name} {one[name]}" for name in names if one.get(name)) or way.key
        for way, one in zip(some, told, strict=True)
    }


def _told(way: Way) -> dict[str, str]:
    group = way.group
    plain = {"of": f"{way.at:%Y-%m-%d %H:%M}", "fingerprint": group.fingerprint[:8], "by": group.author or "nobody"}
    return _flat("", group.params) | _flat("writer's ", group.written) | plain


def _flat(prefix: str, text: str | None) -> dict[str, str]:
    try:
        given: Any = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {f"{prefix}{name}": str(value)[:40] for name, value in given.items()} if isinstance(given, dict) else {}
