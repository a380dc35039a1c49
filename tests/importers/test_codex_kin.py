"""Threads of Codex that others started or that go on from others: logs of their own, linked, and copies told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.importers.codex_logs import call, event, head, log, message, output, tokens
from tests.importers.logs import require_storable, runs_in

PARENT = "01900000-0000-7000-8000-00000000000a"
CHILD = "01900000-0000-7000-8000-00000000000b"
SPAWN = {"name": "spawn_agent", "arguments": '{"message": "Explore"}'}


def source(**more: Any) -> dict[str, Any]:
    """What the head of a sub-agent's log says."""
    return {"source": {"subagent": {"thread_spawn": {"parent_thread_id": PARENT, "depth": 1, **more}}}}


@pytest.mark.parametrize(
    ("place", "answer", "path"),
    [
        ("", f'{{"agent_id": "{CHILD}", "nickname": "z"}}', None),
        ("2026/01/02/", f'{{"agent_id": "{CHILD}"}}', None),
        ("", '{"task_name": "/root/judge"}', "/root/judge"),
    ],
)
def test_a_thread_that_another_started(tmp_path: Path, place: str, answer: str, path: str | None) -> None:
    day = "2026/01/01/" if place else ""
    lines = [
        head(PARENT),
        message("user", "Go"),
        call("sp", **SPAWN),
        output("sp", answer),
        message("assistant", "It has 3."),
    ]
    parent_log = log(tmp_path, *lines, name=f"{day}rollout-x-{PARENT}.jsonl")
    spoken = [head(CHILD, **source(agent_path=path)), message("user", "Explore"), message("assistant", "3 modules")]
    child_log = log(tmp_path, *spoken, name=f"{place}rollout-y-{CHILD}.jsonl")
    (parent,), (child,) = runs_in(parent_log), runs_in(child_log)
    assert (child.trajectory.parent, child.trajectory.parent_turn) == (parent.trajectory.trajectory_id, 1)
    assert parent.turns[1].calls[0].trajectory == child.trajectory.trajectory_id
    assert child.trajectory.continues is None
    for run in (parent, child):
        require_storable(run)


def test_an_event_names_the_thread_that_a_call_started(tmp_path: Path) -> None:
    started = event("collab_agent_spawn_end", call_id="sp", new_thread_id=CHILD, prompt="Explore")
    parent_log = log(tmp_path, head(PARENT), message("user", "Go"), call("sp", **SPAWN), started, name="one.jsonl")
    child_log = log(tmp_path, head(CHILD, **source()), message("user", "Explore"), name="two.jsonl")
    (parent,), (child,) = runs_in(parent_log), runs_in(child_log)
    assert parent.turns[1].calls[0].trajectory == child.trajectory.trajectory_id
    assert child.trajectory.parent_turn == 1


def test_without_the_others_log_only_its_name_is_known(tmp_path: Path) -> None:
    (child,) = runs_in(log(tmp_path, head(CHILD, **source()), message("user", "Explore")))
    assert child.trajectory.parent is None
    assert PARENT in (child.trajectory.metadata or "")


def test_a_copied_history_ends_at_the_number_that_the_head_says(tmp_path: Path) -> None:
    history = [head(PARENT), message("user", "Go"), call("a"), tokens((1000, 100), (1000, 100)), output("a")]
    own = [message("user", "Explore"), call("b"), tokens((1500, 150), (500, 50)), output("b")]
    lines = [head(CHILD, subagent_history_start_ordinal=6, **source()), *history, *own]
    numbered = [{**line, "ordinal": number} for number, line in enumerate(lines)]
    (child,) = runs_in(log(tmp_path, *numbered))
    assert [(turn.message, turn.copied) for turn in child.turns] == [
        ("Go", True),
        (None, True),
        ("Explore", False),
        (None, False),
    ]
    assert (child.trajectory.prompt_tokens, child.trajectory.completion_tokens) == (500, 50)
    assert child.trajectory.native_id == CHILD


def test_a_copied_history_without_numbers_is_told_by_the_calls_that_both_made(tmp_path: Path) -> None:
    history = [head(PARENT), message("user", "Go"), call("a"), tokens((1000, 100), (1000, 100)), output("a")]
    before_log = log(tmp_path, *history, message("assistant", "Done"), name="one.jsonl")
    own = [message("user", "Another way"), call("b"), tokens((1500, 150), (500, 50)), output("b")]
    (talked,) = runs_in(log(tmp_path, head("c" * 9, forked_from_id=PARENT), *history[:2], *own, name="three.jsonl"))
    assert [turn.copied for turn in talked.turns] == [True, False, False]  # it made no call that was made before
    (fork,) = runs_in(log(tmp_path, head(CHILD, forked_from_id=PARENT), *history, *own, name="two.jsonl"))
    (before,) = runs_in(before_log)
    assert fork.trajectory.continues == before.trajectory.trajectory_id
    assert [turn.copied for turn in fork.turns] == [True, True, False, False]
    assert fork.trajectory.prompt_tokens == 500
    assert any("copied" in note for note in fork.trajectory.notes)


def test_a_thread_named_like_a_pattern_is_not_looked_for(tmp_path: Path) -> None:
    odd = head(CHILD, **{**source(), "parent_thread_id": "../../*"})
    odd["payload"]["source"]["subagent"]["thread_spawn"]["parent_thread_id"] = "../../*"
    (child,) = runs_in(log(tmp_path, odd, message("user", "Explore")))
    assert child.trajectory.parent is None
