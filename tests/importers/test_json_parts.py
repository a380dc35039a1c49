"""A long JSON document part by part, whatever its limit, and what is damaged in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.importers.json_parts import Damage, Part, parts_of, sound_part

ITEMS = [{"id": n, "text": ["é", '"]}', "\\", {"a": [1, 2]}]} for n in range(20)]
DOCUMENT = {"before": {"a": "}"}, "list": ITEMS, "after": 12}


def _parts(folder: Path, text: str | bytes, limit: int = 1 << 20) -> list[Part | Damage]:
    path = folder / "document.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(parts_of(path, limit, "list"))


@pytest.mark.parametrize("limit", [160, 400, 1 << 20])
@pytest.mark.parametrize("style", [{}, {"indent": 1}, {"ensure_ascii": False}, {"separators": (",", ":")}])
def test_parts_are_what_a_parser_of_the_whole_finds(limit: int, style: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(DOCUMENT, **style)
    found = _parts(tmp_path, "\ufeff" + text, limit)
    parts = [one for one in found if isinstance(one, Part)]
    assert [part.value for part in parts if part.index is not None] == ITEMS
    assert {part.key: part.value for part in parts if part.index is None} == {"before": {"a": "}"}, "after": 12}
    raw = ("\ufeff" + text).encode()
    assert all(raw[part.offset :][: len(part.raw)] == part.raw for part in parts)
    assert all(json.loads(part.raw) == part.value for part in parts)


def test_a_part_that_is_too_long_is_told_and_the_next_are_read(tmp_path: Path) -> None:
    long = {"list": [{"a": 1, "b": "x" * 500}, {"a": 2}], "after": 3}
    cut, damage, second, after = _parts(tmp_path, json.dumps(long), 100)
    assert isinstance(cut, Part)
    assert (cut.value, cut.whole) == ({"a": 1}, False)
    assert isinstance(damage, Damage)
    assert "longer than 100 bytes" in damage.why
    assert [one.value for one in (second, after) if isinstance(one, Part)] == [{"a": 2}, 3]


@pytest.mark.parametrize(
    "text", ["", " ", "[]", "12", "{", '{"a"', '{"a":', '{"a": 1', '{"list": [', '{"list": [{}', "{1: 2}"]
)
def test_what_is_no_document_ends_with_a_damage(text: str, tmp_path: Path) -> None:
    last = _parts(tmp_path, text)[-1]
    assert isinstance(last, Damage)
    assert last.final


def test_a_nest_too_deep_is_told_and_the_next_part_is_read(tmp_path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    found = _parts(tmp_path, f'{{"list": [{deep}, 5]}}')
    assert any(isinstance(one, Damage) and "nested too deep" in one.why for one in found)
    assert isinstance(found[-1], Part)
    assert found[-1].value == 5


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    raw = json.dumps(DOCUMENT).encode()
    found = _parts(tmp_path, raw[:900] + b"\xff" + raw[900:])
    assert isinstance(found[-1], Damage)
    assert "not UTF-8" in found[-1].why
    assert [one.value for one in found if isinstance(one, Part) and one.whole and one.index is not None] == ITEMS[
        : len(found) - 3
    ]


def test_the_sound_part_of_a_value() -> None:
    assert sound_part('{"a": 1, "b": [1, 2, {"c": "x", "d": "y') == {"a": 1, "b": [1, 2, {"c": "x"}]}
    assert sound_part('{"a": 12') == {}
    assert sound_part("text") is None


@settings(max_examples=200, deadline=None)
@given(
    place=st.integers(0, 1 << 20),
    byte=st.integers(0, 255),
    cut=st.integers(0, 1 << 20),
    limit=st.sampled_from([60, 200, 1 << 20]),
)
def test_any_damage_ends(place: int, byte: int, cut: int, limit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    raw = bytearray(json.dumps(DOCUMENT, ensure_ascii=False).encode())
    raw[place % len(raw)] = byte
    found = _parts(tmp_path_factory.mktemp("parts"), bytes(raw[: cut % (2 * len(raw))]), limit)
    assert len(found) < 100
