"""Events are read the same wherever the bytes are cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.predict.sse import EventReader

STREAM = (
    "\ufeff: a comment\r\n"
    "event: message\r\n"
    'data: {"a":\r\n'
    'data:  "é€😀"}\r\n'
    "id: 7\r\n"
    "\r\n"
    "data:no space\r\r"
    "retry: 5\n\n"
    "data\n\n"
    "data: [DONE]\n\n"
).encode()
EVENTS = ['{"a":\n "é€😀"}', "no space", "[DONE]"]


def read(chunks: list[bytes]) -> list[str]:
    reader = EventReader()
    return [data for chunk in chunks for data in reader.feed(chunk)] + reader.feed(b"", last=True)


@settings(deadline=None)
@given(st.sets(st.integers(0, len(STREAM))))
def test_chunks_may_be_cut_anywhere(cuts: set[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    assert read([STREAM[a:b] for a, b in pairwise(places)]) == EVENTS


def test_byte_by_byte() -> None:
    assert read([bytes([byte]) for byte in STREAM]) == EVENTS


def test_an_event_whose_blank_line_never_came_is_given_at_the_end() -> None:
    assert read([b"data: a\n\ndata: [DONE]"]) == ["a", "[DONE]"]
    assert read([b"data: a\r"]) == ["a"]
    assert read([b""]) == []


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=10))
def test_any_bytes_are_read(chunks: list[bytes]) -> None:
    assert read(chunks) == read([b"".join(chunks)])


def test_a_long_line_in_many_chunks_takes_time_in_proportion() -> None:
    reader = EventReader()
    for _ in range(20_000):
        assert reader.feed(b"data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") == []
    (data,) = reader.feed(b"", last=True)
    assert len(data) == 20_000 * 38 - 6
