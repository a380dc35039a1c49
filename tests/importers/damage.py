"""Documents as strangers may write them: a good one with keys gone, types changed, values beyond all bounds."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        1 << 70,
        -(1 << 70),
        1e308,
        "",
        "\x00",
        "\ud800",
        "text",
        [],
        {},
        [[]],
        [None],
        {"a": {}},
        ["x", 1],
        "9" * 400,
        "1e999",
        "2025-13-45T99:99",
        "0001-01-01T00:00:00+23:59",
        [{"type": "text"}],
        {"": ""},
    ]
)
"""In the place of what is expected."""


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where the parts of a value stand."""
    found = [at] if at else []
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        found += places(part, (*at, key))
    return found


def hurt(value: Any, place: tuple[Any, ...], odd: Any, *, gone: bool) -> Any:
    """A copy with something else at a place, or nothing."""
    made = copy.deepcopy(value)
    holder = made
    for key in place[:-1]:
        holder = holder[key]
    if gone:
        del holder[place[-1]]
    else:
        holder[place[-1]] = copy.deepcopy(odd)
    return made


@st.composite
def damaged(draw: st.DrawFn, value: Any, most: int = 3) -> Any:
    """A value with up to so many of its parts gone or changed."""
    made = value
    for _ in range(draw(st.integers(1, most))):
        where = places(made)
        if not where:
            break
        made = hurt(made, draw(st.sampled_from(where)), draw(ODD), gone=draw(st.booleans()))
    return made
