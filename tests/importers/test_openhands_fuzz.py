"""Logs of OpenHands with keys gone and types changed: what comes is a run or a fault, and nothing before is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.damage import ODD, damaged, hurt, places
from tests.importers.logs import OPTIONS, require_storable, written
from tests.importers.openhands_logs import act, ask, asked, edit_events, observe, ran, text, v1_act, v1_observe, v1_say

from tracewalk.importers import openhands
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import complete
from tracewalk.importers.formats import Fault, Skipped
from tracewalk.importers.sample import take_sample

METRICS = {"accumulated_cost": 0.5, "accumulated_token_usage": {"prompt_tokens": 5, "completion_tokens": 1}}
OLD = [
    {"id": 0, "source": "agent", "action": "system", "args": {"content": "You are.", "agent_class": "C"}},
    asked("Fix it", 1, timestamp=""),
    act(
        2,
        "run",
        {"command": "ls"},
        ask("c", "execute_bash", '{"command": "ls"}', content="Look.", prompt_tokens=9),
        llm_metrics=METRICS,
    ),
    ran(3, 2, "a.py", 1),
    *edit_events(
        4,
        '{"command": "create", "file_text": "x"}',
        "ok",
        {"new_content": "x", "old_content": None, "diff": "--- a\n+++ a\n@@ -1 +1 @@\n+x"},
    ),
    observe(6, None, "error", "oops"),
    act(7, "finish", {"thought": "Done.", "outputs": {}}),
]
NEW = [
    {"kind": "SystemPromptEvent", "source": "agent", "system_prompt": text("You are.")[0]},
    v1_say(1, "user", "Fix it"),
    v1_act(2, "terminal", '{"command": "ls"}', thought="Look.", reasoning_content="Hm."),
    v1_observe(3, 2, {"content": text("a.py"), "exit_code": 0, "metadata": {"exit_code": 0, "working_dir": "/w"}}),
    v1_act(4, "file_editor", "{}"),
    v1_observe(
        5, 4, {"path": "/w/a", "content": text("ok"), "old_content": "a", "new_content": "b", "command": "create"}
    ),
    {
        "kind": "ConversationStateUpdateEvent",
        "source": "environment",
        "key": "stats",
        "value": {"usage_to_metrics": {"agent": METRICS}},
    },
]
ROW = {
    "instance_id": "a__b-1",
    "instruction": "Fix",
    "metadata": {"agent_class": "C", "llm_config": {"model": "m"}},
    "test_result": {"git_patch": "diff", "report": {"resolved": True}},
    "metrics": METRICS,
    "history": OLD,
    "instance": {"repo": "a/b", "base_commit": "c"},
    "error": None,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def runs(folder: Path, content: Any) -> list[AgentRun]:
    """The runs in a file that is read as one of OpenHands, whatever it is."""
    path = written(folder, content)
    openhands.FORMAT.guess(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    found = [reading.what for reading in openhands.FORMAT.read(path, OPTIONS)]
    assert all(isinstance(one, AgentRun | Fault | Skipped) for one in found)
    made = [complete(one, str(path)) for one in found if isinstance(one, AgentRun)]
    for run in made:
        require_storable(run)
    return made


quick = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.data())
def test_nothing_breaks_the_reading(folder: Path, data: st.DataObject) -> None:
    value = data.draw(st.sampled_from([OLD, NEW, ROW, [[event, OLD[3]] for event in OLD[:3]], OLD[2], NEW[2]]))
    runs(folder, data.draw(damaged(value)))


@quick
@given(st.data())
def test_what_stands_before_the_damage_is_read_as_before(folder: Path, data: st.DataObject) -> None:
    events = data.draw(st.sampled_from([OLD, NEW]))
    at = data.draw(st.integers(1, len(events) - 1))
    place = data.draw(st.sampled_from(places(events[at], (at,)) or [(at,)]))
    hurt_events = hurt(events, place, data.draw(ODD), gone=data.draw(st.booleans()))
    (before,) = runs(folder, events[:at])
    (after,) = runs(folder, hurt_events)
    for good, now in zip(before.turns, after.turns, strict=False):
        assert (now.source, now.message, now.reasoning) == (good.source, good.message, good.reasoning)
        assert [call.arguments for call in now.calls][: len(good.calls)] == [call.arguments for call in good.calls]
    assert len(after.turns) >= len(before.turns)


@quick
@given(st.integers(0, 10_000), st.booleans())
def test_cut_off_anywhere(folder: Path, at: int, lines: bool) -> None:
    whole = "\n".join(map(json.dumps, OLD)) if lines else json.dumps(OLD, indent=1)
    cut = whole[: at % len(whole)]
    found = runs(folder, cut)
    if "Fix it" in cut[:-400] and (lines or '"Look."' in cut):
        assert any("Fix it" in (turn.message or "") for run in found for turn in run.turns)


@pytest.mark.parametrize(
    "content", ["", "[", "[[", "{}", "null", "[null]", '"text"', "\x00", "[" * 50_000, '{"a":' * 50_000, "1e999"]
)
def test_hostile_files(folder: Path, content: str) -> None:
    runs(folder, content)
