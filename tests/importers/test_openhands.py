"""Traps in logs of OpenHands before its version 1, each shown in a log of a few events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.importers.logs import found_in, raw_of, read, require_storable, runs_in, text_of, written
from tests.importers.openhands_logs import act, ask, asked, edit_events, observe, ran

from tracewalk.importers.formats import Fault, Options, Skipped
from tracewalk.settings import Settings

PNG = "data:image/png;base64,iVBORw0KGgo="


def test_a_call_and_its_result_are_one_turn(tmp_path: Path) -> None:
    meta = ask("c1", "execute_bash", '{"command": "ls"}', content="Look.", prompt_tokens=9, completion_tokens=2)
    run = read(
        tmp_path, [asked("Fix it"), act(1, "run", {"command": "ls", "thought": "Look."}, meta), ran(2, 1, "a.py", 0)]
    )
    user, agent = run.turns
    (call,) = agent.calls
    assert (user.source, user.message) == ("user", "Fix it")
    assert (agent.message, agent.prompt_tokens, agent.completion_tokens, agent.model) == ("Look.", 9, 2, "m-1")
    assert (call.tool, call.arguments, call.observation) == ("execute_bash", '{"command": "ls"}', "a.py")
    assert (call.exit_code, call.error, call.error_method, call.seconds) == (0, False, "recorded", 1.25)
    assert (run.trajectory.task, run.trajectory.n_records, run.trajectory.n_calls) == ("Fix it", 3, 1)
    assert [(change.kind, change.value) for change in run.changes] == [("cwd", "/workspace")]


def test_times_without_a_zone_are_told(tmp_path: Path) -> None:
    run = read(
        tmp_path, [asked("a"), asked("b", 1, timestamp=""), asked("c", 2, timestamp="2025-01-01T00:00:00+02:00")]
    )
    assert [turn.at and turn.at.isoformat() for turn in run.turns] == [
        "2025-01-27T22:44:56.900854+00:00", None, "2024-12-31T22:00:00+00:00",
    ]  # fmt: skip
    assert run.trajectory.notes == ("1 times without a zone, taken as UTC",)


def test_pairs_of_the_oldest_logs(tmp_path: Path) -> None:
    """Without ids: what stands beside an action is its result."""
    command: dict[str, Any] = {"source": "agent", "action": "run", "args": {"command": "ls -l", "thought": "I look."}}
    result = {
        "source": "agent",
        "observation": "run",
        "content": "a.py",
        "extras": {"command": "ls -l", "exit_code": 3},
    }
    said = {"source": "user", "action": "message", "args": {"content": "Do it"}}
    nothing = {"source": "user", "observation": "null", "content": "", "extras": {}}
    row = {
        "instance_id": "a__b-1",
        "metadata": {},
        "git_patch": "diff",
        "history": [[said, nothing], [command, result]],
    }
    path = written(tmp_path, json.dumps(row) + "\n", "output.jsonl")
    (run,) = runs_in(path)
    (call,) = run.turns[1].calls
    assert (call.tool, call.arguments, call.observation, call.exit_code, call.error) == (
        "bash",
        "ls -l",
        "a.py",
        3,
        True,
    )
    assert run.turns[1].message == "I look."
    made = run.trajectory
    assert (made.format_version, made.n_records, made.patch, made.repo) == ("pairs", 4, "diff", "a/b")
    assert raw_of(path, run.turns[1].records[1]) == result


def test_results_without_a_cause_go_to_the_call_before(tmp_path: Path) -> None:
    events = [act(1, "run", {"command": "ls"}), observe(2, None, "run", "a.py"), observe(3, None, "run", "late")]
    run = read(tmp_path, events)
    assert [call.observation for call in run.turns[0].calls] == ["a.py"]
    assert [turn.message for turn in run.turns[1:]] == ["late"]
    assert "1 results that name no call, given to the one before them" in run.trajectory.notes
    assert "1 results of no known call, kept as turns of their own" in run.trajectory.notes


def test_calls_of_one_answer_are_one_turn_and_its_usage_counts_once(tmp_path: Path) -> None:
    """The same model_response stands at each event that came of it."""
    first = ask("c1", "execute_bash", "{}", response="r1", content="Both.", prompt_tokens=100, completion_tokens=10)
    second = ask("c2", "execute_bash", "{}", response="r1", content="Both.", prompt_tokens=100, completion_tokens=10)
    events = [
        act(1, "run", {"thought": "Both."}, first),
        act(2, "run", {}, second),
        ran(3, 2, "two", 0),
        ran(4, 1, "one", 0),
    ]
    run = read(tmp_path, events)
    (turn,) = run.turns
    assert [(call.call_id, call.observation) for call in turn.calls] == [("c1", "one"), ("c2", "two")]
    assert (turn.message, turn.prompt_tokens, run.trajectory.prompt_tokens) == ("Both.", 100, 100)
    assert len(turn.records) == 4


def test_sums_that_only_grow_become_differences(tmp_path: Path) -> None:
    def metrics(cost: float, prompt: int) -> dict[str, Any]:
        return {"accumulated_cost": cost, "accumulated_token_usage": {"prompt_tokens": prompt, "completion_tokens": 1}}

    events = [
        act(n, "message", {"content": f"m{n}"}, llm_metrics=metrics(cost, prompt))
        for n, (cost, prompt) in enumerate([(0.25, 100), (0.75, 250), (0.5, 40)])
    ]
    run = read(tmp_path, events)
    assert [(turn.cost, turn.prompt_tokens) for turn in run.turns] == [(0.25, 100), (0.5, 150), (None, None)]
    assert {turn.cost_method for turn in run.turns[:2]} == {"derived"}
    assert (run.trajectory.cost, run.trajectory.cost_method) == (0.5, "recorded")  # the last sum told


def test_costs_and_latencies_of_an_evaluation_go_to_their_answers(tmp_path: Path) -> None:
    meta = ask("c1", "execute_bash", "{}", response="r1", prompt_tokens=5)
    metrics = {
        "accumulated_cost": 0.75,
        "accumulated_token_usage": {"prompt_tokens": 15, "context_window": 128_000},
        "costs": [{"model": "m", "cost": 0.5}, {"model": "m", "cost": 0.25}],
        "token_usages": [{"response_id": "other", "prompt_tokens": 10}, {"response_id": "r1", "prompt_tokens": 5}],
        "response_latencies": [{"response_id": "r1", "latency": 2.5}],
    }
    row = {
        "instance_id": "i",
        "metadata": {},
        "test_result": {},
        "metrics": metrics,
        "history": [act(1, "run", {}, meta)],
    }
    run = read(tmp_path, row)
    (turn,) = run.turns
    assert (turn.cost, turn.cost_method, turn.seconds) == (0.25, "derived", 2.5)
    assert (run.trajectory.cost, run.trajectory.prompt_tokens, run.trajectory.context_window) == (0.75, 15, 128_000)


@pytest.mark.parametrize(("suffix", "code"), [("\n[The command has no new output after 10 seconds.]", -1), ("", 0)])
def test_a_command_that_still_runs_has_no_exit_code(tmp_path: Path, suffix: str, code: int) -> None:
    run = read(tmp_path, [act(1, "run", {"command": "serve"}), ran(2, 1, "Serving", code, suffix=suffix)])
    (call,) = run.turns[0].calls
    assert (call.exit_code, call.error) == ((None, None) if code else (0, False))
    assert call.observation == f"Serving{suffix}"


def test_errors_stand_at_their_call_or_as_turns(tmp_path: Path) -> None:
    events = [
        act(1, "run", {"command": "x"}), observe(2, 1, "error", "not allowed"),
        observe(3, None, "error", "Parameter 'command' is missing", extras={"error_id": "E1"}),
        act(4, "run", {"command": "y"}), observe(5, 4, "user_rejected", "No!"),
    ]  # fmt: skip
    run = read(tmp_path, events)
    calls = [call for turn in run.turns for call in turn.calls]
    assert [(call.observation, call.error, call.error_method) for call in calls] == [
        ("not allowed", True, "recorded"), ("No!", True, "recorded"),
    ]  # fmt: skip
    assert [(turn.message, turn.error) for turn in run.turns if turn.error] == [
        ("Parameter 'command' is missing", "E1")
    ]


def test_a_failed_edit_changes_nothing(tmp_path: Path) -> None:
    arguments = json.dumps({"command": "str_replace", "path": "/w/a.py", "old_str": "a", "new_str": "b"})
    run = read(
        tmp_path, edit_events(1, arguments, "ERROR:\nNo replacement was performed", {"diff": "", "old_content": "a"})
    )
    (call,) = run.turns[0].calls
    assert (call.error, call.error_method) == (True, "derived")
    assert run.changes == []


def test_pieces_of_a_file_are_not_taken_for_all_of_it(tmp_path: Path) -> None:
    """Some versions tell `old_str` and `new_str` as old and new content, and the true change only in `diff`."""
    arguments = json.dumps({"command": "str_replace", "path": "/w/a.py", "old_str": "a", "new_str": "b"})
    diff = "--- /w/a.py\n+++ /w/a.py\n@@ -7 +7 @@\n-a\n+b"
    told = {"old_content": "a", "new_content": "b", "prev_exist": False, "diff": diff}
    (change,) = read(tmp_path, edit_events(1, arguments, "The file has been edited.", told)).changes
    assert (change.before, change.after, change.action, change.path) == (None, None, "edit", "/w/a.py")
    assert change.diff == "@@ -7 +7 @@\n-a\n+b"
    assert (change.method, change.how) == ("recorded", "diff")


def test_whole_contents_are_kept(tmp_path: Path) -> None:
    created = json.dumps({"command": "create", "path": "/w/a.py", "file_text": "x\n"})
    edited = json.dumps({"command": "str_replace", "path": "/w/a.py", "old_str": "x", "new_str": "y"})
    events = [
        *edit_events(1, created, "created", {"old_content": None, "new_content": "x\n", "prev_exist": False}),
        *edit_events(3, edited, "edited", {"old_content": "x\n", "new_content": "y\n", "prev_exist": True}),
    ]
    changes = read(tmp_path, events).changes
    assert [(change.action, change.before, change.after) for change in changes] == [
        ("create", None, "x\n"), ("edit", "x\n", "y\n"),
    ]  # fmt: skip


def test_what_the_environment_adds_is_a_turn_of_the_system(tmp_path: Path) -> None:
    recall = {"id": 1, "source": "user", "action": "recall", "args": {"query": "Do it"}}
    told = {"recall_type": "knowledge", "microagent_knowledge": [{"name": "git", "content": "Use git."}]}
    run = read(tmp_path, [asked("Do it"), recall, observe(2, 1, "recall", "Added knowledge", extras=told)])
    assert [(turn.source, turn.message) for turn in run.turns] == [
        ("user", "Do it"),
        ("system", "Added knowledge\n\nUse git."),
    ]
    assert run.trajectory.n_calls == 0


def test_states_end_the_run_and_say_nothing(tmp_path: Path) -> None:
    events = [asked("Do it"), observe(1, None, "agent_state_changed", "", extras={"agent_state": "running"})]
    ended = observe(2, None, "agent_state_changed", "", extras={"agent_state": "error", "reason": "out of money"})
    run = read(tmp_path, [*events, ended])
    assert run.trajectory.exit_status == "error"
    assert [(turn.message, bool(turn.error)) for turn in run.turns] == [("Do it", False), ("out of money", True)]


def test_thoughts_are_told_once(tmp_path: Path) -> None:
    """A call of `think` repeats the model's text before its own thought."""
    meta = ask("c1", "think", '{"thought": "Deep."}', content="Hm.")
    run = read(tmp_path, [act(1, "think", {"thought": "Hm.\nDeep."}, meta), act(3, "think", {"thought": "Alone."})])
    assert [(turn.message, turn.calls[0].arguments) for turn in run.turns] == [
        ("Hm.", '{"thought": "Deep."}'), (None, '{"thought": "Alone."}'),
    ]  # fmt: skip


