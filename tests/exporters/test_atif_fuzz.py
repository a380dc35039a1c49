"""ATIF of runs of any content: valid by its own package, and read back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from atif import Trajectory as Atif
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers.logs import read

from tracewalk.exporters.agent_run import Run
from tracewalk.exporters.atif import atif_document
from tracewalk.exporters.openai_chat import chat_row
from tracewalk.exporters.strict_json import line
from tracewalk.model import Image, ToolCall, Trajectory, Turn

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
SOME = st.none() | TEXT.filter(bool)
COUNT = st.none() | st.integers(0, 2**62)
SECONDS = st.none() | st.floats(0, 1e9, allow_nan=False)
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ARGUMENTS = st.sampled_from(
    ["{}", '{"a": 1}', '{"a": NaN}', '{"a": 1e999}', "{", "[1]", "ls -l", "null", '{"ü": [{}]}']
)


@st.composite
def calls(draw: st.DrawFn) -> ToolCall:
    code = draw(st.none() | st.integers(0, 255))
    failed = None if code is None else code != 0
    return ToolCall(
        draw(TEXT.filter(bool)),
        draw(ARGUMENTS | TEXT.filter(lambda text: not text.startswith("{"))),
        call_id=draw(st.none() | st.sampled_from(["a", "b", "call_0_0"])),
        observation=draw(st.none() | TEXT),
        exit_code=code,
        error=failed,
        error_method=None if failed is None else draw(st.sampled_from(["recorded", "derived"])),
        malformed=draw(SOME),
        seconds=draw(SECONDS),
    )


@st.composite
def turns(draw: st.DrawFn, number: int = 0) -> Turn:
    source = draw(st.sampled_from(["system", "user", "agent"]))
    agent = source == "agent"
    cost = draw(SECONDS) if agent else None
    return Turn(
        number,
        source,
        message=draw(SOME),
        reasoning=draw(SOME),
        calls=tuple(draw(st.lists(calls(), max_size=3))),
        images=tuple(draw(st.lists(st.just(Image("image/gif", b"GIF89a")), max_size=1))),
        model=draw(SOME) if agent else None,
        at=draw(st.none() | MOMENTS),
        seconds=draw(SECONDS),
        prompt_tokens=draw(COUNT) if agent else None,
        completion_tokens=draw(COUNT) if agent else None,
        cached_tokens=draw(COUNT) if agent else None,
        reasoning_tokens=draw(COUNT) if agent else None,
        cost=cost,
        cost_method=None if cost is None else draw(st.sampled_from(["recorded", "derived"])),
        error=draw(SOME),
        copied=draw(st.booleans()),
    )


def bare(turn: Turn) -> Turn:
    own = tuple(replace(call, kind="", target=None) for call in turn.calls)
    return replace(turn, kind="", calls=own, records=(), traces=())


@settings(deadline=None, max_examples=150)
@given(st.lists(turns(), min_size=1, max_size=4))
def test_whatever_a_run_holds_comes_back(tmp_path_factory: pytest.TempPathFactory, given_turns: list[Turn]) -> None:
    folder: Path = tmp_path_factory.getbasetemp()
    numbered = [replace(turn, turn=number) for number, turn in enumerate(given_turns)]
    made = Run(Trajectory("a" * 32, "n", "x"), numbered)
    text = line(atif_document(made))
    Atif.model_validate_json(text)
    assert [bare(turn) for turn in read(folder, text, "out.json").turns] == list(map(bare, numbered))
    assert line(chat_row(made)).count("\n") == 1
