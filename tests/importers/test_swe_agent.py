"""SWE-agent's trajectories, each trap by itself: what versions wrote otherwise, what is refused, what is damaged."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importers.damage import damaged
from tests.importers.logs import OPTIONS, found_in, read, require_storable, text_of, written

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Fault, Format, Options, Skipped
from tracewalk.importers.registry import format_named, recognise
from tracewalk.importers.sample import take_sample
from tracewalk.settings import Settings

PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()


def step(action: str, observation: str, thought: str = "I look.", **others: Any) -> dict[str, Any]:
    """A step as versions before 1.0 wrote it."""
    state = json.dumps({"open_file": "n/a", "working_dir": "/repo"}) + "\n"
    response = f"{thought}\n```\n{action}\n```"
    return {
        "action": action,
        "observation": observation,
        "response": response,
        "state": state,
        "thought": thought,
    } | others


def answer(given: dict[str, Any], **others: Any) -> dict[str, Any]:
    """The item of the history that a step was made of."""
    said = {"role": "assistant", "content": given["response"], "thought": given["thought"], "action": given["action"]}
    return said | {"agent": "main"} | others


def log(*steps: dict[str, Any], answers: Any = None, **others: Any) -> dict[str, Any]:
    told = [answer(one) for one in steps] if answers is None else answers
    prompts = [{"role": "system", "content": "You fix bugs.", "agent": "main"}, {"role": "user", "content": "Fix it."}]
    stats = {"instance_cost": 0.5, "tokens_sent": 1000, "tokens_received": 50, "api_calls": len(steps)}
    info = {"exit_status": "submitted", "submission": "diff --git a/f b/f\n", "model_stats": stats}
    return {"trajectory": [*steps], "history": [*prompts, *told], "info": info, "environment": "main"} | others


LOOK = step("ls -F", "setup.py\n")
SUBMIT = step("submit", "diff --git a/f b/f\n", "Done.")


def run_of(folder: Path, content: Any, name: str = "log.json") -> AgentRun:
    found = read(folder, content, name)
    assert isinstance(found, AgentRun), found
    require_storable(found)
    return found


def test_a_step_is_a_turn_with_its_command_and_what_that_gave(tmp_path: Path) -> None:
    run = run_of(tmp_path, log(LOOK, SUBMIT))
    assert [(t.source, t.message) for t in run.turns] == [
        ("system", "You fix bugs."),
        ("user", "Fix it."),
        ("agent", "I look."),
        ("agent", "Done."),
    ]
    assert [(c.tool, c.arguments, c.observation) for t in run.turns for c in t.calls] == [
        ("bash", "ls -F", "setup.py\n"),
        ("bash", "submit", "diff --git a/f b/f\n"),
    ]
    made = run.trajectory
    assert (made.cost, made.prompt_tokens, made.completion_tokens, made.task) == (0.5, 1000, 50, "Fix it.")
    assert (made.exit_status, made.patch, made.patch_method) == ("submitted", "diff --git a/f b/f\n", "recorded")
    assert made.outcome is None
    assert all(turn.at is None and turn.cost is None for turn in run.turns)


def test_actions_and_observations_of_others_are_not_taken_for_swe_agents(tmp_path: Path) -> None:
    theirs = [{"thought": "I look.", "action": "ls", "observation": "a"}]
    path = written(tmp_path, {"task": "x", "trajectory": theirs})
    said = recognise(take_sample(path, 1_000_000), OPTIONS)
    assert isinstance(said, str)
    assert "most like a trajectory of SWE-agent, but beside its `trajectory` stands neither `info`" in said


def test_an_exit_code_beside_a_step_is_its_commands(tmp_path: Path) -> None:
    run = run_of(tmp_path, log(step("ls x", "ls: x: none", extra_info={"exit_code": 2}), LOOK))
    assert [call.exit_code for turn in run.turns for call in turn.calls] == [2, None]


@pytest.mark.parametrize(("form", "late"), [("object", 0), ("text", 1)])
def test_a_state_is_an_object_of_after_the_step_or_a_text_of_before_it(tmp_path: Path, form: str, late: int) -> None:
    states = [("/repo", "n/a"), ("/repo/src", "/repo/src/a.py"), ("/repo/src", "n/a")]
    steps = []
    for cwd, file in states:
        state: Any = {"working_dir": cwd, "open_file": file}
        steps.append(step("x", "", state=json.dumps(state) + "\n" if form == "text" else state))
    run = run_of(tmp_path, log(*steps))
    assert [(c.turn, c.call, c.kind, c.value, c.method) for c in run.changes if c.how == "state"] == [
        (2, -1, "cwd", "/repo", "recorded"),
        (3 - late, 0, "cwd", "/repo/src", "recorded"),
        (3 - late, 0, "open_file", "/repo/src/a.py", "recorded"),
        (4 - late, 0, "open_file", None, "recorded"),
    ]


def test_a_demonstration_has_a_history_and_no_run(tmp_path: Path) -> None:
    found = read(tmp_path, {"history": [{"role": "user", "content": "x", "agent": "main", "message_type": "y"}]})
    assert isinstance(found, Skipped)
    assert "demonstration" in found.reason


def test_demonstrations_in_the_history_are_copied_context(tmp_path: Path) -> None:
    given = log(LOOK)
    demo = [
        {"role": "user", "content": "An example.", "is_demo": True, "agent": "main"},
        {"role": "assistant", "content": "ls", "is_demo": True, "agent": "main", "action": "ls -F"},
    ]
    given["history"][1:1] = demo
    run = run_of(tmp_path, given)
    assert [(t.source, t.copied) for t in run.turns] == [
        ("system", False),
        ("user", True),
        ("agent", True),
        ("user", False),
        ("agent", False),
    ]
    assert (run.trajectory.task, run.trajectory.n_calls) == ("Fix it.", 1)


def test_a_cost_of_zero_is_kept_and_explained(tmp_path: Path) -> None:
    given = log(LOOK)
    given["info"]["model_stats"] = {"instance_cost": 0, "tokens_sent": 0, "tokens_received": 0, "api_calls": 0}
    made = run_of(tmp_path, given).trajectory
    assert made.cost == 0
    assert any("recorded as 0" in note for note in made.notes)
    assert not any("recorded as 0" in note for note in run_of(tmp_path, log(LOOK)).trajectory.notes)


def call(name: str, arguments: str, id_: str = "c1") -> list[dict[str, Any]]:
    return [{"id": id_, "type": "function", "function": {"name": name, "arguments": arguments}}]


def test_calls_of_tools_come_from_the_history(tmp_path: Path) -> None:
    view = step("str_replace_editor view /repo/a.py", "1\tx = 'é'")
    calls = call("str_replace_editor", '{"command": "view", "path": "/repo/\\u00e9.py"}')
    run = run_of(tmp_path, log(LOOK, view, answers=[answer(LOOK), answer(view, tool_calls=calls)]))
    (made,) = run.turns[-1].calls
    assert (made.tool, made.call_id, made.observation) == ("str_replace_editor", "c1", "1\tx = 'é'")
    assert made.arguments == '{"command": "view", "path": "/repo/é.py"}'
    assert run.turns[-2].calls[0].tool == "bash"


def test_arguments_that_are_no_json_are_kept_and_called_malformed(tmp_path: Path) -> None:
    calls = call("bash", '{"command": "ls')
    (made,) = run_of(tmp_path, log(LOOK, answers=[answer(LOOK, tool_calls=calls)])).turns[-1].calls
    assert made.arguments == '{"command": "ls'
    assert made.malformed


def test_a_refused_answer_has_no_call_and_the_history_no_item_of_it(tmp_path: Path) -> None:
    refused = step("", "", "No command at all.") | {"response": "No command at all."}
    asked = [
        {"role": "user", "content": "Fix it."},
        {"role": "assistant", "content": "No command at all."},
        {"role": "user", "content": "Your output was not formatted correctly."},
    ]
    again = step("ls -F", "setup.py\n", query=asked)
    calls = call("bash", '{"command": "ls -F"}')
    run = run_of(tmp_path, log(refused, again, answers=[answer(again, tool_calls=calls)]))
    assert [(t.source, t.message, len(t.calls)) for t in run.turns[2:]] == [
        ("agent", "No command at all.", 0),
        ("user", "Your output was not formatted correctly.", 0),
        ("agent", "I look.", 1),
    ]
    assert run.turns[-1].calls[0].call_id == "c1"
    assert run.trajectory.n_records == 2


def test_what_an_end_by_a_limit_says_is_kept_though_no_command_ran(tmp_path: Path) -> None:
    end = step("", "Exited (autosubmitted)", "Exit due to cost limit")
    run = run_of(tmp_path, log(LOOK, end, info={"exit_status": "submitted (exit_cost)", "submission": None}))
    assert run.turns[-1].message == "Exited (autosubmitted)"
    assert run.turns[-1].source == "user"
    assert (run.trajectory.exit_status, run.trajectory.patch, run.trajectory.cost) == (
        "submitted (exit_cost)",
        None,
        None,
    )


def test_without_a_history_the_prompt_is_what_the_first_step_asked(tmp_path: Path) -> None:
    given = log(step("ls", "", query=[{"role": "system", "content": "S"}, {"role": "user", "content": "U"}]))
    del given["history"]
    run = run_of(tmp_path, given)
    assert [(t.source, t.message) for t in run.turns[:2]] == [("system", "S"), ("user", "U")]
    assert run.trajectory.task == "U"


CONFIG = {
    "agent": {"model": {"name": "claude-x"}, "tools": {"parse_function": {"type": "function_calling"}}},
    "env": {"repo": {"github_url": "https://github.com/o/r", "base_commit": "abc"}, "deployment": {"image": "img"}},
    "problem_statement": {"text": "It breaks.", "id": "o__r-1"},
}


@pytest.mark.parametrize("config", [CONFIG, json.dumps(CONFIG)], ids=["object", "text"])
def test_the_configuration_names_model_task_and_repository(tmp_path: Path, config: Any) -> None:
    made = run_of(tmp_path, log(LOOK, replay_config=config)).trajectory
    assert (made.model, made.task, made.task_id, made.repo, made.base_commit) == (
        "claude-x",
        "It breaks.",
        "o__r-1",
        "o/r",
        "abc",
    )
    assert json.loads(made.metadata or "")["image"] == "img"


def test_a_file_named_as_an_instance_is_one(tmp_path: Path) -> None:
    made = run_of(tmp_path, log(LOOK), "django__django-11749.traj").trajectory
    assert (made.task_id, made.repo) == ("django__django-11749", "django/django")
    other = run_of(tmp_path, log(LOOK), "some__long_name__a__b-1.traj").trajectory
    assert (other.task_id, other.repo) == (None, None)
    assert made.trajectory_id == other.trajectory_id


def test_a_submission_that_is_no_patch_is_kept_and_said(tmp_path: Path) -> None:
    given = log(LOOK)
    given["info"]["submission"] = "flag{x}"
    made = run_of(tmp_path, given).trajectory
    assert made.patch == "flag{x}"
    assert "what it submitted is no patch" in made.notes


def test_attempts_that_were_not_chosen_are_runs_of_their_own(tmp_path: Path) -> None:
    first, second = log(LOOK), log(SUBMIT)
    given = {"attempts": [first, second], **log(SUBMIT)}
    given["info"] = {**second["info"], "best_attempt_idx": 1}
    found = found_in(written(tmp_path, given))
    assert [type(one) for one in found] == [AgentRun, AgentRun]
    chosen, other = found
    assert isinstance(chosen, AgentRun)
    assert isinstance(other, AgentRun)
    assert "all attempts together" in " ".join(chosen.trajectory.notes)
    assert (other.trajectory.source_record, other.turns[-1].records[0].pointer) == (
        "/attempts/0",
        "/attempts/0/trajectory/0",
    )
    assert len({one.trajectory.trajectory_id for one in (chosen, other)}) == 2
    unfinished = found_in(written(tmp_path, {"attempts": [first, second]}))
    assert len(unfinished) == 2


def test_pictures_that_the_log_holds_are_kept_and_addresses_stay_text(tmp_path: Path) -> None:
    given = log(LOOK)
    picture = {"type": "image_url", "image_url": {"url": PNG}}
    elsewhere = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    given["history"][1]["content"] = [{"type": "text", "text": "See."}, picture, elsewhere]
    turn = run_of(tmp_path, given).turns[1]
    assert [image.media_type for image in turn.images] == ["image/png"]
    assert turn.message is not None
    assert turn.message.startswith("See.")
    assert "https://example.org/a.png" in turn.message


def test_thoughts_of_a_model_stand_apart(tmp_path: Path) -> None:
    blocks = [{"type": "thinking", "thinking": "Hm."}]
    run = run_of(tmp_path, log(LOOK, answers=[answer(LOOK, thinking_blocks=blocks)]))
    assert (run.turns[-1].reasoning, run.turns[-1].message) == ("Hm.", "I look.")
    run = run_of(tmp_path, log(step("ls", "", reasoning_content="Well.")))
    assert run.turns[-1].reasoning == "Well."


def test_lines_of_documents_are_read_one_by_one(tmp_path: Path) -> None:
    lines = [json.dumps(log(LOOK)), "", '{"trajectory": [', json.dumps(log(SUBMIT)), json.dumps({"x": 1})]
    found = found_in(written(tmp_path, "\n".join(lines) + "\n"))
    assert [type(one) for one in found] == [AgentRun, Fault, AgentRun, Fault]
    assert not any("cut off" in note for one in found if isinstance(one, AgentRun) for note in one.trajectory.notes)
    places = [one.trajectory.source_record for one in found if isinstance(one, AgentRun)]
    assert places == ["line 1", "line 4"]
    assert [one.line for one in found if isinstance(one, Fault)] == [3, 5]


def test_a_trajectory_without_a_step_is_one(tmp_path: Path) -> None:
    run = run_of(tmp_path, log())
    assert (run.trajectory.n_records, len(run.turns)) == (0, 2)


def test_others_with_a_trajectory_are_not_taken_for_it(tmp_path: Path) -> None:
    for other in (
        {"trajectory": [{"action": "run", "args": {"command": "ls"}, "observation": "x"}], "info": {}},
        {"trajectory": [{"role": "user", "content": "x"}], "info": {}},
        {"trajectory": "text", "history": [], "info": {}},
    ):
        known = recognise(take_sample(written(tmp_path, other), 1 << 20), OPTIONS)
        assert not isinstance(known, Format) or known.name != "swe-agent"


def test_a_document_beyond_the_limit_is_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(log(LOOK, step("cat", "x" * 10_000)), indent=1))
    small = Options(Settings(import_bytes=5_000))
    known = recognise(take_sample(path, 5_000), small)
    assert isinstance(known, Format)
    assert known.name == "swe-agent"
    (reading,) = known.read(path, small)
    assert isinstance(reading.what, Fault)
    assert "TRACEWALK_IMPORT_BYTES" in str(reading.what)


@pytest.mark.parametrize("indent", [None, 1])
def test_of_a_log_that_is_cut_off_what_stands_before_is_read(tmp_path: Path, indent: int | None) -> None:
    text = json.dumps(log(LOOK, SUBMIT, SUBMIT), indent=indent)
    cut = text[: text.index("Done.", text.index("Done.") + 1)]
    run, fault = found_in(written(tmp_path, cut))
    assert isinstance(run, AgentRun)
    assert [turn.calls[0].arguments for turn in run.turns if turn.calls][:1] == ["ls -F"]
    assert "its log is damaged or cut off" in " ".join(run.trajectory.notes)
    assert isinstance(fault, Fault)
    require_storable(run)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_costs_no_more_than_what_it_hits(tmp_path: Path, data: st.DataObject) -> None:
    blocks = [{"type": "thinking", "thinking": "Hm."}]
    whole = log(LOOK, SUBMIT, answers=[answer(LOOK, tool_calls=call("bash", "{}"), thinking_blocks=blocks)])
    whole["replay_config"] = CONFIG
    whole["attempts"] = [log(step("first", "attempt"))]
    content = data.draw(damaged(whole))
    path = written(tmp_path, content)
    for reading in format_named("swe-agent").read(path, OPTIONS):
        assert isinstance(reading.what, AgentRun | Fault | Skipped)
    if isinstance(content, dict) and content.get("trajectory") == whole["trajectory"]:
        (run, *_) = [one for one in found_in(path) if isinstance(one, AgentRun)]
        require_storable(run)
        assert all(one["observation"] in text_of(run) for one in whole["trajectory"])
