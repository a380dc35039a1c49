"""Trajectories in ATIF, as strict writers and careless ones make them, and what links those in files of their own."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.damage import damaged
from tests.importers.logs import OPTIONS, found_in, raw_of, read, require_storable, runs_in, written

from tracewalk.importers import atif
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import complete
from tracewalk.importers.formats import Fault, Options, Skipped
from tracewalk.importers.sample import take_sample
from tracewalk.settings import Settings

PNG = "iVBORw0KGgo="


def user(text: Any, **more: Any) -> dict[str, Any]:
    return {"step_id": 1, "source": "user", "message": text} | more


def call(call_id: str, tool: str = "bash", **arguments: Any) -> dict[str, Any]:
    return {"tool_call_id": call_id, "function_name": tool, "arguments": arguments}


def agent(text: str, calls: list[Any], results: Any, **more: Any) -> dict[str, Any]:
    return {
        "step_id": 2,
        "source": "agent",
        "message": text,
        "tool_calls": calls,
        "observation": {"results": results},
    } | more


def document(*steps: Any, **more: Any) -> dict[str, Any]:
    whole = {
        "schema_version": "ATIF-v1.6",
        "session_id": "s",
        "agent": {"name": "a", "version": "1", "model_name": "m"},
    }
    return whole | {"steps": list(steps)} | more


def test_a_trajectory(tmp_path: Path) -> None:
    metrics = {"prompt_tokens": 10, "completion_tokens": 2, "cached_tokens": 4, "cost_usd": 0.5}
    step = agent(
        "Look.", [call("c1", command="ls")], [{"source_call_id": "c1", "content": "a.py"}], reasoning_content="Hm.",
        model_name="m-2", timestamp="2026-01-02T03:04:05Z", metrics=metrics | {"extra": {"reasoning_tokens": 1}},
    )  # fmt: skip
    path = written(tmp_path, document(user("Fix it"), step, final_metrics={"total_cost_usd": 0.75}))
    (run,) = runs_in(path)
    turn, made = run.turns[1], run.trajectory
    assert (turn.message, turn.reasoning, turn.model, str(turn.at)) == (
        "Look.",
        "Hm.",
        "m-2",
        "2026-01-02 03:04:05+00:00",
    )
    assert (turn.prompt_tokens, turn.completion_tokens, turn.cached_tokens, turn.reasoning_tokens) == (10, 2, 4, 1)
    assert (turn.cost, turn.cost_method, made.cost, made.cost_method) == (0.5, "recorded", 0.75, "recorded")
    (made_call,) = turn.calls
    assert (made_call.tool, made_call.arguments, made_call.observation) == ("bash", '{"command": "ls"}', "a.py")
    assert (made.format_version, made.native_id, made.agent, made.model, made.task) == (
        "ATIF-v1.6",
        "s",
        "a",
        "m",
        "Fix it",
    )
    assert (made.n_records, made.prompt_tokens) == (2, 10)
    assert raw_of(path, turn.records[0]) == step


@pytest.mark.parametrize("version", [f"ATIF-v1.{n}" for n in range(9)] + ["ATIF-v2.0", "atif-1.5"])
def test_every_version_is_read(tmp_path: Path, version: str) -> None:
    assert read(tmp_path, document(user("x"), schema_version=version)).trajectory.format_version == version


def test_what_harbor_keeps_of_codex_is_found(tmp_path: Path) -> None:
    git = {"commit_hash": "abc", "repository_url": "https://github.com/o/n.git"}
    total = {"total_prompt_tokens": 9, "extra": {"reasoning_output_tokens": 4}}
    given = document(user("Go"), agent={"name": "codex", "version": "1", "extra": {"git": git}}, final_metrics=total)
    (run,) = runs_in(written(tmp_path, given | {"extra": {"termination_reason": "done"}}))
    made = run.trajectory
    assert (made.repo, made.base_commit, made.reasoning_tokens, made.exit_status) == ("o/n", "abc", 4, "done")


def test_a_version_is_not_needed(tmp_path: Path) -> None:
    whole = document(user("x"))
    del whole["schema_version"]
    assert read(tmp_path, whole).turns[0].message == "x"


def test_results_find_their_calls(tmp_path: Path) -> None:
    """By id, also late ones; without ids in order where there are as many, else all at the last call."""
    steps = [
        agent("", [call("a"), call("b")], [{"source_call_id": "b", "content": "2"}]),
        agent("", [call("c"), call("d")], [{"content": "3"}, {"content": "4"}]),
        agent(
            "",
            [call("e"), call("f")],
            [{"source_call_id": "a", "content": "1"}, {"content": "screen"}, {"content": "more"}],
        ),
        agent("", [call("g"), call("h")], [{"content": "both"}]),
    ]
    run = read(tmp_path, document(*steps))
    assert {call.call_id: call.observation for turn in run.turns for call in turn.calls} == {
        "a": "1", "b": "2", "c": "3", "d": "4", "e": "screen", "f": "more", "g": None, "h": "both",
    }  # fmt: skip
    assert run.trajectory.notes == ()


def test_results_of_agents_without_calls_are_turns(tmp_path: Path) -> None:
    run = read(
        tmp_path,
        document(
            user("Fix it"), {"source": "agent", "message": "`ls`", "observation": {"results": [{"content": "a.py"}]}}
        ),
    )
    assert [(turn.source, turn.message) for turn in run.turns] == [
        ("user", "Fix it"),
        ("agent", "`ls`"),
        ("user", "a.py"),
    ]
    assert run.trajectory.notes == ("1 results of no call, kept as turns of their own",)
    assert (run.trajectory.n_calls, run.trajectory.n_records) == (0, 2)


def test_what_the_system_observes_stands_in_its_message(tmp_path: Path) -> None:
    step = {"source": "system", "message": "Checked.", "observation": {"results": [{"content": "All well."}]}}
    assert read(tmp_path, document(user("x"), step)).turns[1].message == "Checked.\n\nAll well."


def test_careless_writers(tmp_path: Path) -> None:
    """Arguments as text, OpenAI's form of a call, an observation that is a text, roles in the place of sources."""
    strange = {"id": "c2", "function": {"name": "ls", "arguments": '{"path": "."}'}}
    bad = {"tool_call_id": "c3", "function_name": "ls", "arguments": '{"path": '}
    steps = [
        user("x"), agent("", [call("c1") | {"arguments": "ls -l"}, strange, bad, "ls"], None),
        {"source": "assistant", "message": "done", "observation": "bye"}, {"source": "tool", "message": "odd"},
        "text", None,
    ]  # fmt: skip
    run = read(tmp_path, document(*steps))
    assert [(c.tool, c.arguments, bool(c.malformed)) for c in run.turns[1].calls] == [
        ("bash", "ls -l", False), ("ls", '{"path": "."}', False), ("ls", '{"path": ', True), ("", "ls", True),
    ]  # fmt: skip
    assert [(turn.source, turn.message) for turn in run.turns[2:]] == [
        ("agent", "done"), ("user", "bye"), ("system", "odd"), ("system", "text"),
    ]  # fmt: skip