def test_pictures_are_kept_and_addresses_never_fetched(tmp_path: Path) -> None:
    events = [
        asked("See", args={"content": "See", "image_urls": [PNG, "https://example.org/a.png"]}),
        act(1, "browse", {"url": "http://x"}), observe(2, 1, "browse", "page", extras={"screenshot": PNG}),
    ]  # fmt: skip
    run = read(tmp_path, events)
    assert [[image.media_type for image in turn.images] for turn in run.turns] == [["image/png"], ["image/png"]]
    assert run.turns[0].message == "See\n\n[image: https://example.org/a.png]"


def test_malformed_arguments_are_kept_as_they_are(tmp_path: Path) -> None:
    meta = ask("c1", "execute_bash", '{"command": "ls')
    (call,) = read(tmp_path, [act(1, "run", {"command": "ls"}, meta)]).turns[0].calls
    assert call.arguments == '{"command": "ls'
    assert call.malformed is not None


def test_an_evaluation_s_row(tmp_path: Path) -> None:
    llm = {"model": "m-9", "api_key": "sk-1", "max_input_tokens": 64_000}
    row = {
        "instance_id": "django__django-1", "instruction": "Fix", "error": "AgentStuckInLoopError",
        "metadata": {"agent_class": "CodeActAgent", "llm_config": llm, "dataset": "lite"},
        "test_result": {"git_patch": "", "report": {"resolved": False}, "final_score": {"result": 1, "total": 4}},
        "history": [], "instance": {"repo": "django/django", "base_commit": "c0"},
    }  # fmt: skip
    path = written(tmp_path, f"{json.dumps(row)}\n{{not json\n{json.dumps(row)}\n", "output.jsonl")
    first, fault, second = found_in(path)
    assert isinstance(fault, Fault)
    assert fault.line == 2
    made = first.trajectory
    assert (made.task_id, made.agent, made.model, made.dataset) == ("django__django-1", "CodeActAgent", "m-9", "lite")
    assert (made.patch, made.patch_method, made.outcome, made.score) == ("", "recorded", "unsolved", 0.25)
    assert (made.outcome_from, made.exit_status) == ("test_result.report", "AgentStuckInLoopError")
    assert (made.repo, made.base_commit, made.context_window) == ("django/django", "c0", 64_000)
    assert "sk-1" not in made.metadata
    assert (made.source_record, second.trajectory.source_record) == ("line 1", "line 3")


