"""What a result becomes, and how it looks."""

from __future__ import annotations

import builtins

import pandas as pd
import pyarrow as pa
import pytest

from tracewalk.client import Result
from tracewalk.client.table import Whole
from tracewalk.errors import UsageError

TABLE = pa.table({"n": pa.array([1, None, 2**60 + 1]), "text": ["a", "<img src=x>", "\x1b[2J"]})


def test_pandas_keeps_integers_beside_null() -> None:
    frame = Result(Whole(TABLE)).to_pandas()
    assert frame["n"].tolist() == [1, pd.NA, 2**60 + 1]
    assert frame["text"].tolist() == TABLE["text"].to_pylist()


def test_arrow_is_the_table_itself_and_others_take_it_as_it_is() -> None:
    result = Result(Whole(TABLE))
    assert result.to_arrow().equals(TABLE)
    assert pa.table(result).equals(TABLE)
    assert list(result) == TABLE.to_pylist()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_missing_library_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def none(name, *more):
        if name == library:
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", none)
    with pytest.raises(UsageError, match=f"{library} is not installed.*pip install {library}.*to_arrow"):
        getattr(Result(Whole(TABLE)), f"to_{library}")()


def test_a_result_shows_itself_harmlessly_and_says_what_is_missing() -> None:
    many = Result(Whole(pa.concat_tables([TABLE] * 10), truncated=True, seconds=0.0123))
    assert repr(many).endswith("30 rows, the first 20 are shown, 12 ms; there are more, which did not come")
    assert len(repr(many).split("\n")) == 3 + 20 + 1
    html = many._repr_html_()
    assert "<img" not in html
    assert "\x1b" not in repr(many) + html
    assert html.count("<tr>") == 21
