"""JSON of strangers is read as Python's own parser reads it, whichever parser does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.importers.json_text import read_json

TEXTS = st.text(st.characters(), max_size=20)  # surrogates too
NUMBERS = st.integers(-(10**30), 10**30) | st.floats()
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
TOKENS = st.sampled_from(
    [*"{}[]:,-+.0123456789eE \t\n", '"', "\\u", "d83d", "\\", "NaN", "Infinity", "true", "nul", "é", "\x01"]
)


def by_python(raw: bytes) -> Any:
    """What Python's own parser makes of it; None for what it refuses, as no test here reads a lone null."""
    try:
        return json.loads(raw.decode().rstrip())
    except (ValueError, RecursionError):
        return None


def ours(raw: bytes) -> Any:
    """What we make of it; None for what is refused."""
    try:
        return read_json(raw)
    except ValueError:
        return None


@given(VALUES, st.booleans())
def test_what_python_writes_is_read_as_python_reads_it(value: Any, escaped: bool) -> None:
    raw = json.dumps([value], ensure_ascii=escaped).encode(errors="replace")
    assert repr(read_json(raw)) == repr(json.loads(raw))  # tells 1 from 1.0 and -0.0 from 0.0, and finds NaN equal


@given(st.lists(TOKENS, max_size=30))
def test_what_is_almost_json_is_read_or_refused_as_by_python(tokens: list[str]) -> None:
    for text in ("".join(tokens), f"[{''.join(tokens)}]"):
        assert repr(ours(text.encode())) == repr(by_python(text.encode()))


@given(st.binary(max_size=12))
def test_bytes_are_read_or_refused_as_by_python(data: bytes) -> None:
    assert repr(ours(b'"' + data + b'"')) == repr(by_python(b'"' + data + b'"'))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'{"a": 1, }', "is not JSON: Expecting property name enclosed in double quotes, at column 10"),
        (b'"\xff"', "is not UTF-8: byte 0xff at column 2"),
        (b"[" * 100_000, "is not JSON that can be read: it is nested too deep"),
        (b"9" * 5_000, "is not JSON that can be read: Exceeds the limit"),
    ],
)
def test_what_is_wrong_is_told(raw: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_json(raw)
