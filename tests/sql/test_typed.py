"""Typed text: its header's types and defaults hold, and no text is slow to look through."""

from __future__ import annotations

import pytest

from tracewalk.errors import UsageError
from tracewalk.sql import bind_typed, headed
from tracewalk.sql.scan import Use, uses

TEXT = "-- T\n-- $a BIGINT = 3: x\n-- $t VARCHAR: y\nSELECT $a::BIGINT, $t::VARCHAR"


def test_a_header_gives_types_and_defaults() -> None:
    assert bind_typed(TEXT, {"t": "z"}) == {"a": 3, "t": "z"}
    assert bind_typed(TEXT, {"t": "z", "a": "7"}) == bind_typed(TEXT, {"t": "z", "a": 7}) == {"a": 7, "t": "z"}
    with pytest.raises(UsageError, match=r"needs \$t"):
        bind_typed(TEXT, {})
    with pytest.raises(UsageError, match=r"\$a takes a BIGINT"):
        bind_typed(TEXT, {"t": "z", "a": "x"})


def test_without_one_that_fits_values_are_as_given() -> None:
    assert bind_typed("SELECT $a", {"a": "7"}) == {"a": "7"}
    assert headed("-- $a BIGINT = 3: x\nSELECT $b") is None
    assert bind_typed("-- $5 a head\nSELECT $b", {"b": 1}) == {"b": 1}


@pytest.mark.parametrize("opening", ["/* ", "'", '"', "$q$ ", "e'"])
def test_what_is_not_closed_goes_on_to_the_end(opening: str) -> None:
    assert uses(f"SELECT $a, {opening} $b") == (Use("a", None),)
