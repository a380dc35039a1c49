"""Trajectories in forms that others read: valid ATIF by its own package, chat messages, all that the lake holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from atif import Trajectory as Atif
from tests.exporters.test_commands import refused, run
from tests.importers.logs import LOGS, found_in, listed, written

from tracewalk.exporters import TRAJECTORY_FORMS, export_trajectories
from tracewalk.importers.agent_run import AgentRun
from tracewalk.lake import Lake, as_changes, as_turns, choose_trajectories
from tracewalk.model import Image, StateChange, ToolCall, Trajectory, Turn

PNG = b"\x89PNG\r\n\x1a\n"
AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def trajectory(key: str, **given: Any) -> Trajectory:
    return Trajectory(key * 32, f"run {key}", "swe_agent", **given)


CALLS = (
    ToolCall(
        "bash", "ls -l", call_id=None, observation="a.py", exit_code=0, error=False, error_method="derived", seconds=1.5
    ),
    ToolCall("edit", '{"path": "a.py"}', call_id="c1", observation="no", error=True, error_method="recorded"),
    ToolCall("edit", '{"path": ', call_id="c1", malformed="its arguments are not JSON"),
    ToolCall("task", "{}", call_id="c3", trajectory="b" * 32),
    ToolCall("odd", '{"n": NaN}', call_id="c4", exit_code=3, error=True, error_method="derived"),
)
RAN = ToolCall("bash", "make", observation="ok", exit_code=0, error=False, error_method="derived")
TURNS = [
    Turn(0, "system", message="You are."),
    Turn(1, "user", message="Fix it\nnow", images=(Image("image/png", PNG),), at=AT),
    Turn(
        2, "agent", message=None, reasoning="Hm.", calls=CALLS, model="m-2", prompt_tokens=9, completion_tokens=2,
        cached_tokens=1, reasoning_tokens=1, cost=0.25, cost_method="derived", seconds=2.0, error="late",
    ),
    Turn(3, "user", message="I ran it.", calls=(RAN,)),
    Turn(4, "agent", message="Done.", copied=True, cost=0.5, cost_method="recorded"),
]  # fmt: skip
PARENT = trajectory(
    "a", native_id="n", agent="SWE", agent_version="1", model="m", task_id="t", task="Fix it", repo="r",
    base_commit="c",
    outcome="solved", outcome_from="report.json", score=1.0, scores='{"a": 1}', exit_status="submitted", patch="diff",
    patch_method="recorded", started_at=AT, ended_at=AT, seconds=7.0, prompt_tokens=90, completion_tokens=20, cost=0.75,
    cost_method="recorded", context_window=1000, dataset="d", notes=("1 odd thing",),
)  # fmt: skip


def lake_of(folder: Path, *runs: tuple[Trajectory, Iterable[Turn], Iterable[StateChange]]) -> Lake:
    lake = Lake.create(folder / "lake")
    with lake.writer() as writer:
        for made, turns, changes in runs:
            writer.add_trajectory(made, list(turns), list(changes))
    return lake


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    change = StateChange(0, 2, 0, "file", "recorded", "patch", path="a.py", diff="@@")
    child = trajectory("b", parent="a" * 32, parent_turn=2)
    other = trajectory("c", parent="a" * 32, parent_turn=1)
    said = [Turn(0, "user", message="Sub")]
    with lake_of(tmp_path, (PARENT, TURNS, [change]), (child, said, []), (other, said, [])) as made:
        yield made


def exported(lake: Lake, form: str, ids: list[str] | None = None) -> list[dict[str, Any]]:
    lines: list[str] = []
    ids = choose_trajectories(lake) if ids is None else ids
    done = export_trajectories(lake, ids, lines.append, form=form)
    assert done.written == len(lines)
    assert done.written + done.within == len(ids)
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    return [json.loads(line, parse_constant=pytest.fail) for line in lines]


def bare(turn: Turn, *, linked: bool = True) -> Turn:
    """A turn without what belongs to the place where it was read."""
    calls = tuple(
        replace(call, kind="", target=None, trajectory=call.trajectory if linked else None) for call in turn.calls
    )
    return replace(turn, kind="", calls=calls, records=(), traces=(), message=turn.message or None)


def test_atif_is_valid_and_comes_back_as_it_was(lake: Lake, tmp_path: Path) -> None:
    (document,) = exported(lake, "atif")
    Atif.model_validate(document)
    first, *others = found_in(written(tmp_path, document))
    assert all(isinstance(one, AgentRun) for one in (first, *others))
    assert [bare(turn, linked=False) for turn in first.turns] == [bare(turn, linked=False) for turn in TURNS]
    ids = [one.trajectory.trajectory_id for one in others]
    assert first.turns[2].calls[3].trajectory == ids[1]
    assert [(one.trajectory.parent, one.trajectory.parent_turn) for one in others] == [
        (first.trajectory.trajectory_id, 1), (first.trajectory.trajectory_id, 2),
    ]  # fmt: skip
    own = (
        "trajectory_id",
        "source_format",
        "format_version",
        "name",
        "notes",
        "metadata",
        "imported_at",
        "source_file",
    )
    counted = (
        "n_turns",
        "n_changes",
        "n_records",
        "n_calls",
        "n_errors",
        "n_edits",
        "n_test_runs",
        "tools",
        "max_context",
    )
    before, after = PARENT.row(), first.trajectory.row()
    for name in before.keys() - {*own, *counted, "reasoning_tokens", "cached_tokens", "importer"}:
        assert after[name] == before[name], name


@listed(holding_runs=True)
def test_every_real_log_goes_out_as_valid_atif_and_comes_back(row: dict[str, str], tmp_path: Path) -> None:
    runs = [one for one in found_in(LOGS / row["file"]) if isinstance(one, AgentRun)]
    assert runs
    given = [(replace(one.trajectory, parent=None), one.turns, one.changes) for one in runs]
    ids = [made.trajectory_id for made, _, _ in given]
    with lake_of(tmp_path, *given) as there:
        documents, chats, rows = (exported(there, form, ids) for form in ("atif", "openai", "jsonl"))
    for document, chat, whole, (made, turns, _) in zip(documents, chats, rows, given, strict=True):
        Atif.model_validate(document)
        (back,) = found_in(written(tmp_path, document))
        assert [bare(t, linked=False) for t in back.turns] == [bare(_as_atif_has_it(t), linked=False) for t in turns]
        assert (back.trajectory.patch, back.trajectory.exit_status) == (made.patch, made.exit_status)
        called = [call for message in chat["messages"] for call in message.get("tool_calls", ())]
        assert len(called) == sum(len(turn.calls) for turn in turns if turn.source == "agent")
        assert len(whole["turns"]) == len(turns)


def _as_atif_has_it(turn: Turn) -> Turn:
    """Only an agent's step says which model made it, and at which cost."""
    if turn.source == "agent":
        return turn
    none = {
        "model": None,
        "prompt_tokens": None,
        "completion_tokens": None,
        "cached_tokens": None,
        "reasoning_tokens": None,
    }
    return replace(turn, **none, cost=None, cost_method=None)


