"""What all formats have in common: kinds, targets, errors, sums, names; and values that no column holds."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import IMPORTER, complete
from tracewalk.importers.mended import mended
from tracewalk.importers.ready import ready
from tracewalk.lake import Lake, as_turns
from tracewalk.model import Record, StateChange, ToolCall, Trajectory, Turn

ID = "0" * 32
AT = datetime(2026, 1, 2, tzinfo=UTC)


def run(*turns: Turn, changes: tuple[StateChange, ...] = (), **facts: Any) -> AgentRun:
    numbered = [replace(turn, turn=number) for number, turn in enumerate(turns)]
    return AgentRun(Trajectory(ID, "", "x", **facts), numbered, list(changes))


def done(*turns: Turn, file: str = "/logs/a__b-1.traj.json", member: str | None = None, **given: Any) -> AgentRun:
    return complete(run(*turns, **given), file, member)


def calls(*commands: str, **others: Any) -> Turn:
    return Turn(0, "agent", calls=tuple(ToolCall("bash", command, **others) for command in commands))


def test_calls_and_turns_get_their_kinds() -> None:
    found = done(
        Turn(0, "system"), Turn(0, "user"), Turn(0, "agent", message="I see."), Turn(0, "agent", reasoning="hm"),
        calls("cat a.py"), calls("cat a.py", "python -m pytest -q"),
    )  # fmt: skip
    assert [turn.kind for turn in found.turns] == ["prompt", "prompt", "say", "think", "read", "test"]
    assert [call.target for call in found.turns[4].calls] == ["a.py"]


def test_a_working_directory_makes_targets_absolute() -> None:
    moved = StateChange(0, 0, 0, "cwd", "recorded", "state", value="/repo")
    found = done(calls("cd /repo", "cat a.py"), calls("cat b.py"), changes=(moved,))
    assert [call.target for turn in found.turns for call in turn.calls][1:] == ["/repo/a.py", "/repo/b.py"]


def test_an_exit_code_tells_of_an_error_and_says_that_it_is_derived() -> None:
    found = done(calls("a", exit_code=1), calls("a", exit_code=0), calls("a"), calls("a", error=True))
    told = [(call.error, call.error_method) for turn in found.turns for call in turn.calls]
    assert told == [(True, "derived"), (False, "derived"), (None, None), (True, "recorded")]
    assert (found.trajectory.n_errors, found.trajectory.n_calls, found.trajectory.tools) == (2, 4, ("bash",))


def test_sums_are_those_of_turns_unless_the_source_says_them() -> None:
    turns = (
        Turn(0, "agent", prompt_tokens=10, completion_tokens=1, cost=0.5, at=AT, model="m"),
        Turn(0, "agent", prompt_tokens=30, cost=0.25, at=AT + timedelta(seconds=9), model="n"),
        Turn(0, "agent", prompt_tokens=99, cost=9.0, copied=True),
    )
    found = done(*turns).trajectory
    assert (found.prompt_tokens, found.completion_tokens, found.cached_tokens) == (40, 1, None)
    assert (found.max_context, found.cost, found.cost_method) == (30, 0.75, "derived")
    assert (found.started_at, found.ended_at, found.seconds, found.model) == (AT, AT + timedelta(seconds=9), 9.0, "m")
    said = done(*turns, cost=0.0, prompt_tokens=7, seconds=1.0).trajectory
    assert (said.cost, said.cost_method, said.prompt_tokens, said.seconds) == (0.0, "recorded", 7, 1.0)
    none = done(Turn(0, "user")).trajectory
    assert (none.cost, none.cost_method, none.seconds, none.model, none.max_context) == (None, None, None, None, None)
    guessed = done(Turn(0, "agent", cost=1.0, cost_method="estimated")).trajectory
    assert (guessed.cost, guessed.cost_method) == (1.0, "estimated")


def test_the_last_run_of_tests_is_told() -> None:
    first = StateChange(0, 0, 0, "tests", "derived", "pytest", passed=3, failed=2, errors=1)
    last = StateChange(1, 1, 0, "tests", "derived", "pytest", passed=6, failed=0)
    found = done(calls("pytest"), calls("pytest"), calls("pytest"), changes=(first, last)).trajectory
    assert (found.n_test_runs, found.tests_passed, found.tests_failed) == (3, 6, 0)


@pytest.mark.parametrize(
    ("facts", "file", "member", "name"),
    [
        ({"task_id": "t", "native_id": "n"}, "/a.json", None, "t"),
        ({"native_id": "n"}, "/a.json", None, "n"),
        ({}, "/logs/v1.2_a__b-1.traj.json", None, "v1.2_a__b-1"),
        ({"source_record": "line 3"}, "/logs/out.jsonl", None, "out line 3"),
        ({}, "/logs/all.zip", "deep/run.traj", "run"),
    ],
)
def test_a_run_is_named(facts: dict[str, Any], file: str, member: str | None, name: str) -> None:
    found = done(file=file, member=member, **facts).trajectory
    assert (found.name, found.source_file, found.source_member, found.importer) == (name, file, member, IMPORTER)


def test_a_member_within_a_member_keeps_both_names() -> None:
    assert done(file="/a.zip", member="b.eval", source_member="s/1.json").trajectory.source_member == "b.eval!/s/1.json"


def test_nothing_of_a_turn_gets_lost() -> None:
    values: dict[str, Any] = {
        "images": (),
        "calls": (),
        "traces": ("t",),
        "records": (Record(1, 2, "/a", "d"),),
        "at": AT,
    }
    given = Turn(**{f.name: values.get(f.name, f"{f.name}!") for f in fields(Turn)} | {"turn": 0, "source": "user"})
    made = {f.name: f"{f.name}!" for f in fields(ToolCall)} | {"exit_code": 3, "error": True, "arguments": "{}"}
    given = replace(given, calls=(ToolCall(**made),))  # type: ignore[arg-type]
    (found,) = complete(AgentRun(Trajectory(ID, "", "x"), [given]), "f").turns
    assert replace(found, calls=(), kind="") == replace(given, calls=(), kind="")
    assert replace(found.calls[0], kind="", target="") == replace(given.calls[0], kind="", target="")


def test_what_no_column_holds_is_left_out_and_the_rest_is_kept(lake: Lake) -> None:
    call = ToolCall("bash", "a\ud800", exit_code=2**40, observation="b\0c", seconds="x")  # type: ignore[arg-type]
    turn = Turn(7, "agent", message="\udfff", prompt_tokens=2**70, at="now", cost=float("nan"), calls=(call,))  # type: ignore[arg-type]
    change = StateChange(9, 0, 0, "file", "recorded", "x", path="p\ud800", passed=2**31)
    facts = Trajectory(ID, "n\ud800", "x", n_records=2**31, score="1.5", notes=("a\ud800",))  # type: ignore[arg-type]
    made = ready(AgentRun(facts, [turn], [change]))
    with lake.writer() as writer:
        assert writer.add_trajectory(made.trajectory, made.turns, made.changes)
    (kept,) = as_turns(lake.turns(ID))
    assert (kept.message, kept.prompt_tokens, kept.at, kept.cost) == ("\\udfff", None, None, None)
    assert (kept.calls[0].arguments, kept.calls[0].exit_code, kept.calls[0].observation) == ("a\\ud800", None, "b\0c")
    found = lake.trajectory(ID)
    assert (found.name, found.score, found.notes) == ("n\\ud800", 1.5, ("a\\ud800",))
    assert made.notes == {"runs with values that no column holds, left out": 1}


def test_mending_leaves_alone_what_fits() -> None:
    given = done(calls("ls", exit_code=1, seconds=0.5), Turn(0, "user", at=AT, records=(Record(0, 1, "", "d"),)))
    found = mended(given)
    assert (found.turns, found.trajectory, found.changes) == (given.turns, given.trajectory, given.changes)