def test_the_resolver_s_row(tmp_path: Path) -> None:
    issue = {"owner": "o", "repo": "r", "number": 7, "title": "t"}
    row = {
        "issue": issue, "issue_type": "issue", "instruction": "Fix", "base_commit": "c0", "git_patch": "diff",
        "history": [asked("Fix", timestamp="")], "success": True, "error": None,
    }  # fmt: skip
    made = read(tmp_path, row).trajectory
    assert (made.task_id, made.repo, made.patch, made.outcome) == ("o/r#7", "o/r", "diff", "solved")
    assert "judged" in made.outcome_from


def test_what_holds_no_run_is_passed_over_with_the_reason(tmp_path: Path) -> None:
    request = {"messages": [], "response": {"id": "r"}, "kwargs": {}, "cost": 0.1, "timestamp": 1.5}
    state = {"id": "x", "agent": {"kind": "Agent", "llm": {"model": "m"}}, "execution_status": "idle"}
    reasons = [read(tmp_path, value) for value in (request, state)]
    assert all(isinstance(one, Skipped) for one in reasons)
    assert "one request" in reasons[0].reason
    assert "state" in reasons[1].reason


def test_events_one_a_line_are_one_run(tmp_path: Path) -> None:
    events = [asked("Do it"), act(1, "run", {"command": "ls"}), ran(2, 1, "a.py", 0)]
    path = written(tmp_path, "".join(f"{json.dumps(event)}\n" for event in events), "events.jsonl")
    (run,) = runs_in(path)
    assert [turn.source for turn in run.turns] == ["user", "agent"]
    assert [raw_of(path, record) for record in run.turns[1].records] == events[1:]