def test_chat_messages(lake: Lake) -> None:
    row, *_ = exported(lake, "openai")
    roles = [message["role"] for message in row["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "tool", "user", "assistant"]
    assert row["messages"][1]["content"] == [
        {"type": "text", "text": "Fix it\nnow"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
    ]
    answer = row["messages"][2]
    assert (answer["content"], answer["reasoning_content"]) == (None, "Hm.")
    ids = [call["id"] for call in answer["tool_calls"]]
    assert len(set(ids)) == len(ids) == 5
    assert [message["tool_call_id"] for message in row["messages"][3:5]] == ids[:2]
    assert [json.loads(call["function"]["arguments"]) for call in answer["tool_calls"]] == [
        {"command": "ls -l"}, {"path": "a.py"}, {"input": '{"path": '}, {}, {"input": '{"n": NaN}'},
    ]  # fmt: skip
    assert row["messages"][5]["content"] == "I ran it.\n\nbash: make\n\nok"
    assert row["messages"][6] == {"role": "assistant", "content": "Done.", "weight": 0}
    assert row["metadata"]["outcome"] == "solved"


def test_all_that_the_lake_holds(lake: Lake) -> None:
    row, *_ = exported(lake, "jsonl")
    assert row["trajectory"]["patch"] == "diff"
    assert row["trajectory"]["started_at"] == "2026-01-02T03:04:05.678901Z"
    assert row["turns"][1]["images"] == [{"media_type": "image/png", "data": "iVBORw0KGgo="}]
    assert row["turns"][2]["calls"][0]["exit_code"] == 0
    assert [change["path"] for change in row["state_changes"]] == ["a.py"]


def test_sub_agents_go_alone_where_their_parent_is_not_chosen(lake: Lake) -> None:
    assert [row["trajectory_id"][0] for row in exported(lake, "atif", ["b" * 32])] == ["b"]


def test_a_circle_of_sub_agents_loses_none(tmp_path: Path) -> None:
    runs = [(trajectory(a, parent=b * 32), [Turn(0, "user", message=a)], []) for a, b in ("ab", "bc", "ca", "dd")]
    with lake_of(tmp_path, *runs) as there:
        assert [row["trajectory_id"][0] for row in exported(there, "atif")] == ["a", "b", "c", "d"]


def test_every_form_writes_every_run(lake: Lake) -> None:
    for form in TRAJECTORY_FORMS:
        assert len(exported(lake, form)) == (1 if form == "atif" else 3)


def test_it_can_be_stopped(lake: Lake) -> None:
    lines: list[str] = []
    done = export_trajectories(lake, choose_trajectories(lake), lines.append, form="jsonl", stopped=lambda: bool(lines))
    assert (done.interrupted, done.written, len(lines)) == (True, 1, 1)


def test_the_command(lake: Lake, tmp_path: Path) -> None:
    out, said = run("export", "--lake", lake.path, "--format", "atif", cwd=tmp_path)
    Atif.model_validate_json(out)
    assert said == "written 3 trajectories of 3, 2 of them within those that started them"
    run(
        "export", "--lake", lake.path, "--format", "openai", "--where", "outcome = 'solved'", "--out", "a", cwd=tmp_path
    )
    assert len((tmp_path / "a").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("option", "value"), [("--split", "s"), ("--tag", "t"), ("--max-tokens", "5"), ("--text", None)]
)
def test_options_of_traces_are_refused(lake: Lake, option: str, value: str | None) -> None:
    given = [option] if value is None else [option, value]
    said = refused("export", "--lake", lake.path, "--format", "atif", *given)
    assert option in said
    assert "trajectories" in said


def test_rows_of_the_lake_are_those_that_were_given(lake: Lake) -> None:
    assert as_turns(lake.turns("a" * 32)) == TURNS
    assert len(as_changes(lake.state_changes("a" * 32))) == 1
