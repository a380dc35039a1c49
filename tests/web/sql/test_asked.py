"""What a link asks: its text, the types of its parameters, their values."""

from __future__ import annotations

import pytest

from tracewalk.errors import NotFound, UsageError
from tracewalk.lake import Lake
from tracewalk.links import Sql
from tracewalk.sql import Chart
from tracewalk.web.context import current
from tracewalk.web.sql.asked import asked, title_of, values

HEADED = "-- Mine\n-- Is it?\n-- $n BIGINT = 5: rows\n-- chart: bar(a, b)\nSELECT 1 AS a, 2 AS b LIMIT $n::BIGINT"


def bound(focus: Sql) -> dict[str, object]:
    return values(asked(focus, None), dict(focus.given), current().cage)


def test_typed_text_takes_its_types_from_casts_or_gives_text(lake: Lake) -> None:
    text = "SELECT $n::BIGINT + 1, $free, '$not', $n, $half::DOUBLE"
    given = (("free", "x"), ("half", "0.5"), ("n", "41"))
    assert bound(Sql(q=text, given=given)) == {"n": 41, "free": "x", "half": 0.5}
    with pytest.raises(UsageError, match=r"\$n takes a BIGINT"):
        bound(Sql(q=text, given=(("n", "many"),)))
    with pytest.raises(UsageError, match=r"\$free"):
        bound(Sql(q=text, given=(("n", "1"), ("half", "1"))))


def test_typed_text_with_a_header_is_read_by_it(lake: Lake) -> None:
    focus = Sql(q=HEADED)
    assert bound(focus) == {"n": 5}
    assert asked(focus, None).chart == Chart("bar", "a", "b")
    assert title_of(asked(focus, None)).startswith("SELECT 1")


def test_a_named_query_has_its_own_parameters(lake: Lake) -> None:
    focus = Sql("values/state", given=(("step", "3"), ("trace", "a" * 32)))
    assert bound(focus) == {"trace": "a" * 32, "step": 3}
    assert asked(Sql("values/state"), None).missing == ("trace",)
    with pytest.raises(UsageError, match="no parameter"):
        bound(Sql("values/state", given=(("nope", "1"),)))
    with pytest.raises(NotFound, match="values/state"):
        asked(Sql("values/stat"), None)
