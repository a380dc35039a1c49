"""The type of a repr: as the recorder knew it from the value itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.importers.types import UNKNOWN, type_of
from tracewalk.lake import Lake


def test_every_value_of_the_samples_has_the_type_that_was_recorded(samples: Lake) -> None:
    told = (
        "SELECT DISTINCT c.value, c.type FROM (SELECT unnest(changes) AS c FROM steps SEMI JOIN "
        "(FROM items WHERE dataset = 'samples') USING (trace_id)) WHERE c.type IS NOT NULL"
    )
    rows = samples.cursor().sql(told).fetchall()
    assert len(rows) > 2_000
    assert [(value, kind, type_of(value)) for value, kind in rows if type_of(value) != kind] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-3", "int"),
        ("1e+20", "float"),
        ("-inf", "float"),
        ("(1+2j)", "complex"),
        ("-1j", "complex"),
        ("(1,)", "tuple"),
        ("b'a'", "bytes"),
        ("{}", "dict"),
        ("{'a:b', 'c'}", "set"),
        ("{'a,b': 1}", "dict"),
        ("{(1, 2): 3}", "dict"),
        ("{frozenset({1}), frozenset()}", "set"),
        ("{<Colour.RED: 1>: 2}", "dict"),
        ("set()", "set"),
        ("frozenset({1})", "frozenset"),
        ("<shop.Cart object>", "Cart"),
        ("<f.<locals>.Door object>", "Door"),
        ("<Colour.RED: 1>", "Colour"),
        ("<class 'int'>", "type"),
        ("datetime.date(2020, 1, 1)", "date"),
        ("f.<locals>.Door(1)", "Door"),
        ("array([1, 2])", "ndarray"),
        ("<", UNKNOWN),
        ("some words", UNKNOWN),
        ("{'never closed", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_repr_tells_its_type(text: str, kind: str) -> None:
    assert type_of(text) == kind


@settings(max_examples=40, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary(),
        lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_value_of_built_in_types_has_its_own(value: object) -> None:
    assert type_of(repr(value)) == type(value).__name__


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_any_text_has_some_type(text: str) -> None:
    assert type_of(text)
