"""Sub-agents of Claude Code: runs of their own, linked with the call that started them wherever their log stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.importers.claude_code_logs import Line, agent, log, result, text, use, user
from tests.importers.logs import require_storable, runs_in, written

from tracewalk.importers.agent_run import AgentRun

SESSION = "11111111-2222-4333-8444-555555555555"


def of_main(*, named: str | None = "x1") -> list[Line]:
    """A session that starts a sub-agent."""
    twin = {"twin": {"status": "completed", "agentId": named, "totalDurationMs": 2500}} if named else {}
    return [
        user("Look at it", sessionId=SESSION),
        agent(use("t1", "Task", prompt="Find the bug", subagent_type="Explore"), id="m", sessionId=SESSION),
        result("t1", "It is in a.py", sessionId=SESSION, **twin),
    ]


def of_sub(*, agent_id: str | None = "x1") -> list[Line]:
    """Lines of a sub-agent."""
    more = {"sessionId": SESSION, "isSidechain": True} | ({"agentId": agent_id} if agent_id else {})
    asked = user("Find the bug", **more)
    said = agent(text("It is in a.py"), use("g", "Grep", pattern="bug"), id="s", parentUuid=asked["uuid"], **more)
    return [asked, said, result("g", "a.py:1", parentUuid=said["uuid"], **more)]


def require_linked(main: AgentRun, sub: AgentRun) -> None:
    """Fails unless the one says that it started the other, and the other that it was started by it."""
    (call,) = [call for turn in main.turns for call in turn.calls if call.tool == "Task"]
    assert call.trajectory == sub.trajectory.trajectory_id
    assert (sub.trajectory.parent, sub.trajectory.parent_turn) == (main.trajectory.trajectory_id, 1)
    assert sub.trajectory.native_id != main.trajectory.native_id
    assert main.trajectory.parent is None
    for run in (main, sub):
        require_storable(run)


@pytest.mark.parametrize("agent_id", ["x1", None])
def test_in_the_same_file(tmp_path: Path, agent_id: str | None) -> None:
    first, second, third = of_main(named=agent_id)
    main, sub = runs_in(log(tmp_path, first, second, *of_sub(agent_id=agent_id), third))
    require_linked(main, sub)
    assert [call.tool for turn in main.turns for call in turn.calls] == ["Task"]
    assert sub.trajectory.task == "Find the bug"
    assert [turn.calls[0].observation for turn in sub.turns if turn.calls] == ["a.py:1"]
    guessed = [note for note in sub.trajectory.notes if "by their prompt" in note]
    assert bool(guessed) is (agent_id is None)
    if agent_id:
        assert main.turns[1].calls[0].seconds == 2.5


def test_two_at_once_in_the_same_file_are_told_apart_by_whom_they_follow(tmp_path: Path) -> None:
    prompts = ("One", "Two")
    calls = agent(use("t1", "Task", prompt="One"), use("t2", "Task", prompt="Two"), id="m")
    begun = [user(prompt, isSidechain=True) for prompt in prompts]
    said = [agent(text(f"of {n}"), id=f"s{n}", isSidechain=True, parentUuid=one["uuid"]) for n, one in enumerate(begun)]
    main, first, second = runs_in(log(tmp_path, user("Go"), calls, *begun, *reversed(said)))
    assert [turn.message for turn in first.turns] == ["One", "of 0"]
    assert [turn.message for turn in second.turns] == ["Two", "of 1"]
    started = [call.trajectory for call in main.turns[1].calls]
    assert started == [first.trajectory.trajectory_id, second.trajectory.trajectory_id]


@pytest.mark.parametrize(
    ("main_name", "sub_name", "named", "agent_id"),
    [
        (f"{SESSION}.jsonl", f"{SESSION}/subagents/agent-x1.jsonl", "x1", "x1"),
        (f"{SESSION}.jsonl", "agent-x1.jsonl", "x1", "x1"),
        (f"{SESSION}.jsonl", "agent-x1.jsonl", "x1", None),
        ("renamed.jsonl", "another.jsonl", "x1", "x1"),
        ("renamed.jsonl", "another.jsonl", "x1", None),
        ("renamed.jsonl", "another.jsonl", None, "x1"),
    ],
)
def test_in_a_file_beside(
    tmp_path: Path, main_name: str, sub_name: str, named: str | None, agent_id: str | None
) -> None:
    main_path = log(tmp_path, *of_main(named=named), name=main_name)
    sub_path = log(tmp_path, *of_sub(agent_id=agent_id), name=sub_name)
    (main,), (sub,) = runs_in(main_path), runs_in(sub_path)
    require_linked(main, sub)


def test_what_stands_beside_a_log_names_the_call(tmp_path: Path) -> None:
    main_path = log(tmp_path, *of_main(named=None), name=f"{SESSION}.jsonl")
    sub = of_sub()
    sub[0]["message"]["content"] = "worded otherwise"
    sub_path = log(tmp_path, *sub, name=f"{SESSION}/subagents/agent-x1.jsonl")
    written(tmp_path, {"agentType": "Explore", "toolUseId": "t1"}, f"{SESSION}/subagents/agent-x1.meta.json")
    (main,), (found,) = runs_in(main_path), runs_in(sub_path)
    require_linked(main, found)
    assert json.loads(found.trajectory.metadata or "")["agent_type"] == "Explore"


def test_a_sub_agent_of_a_sub_agent_and_a_crew(tmp_path: Path) -> None:
    folder = f"{SESSION}/subagents"
    started = agent(use("w", "Workflow", name="all"), id="w", sessionId=SESSION)
    told = result("w", "done", sessionId=SESSION, twin={"runId": "wf_1"})
    main_path = log(tmp_path, *of_main(), started, told, name=f"{SESSION}.jsonl")
    sub = of_sub()
    more = {"sessionId": SESSION, "isSidechain": True, "agentId": "x1"}
    sub += [
        agent(use("t2", "Agent", prompt="Deeper"), id="n", **more),
        result("t2", "ok", twin={"agentId": "x2"}, **more),
    ]
    sub_path = log(tmp_path, *sub, name=f"{folder}/agent-x1.jsonl")
    deep_path = log(tmp_path, *of_sub(agent_id="x2"), name=f"{folder}/agent-x2.jsonl")
    crew_path = log(tmp_path, *of_sub(agent_id="x3"), name=f"{folder}/workflows/wf_1/agent-x3.jsonl")
    main, middle, deep, crew = (runs_in(path)[0] for path in (main_path, sub_path, deep_path, crew_path))
    require_linked(main, middle)
    assert middle.turns[2].calls[0].trajectory == deep.trajectory.trajectory_id
    assert (deep.trajectory.parent, deep.trajectory.parent_turn) == (middle.trajectory.trajectory_id, 2)
    assert (crew.trajectory.parent, crew.trajectory.parent_turn) == (main.trajectory.trajectory_id, 2)


def test_a_log_of_a_sub_agent_may_begin_and_end_with_notes(tmp_path: Path) -> None:
    note = {
        "type": "queue-operation",
        "operation": "enqueue",
        "sessionId": SESSION,
        "timestamp": "2026-01-01T00:00:00Z",
    }
    (sub,) = runs_in(log(tmp_path, note, *of_sub(), note, name="agent-x1.jsonl"))
    assert len(sub.turns) == 2
    told = {"type": "progress", "sessionId": SESSION, "data": {"agentId": "x1"}, "parentToolUseID": "t1"}
    (main,) = runs_in(log(tmp_path, *of_main(named=None)[:2], told, name="main.jsonl"))
    assert main.turns[1].calls[0].trajectory is not None


def test_the_same_prompt_twice_links_nothing(tmp_path: Path) -> None:
    twice = agent(
        use("t1", "Task", prompt="Find the bug"), use("t2", "Task", prompt="Find the bug"), id="m", sessionId=SESSION
    )
    main, sub = runs_in(log(tmp_path, user("Go", sessionId=SESSION), twice, *of_sub(agent_id=None)))
    assert sub.trajectory.parent is None
    assert [call.trajectory for call in main.turns[1].calls] == [None, None]


def test_another_session_beside_is_let_alone(tmp_path: Path) -> None:
    log(tmp_path, *[{**one, "sessionId": "another"} for one in of_main()], name="main.jsonl")
    (sub,) = runs_in(log(tmp_path, *of_sub(), name="agent-x1.jsonl"))
    assert sub.trajectory.parent is None


def test_in_a_stream_lines_name_the_call(tmp_path: Path) -> None:
    def streamed(kind: str, content: object, caller: str | None = None) -> dict[str, object]:
        message = {"role": kind, "content": content} | ({"id": f"{content}"} if kind == "assistant" else {})
        return {"type": kind, "session_id": "s", "parent_tool_use_id": caller, "message": message}

    lines = [
        {"type": "system", "subtype": "init", "session_id": "s", "model": "m"},
        streamed("user", "Go"),
        streamed("assistant", [use("t1", "Task", prompt="Find")]),
        streamed("user", "Find", "t1"),
        streamed("assistant", [use("g", "Grep", pattern="x")], "t1"),
        {**streamed("user", [{"type": "tool_result", "tool_use_id": "g", "content": "hit"}], "t1")},
        streamed("user", [{"type": "tool_result", "tool_use_id": "t1", "content": "found"}]),
        {"type": "result", "subtype": "success", "session_id": "s", "total_cost_usd": 1.5, "modelUsage": {}},
    ]
    main, sub = runs_in(log(tmp_path, *lines))
    require_linked(main, sub)
    assert sub.turns[1].calls[0].observation == "hit"
    assert (main.trajectory.cost, sub.trajectory.cost) == (1.5, None)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    log(tmp_path / "out", *of_sub(), name="secret.jsonl")
    main_path = log(tmp_path / "in", *of_main(), name=f"{SESSION}.jsonl")
    folder = tmp_path / "in" / SESSION / "subagents"
    folder.mkdir(parents=True)
    (folder / "agent-x1.jsonl").symlink_to(tmp_path / "out" / "secret.jsonl")
    (main,) = runs_in(main_path)
    assert main.turns[1].calls[0].trajectory is None


def test_a_session_named_like_a_path_leads_nowhere(tmp_path: Path) -> None:
    hostile = [{**one, "sessionId": "../../etc"} for one in of_main()]
    (main,) = runs_in(log(tmp_path, *hostile))
    assert main.turns[1].calls[0].trajectory is None