def test_a_log_that_is_cut_off_keeps_what_stands_before(tmp_path: Path) -> None:
    text = json.dumps([asked("Do it"), act(1, "run", {"command": "ls"}), ran(2, 1, "a.py", 0)], indent=1)
    run, fault = found_in(written(tmp_path, text[:-200]))
    assert isinstance(fault, Fault)
    assert "what stands before is imported" in fault.message
    assert run.turns[0].message == "Do it"
    require_storable(run)


def test_a_document_beyond_the_limit_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, [asked("x" * 500, n) for n in range(20)])
    run, fault = found_in(path, Options(Settings(import_bytes=4_000)))
    assert "TRACEWALK_IMPORT_BYTES" in fault.message
    assert 0 < len(run.turns) < 20


def test_what_is_no_event_is_kept_as_text(tmp_path: Path) -> None:
    run = read(tmp_path, [asked("Do it"), "a bare string", {"odd": 1}, None, 7])
    assert [turn.message for turn in run.turns] == ["Do it", "a bare string", '{"odd": 1}', "7"]
    assert "3 records that are no events, kept as text" in run.trajectory.notes


def test_the_same_bytes_have_the_same_id_wherever_they_stand(tmp_path: Path) -> None:
    row = json.dumps({"instance_id": "i", "metadata": {}, "test_result": {}, "history": [asked("a")]})
    other = row.replace('"i"', '"j"')
    alone = runs_in(written(tmp_path, f"{row}\n{other}\n", "a.jsonl"))
    moved = runs_in(written(tmp_path, f"{other}\n{row}", "b.jsonl"))
    assert [run.trajectory.trajectory_id for run in alone] == [run.trajectory.trajectory_id for run in moved][::-1]
    assert text_of(alone[0]) == "a"