def test_what_results_say_of_themselves(tmp_path: Path) -> None:
    results = [
        {"source_call_id": "a", "content": "x", "extra": {"exit_code": 2, "is_error": True}},
        {"source_call_id": "b", "content": "y", "extra": {"success": True}},
    ]
    calls = read(tmp_path, document(user("x"), agent("", [call("a"), call("b")], results))).turns[1].calls
    assert [(c.exit_code, c.error) for c in calls] == [(2, True), (None, False)]


def test_contents_of_several_parts(tmp_path: Path) -> None:
    """Pictures are taken from a URL that holds them, or a file beside; from nowhere else."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b64decode(PNG))
    (tmp_path.parent / "secret.png").write_bytes(b64decode(PNG))
    paths = [
        "images/a.png",
        f"data:image/png;base64,{PNG}",
        "../secret.png",
        "https://example.org/a.png",
        "/etc/passwd",
        "a\0b",
    ]
    parts = [{"type": "image", "source": {"media_type": "image/png", "path": path}} for path in paths]
    turn = read(tmp_path, document(user([{"type": "text", "text": "See:"}, *parts]))).turns[0]
    assert len(turn.images) == 2
    assert turn.message.split("\n")[0] == "See:"
    assert [f"[image: {path}]" in turn.message for path in paths[2:]] == [True] * 4


def test_a_link_leads_to_no_picture_elsewhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes(b64decode(PNG))
    inside = tmp_path / "logs"
    inside.mkdir()
    (inside / "a.png").symlink_to(outside)
    turn = read(inside, document(user([{"type": "image", "source": {"path": "a.png"}}]))).turns[0]
    assert (turn.images, turn.message) == ((), "[image: a.png]")


def ref(**given: Any) -> list[dict[str, Any]]:
    return [{"source_call_id": "c1", "content": "ok", "subagent_trajectory_ref": [given]}]


@pytest.mark.parametrize("key", ["trajectory_id", "session_id"])
def test_sub_agents_in_the_same_document(tmp_path: Path, key: str) -> None:
    inner = document(user("Deep"), schema_version="ATIF-v1.7", session_id="s-3", trajectory_id="inner")
    held = document(user("Sub"), session_id="s-2", trajectory_id="sub", subagent_trajectories=[inner])
    given = {key: held[key]}
    whole = document(user("x"), agent("", [call("c1", "task")], ref(**given)), subagent_trajectories=[held])
    path = written(tmp_path, whole)
    parent, child, grandchild = runs_in(path)
    assert parent.turns[1].calls[0].trajectory == child.trajectory.trajectory_id
    assert (child.trajectory.parent, child.trajectory.parent_turn) == (parent.trajectory.trajectory_id, 1)
    assert (grandchild.trajectory.parent, grandchild.trajectory.parent_turn) == (child.trajectory.trajectory_id, None)
    assert raw_of(path, grandchild.turns[0].records[0])["message"] == "Deep"


@pytest.mark.parametrize("prefix", ["", "trial-7__"])
def test_sub_agents_and_continuations_in_files_of_their_own(tmp_path: Path, prefix: str) -> None:
    first = document(
        user("x"), agent("", [call("c1", "task")], ref(trajectory_path="trajectory.sub.json")),
        continued_trajectory_ref="trajectory.cont-1.json",
    )  # fmt: skip
    main = written(tmp_path, first, f"{prefix}trajectory.json")
    sub = written(tmp_path, document(user("Sub")), f"{prefix}trajectory.sub.json")
    cont = written(tmp_path, document(user("x", is_copied_context=True), user("on")), f"{prefix}trajectory.cont-1.json")
    other = written(tmp_path, document(user("Else")), "other.json")
    (run,), (child,), (later,), (alone,) = map(runs_in, (main, sub, cont, other))
    assert run.turns[1].calls[0].trajectory == child.trajectory.trajectory_id
    assert (child.trajectory.parent, child.trajectory.parent_turn) == (run.trajectory.trajectory_id, 1)
    assert (later.trajectory.continues, later.trajectory.parent) == (run.trajectory.trajectory_id, None)
    assert [turn.copied for turn in later.turns] == [True, False]
    assert (alone.trajectory.continues, alone.trajectory.parent) == (None, None)


def test_hostile_names_lead_nowhere(tmp_path: Path) -> None:
    names = ["../x.json", "/etc/passwd", "", "a\0b", "x" * 5000, ".", "log.json"]
    steps = [agent("", [call("c1", "task")], ref(trajectory_path=name)) for name in names]
    run = read(tmp_path, document(user("x"), *steps, continued_trajectory_ref="../../x.json"))
    assert all(turn.calls[0].trajectory is None for turn in run.turns[1:])
    assert (run.trajectory.continues, run.trajectory.parent) == (None, None)


def test_lists_and_lines_of_trajectories(tmp_path: Path) -> None:
    first, second = document(user("a")), document(user("b"))
    in_list = runs_in(written(tmp_path, [first, second], "list.json"))
    lines = runs_in(written(tmp_path, f"{json.dumps(first)}\n{json.dumps(second)}\n", "lines.jsonl"))
    for runs, places in ((in_list, ["/0", "/1"]), (lines, ["line 1", "line 2"])):
        assert [run.turns[0].message for run in runs] == ["a", "b"]
        assert [run.trajectory.source_record for run in runs] == places


def test_what_holds_no_run_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    texts = [
        {"conversations": [{"role": "user", "content": "x"}], "agent": "a", "episode": "episode-0", "trial_name": "t"}
    ]
    assert isinstance(read(tmp_path, texts), Skipped)
    assert isinstance(read(tmp_path, document()), Skipped)


def test_the_damaged_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    text = json.dumps(document(user("Fix it"), user("again"), user("and again")))
    path = written(tmp_path, text[:-40])
    run, fault = found_in(path)
    assert isinstance(fault, Fault)
    assert [turn.message for turn in run.turns][:2] == ["Fix it", "again"]
    run, fault = found_in(path, Options(Settings(import_bytes=200)))
    assert "TRACEWALK_IMPORT_BYTES" in fault.message
    assert run.turns[0].message == "Fix it"


WHOLE = document(
    user("Fix it", timestamp=""),
    agent(
        "Look.",
        [call("c1", command="ls")],
        ref(trajectory_id="sub"),
        reasoning_content="Hm.",
        metrics={"prompt_tokens": 1},
    ),
    {
        "source": "agent",
        "message": [{"type": "image", "source": {"path": "a.png"}}],
        "observation": {"results": [{"content": "x"}]},
    },
    final_metrics={"total_prompt_tokens": 1, "extra": {}},
    extra={"reward": 1.0, "tracewalk": {"outcome": "solved", "patch": "d"}},
    subagent_trajectories=[document(user("Sub"), trajectory_id="sub")],
    continued_trajectory_ref="b.json",
    notes="n",
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_nothing_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.getbasetemp()
    whole = data.draw(damaged(WHOLE))
    text = json.dumps(whole)
    path = written(
        folder, text[: data.draw(st.integers(0, len(text)))] if data.draw(st.booleans()) else text, "fuzz.json"
    )
    atif.FORMAT.guess(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    for reading in atif.FORMAT.read(path, OPTIONS):
        assert isinstance(reading.what, AgentRun | Fault | Skipped)
        if isinstance(reading.what, AgentRun):
            require_storable(complete(reading.what, str(path)))


@pytest.mark.parametrize(
    "content", ["", "[", "{}", "null", '{"steps": {}}', '{"schema_version": "ATIF-v1.5"}', "[" * 50_000]
)
def test_hostile_files(tmp_path: Path, content: str) -> None:
    path = written(tmp_path, content)
    atif.FORMAT.guess(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    assert all(isinstance(one.what, Fault | Skipped) for one in atif.FORMAT.read(path, OPTIONS))
