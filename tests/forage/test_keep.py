"""Episodes in the lake: turns, changes, traces of test runs, and what links them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from tests.forage.conftest import LIMITS
from tests.forage.playing import LAST, REPAIR, Playing, act
from tests.loops import no_loop_of_others

from tracewalk.errors import EndpointBroken, UsageError
from tracewalk.forage.policy import Policy, Said, Word
from tracewalk.forage.run import Foraged, by_script, forage
from tracewalk.forage.task import Task
from tracewalk.lake import Lake, check
from tracewalk.model import Trajectory
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

TEXTS = [
    act("bash", "cd sums && python -m pytest -q ..", "First the tests."),
    act("bash", "ls") + "\n<tool: bash>\npwd\n</tool>",
    act("edit", REPAIR.replace("sums/add.py", "add.py")),
    act("bash", "python -m pytest -q ../tests/test_add.py::test_both; git commit -qam repaired"),
    act("create", "new.py\nx = 'é'\n"),
    act(
        "bash",
        "rm new.py; git diff HEAD~1 > ../fix.patch; touch ../tests/__pycache__ 2>/dev/null; printf '\\0\\1' > ../bin",
    ),
    act("submit", "../fix.patch"),
    LAST,
]


def run(task: Task, lake: Lake, policy: Policy, **more: Any) -> Foraged:
    async def make(_task: Task) -> Policy:
        return policy

    return asyncio.run(forage([(task, make)], lake, limits=LIMITS, **more))


@pytest.fixture(scope="module")
def kept(
    task: Task, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lake, Trajectory, list[dict[str, Any]], list[dict[str, Any]]]]:
    with Lake.create(tmp_path_factory.mktemp("kept") / "lake", settings=settings) as lake:
        with no_loop_of_others():
            (made,) = run(task, lake, Playing(*TEXTS)).trajectories
        one = made.trajectory_id
        yield lake, lake.trajectory(one), lake.turns(one).to_pylist(), lake.state_changes(one).to_pylist()


def test_a_trajectory_says_what_happened(task: Task, kept: Any) -> None:
    lake, found, turns, _ = kept
    assert (found.outcome, found.outcome_from, found.score) == ("solved", "hidden tests", 1.0)
    assert (found.agent, found.model, found.task_id, found.repo) == ("a test", "no model", "sums-difference", "sums")
    assert (found.exit_status, found.source_format, found.dataset) == ("submitted", "forage", "forage")
    assert (found.n_turns, found.n_records, found.n_calls) == (len(turns), len(TEXTS) + 1, 8)
    assert found.patch is not None
    assert found.patch_method == "recorded"
    assert found.base_commit is not None
    assert json.loads(found.scores or "") == {"resolved": True, "tests_passed": 2, "tests_failed": []}
    assert json.loads(found.metadata or "")["operator"] == task.operator
    assert found.cost is None
    assert found.prompt_tokens is None
    assert found.tools == ("bash", "edit", "create", "submit")
    assert not check(lake)


def test_turns_are_those_of_the_talk(kept: Any) -> None:
    _, _, turns, _ = kept
    assert [turn["source"] for turn in turns] == ["system", "user", "agent", "agent", "user", *["agent"] * 6]
    first, malformed, told, edit = turns[2:6]
    assert (first["reasoning"], first["message"]) == ("First the tests.", None)
    (call,) = first["calls"]
    assert (call["tool"], call["exit_code"], call["kind"]) == ("bash", 1, "test")
    assert call["observation"].startswith("<output>\n")
    assert "1 failed, 1 passed" in call["observation"]
    assert call["seconds"] > 0
    assert [call["observation"] for call in malformed["calls"]] == [None, None]
    assert all("there are 2: bash, bash" in call["malformed"] and call["error"] for call in malformed["calls"])
    assert malformed["error"] == told["message"]
    assert (edit["kind"], edit["calls"][0]["error"]) == ("edit", False)
    assert turns[-1]["kind"] == "say"


def test_changes_are_recorded_as_the_sandbox_saw_them(kept: Any) -> None:
    _, found, _, changes = kept
    assert {one["method"] for one in changes} == {"recorded"}
    files = {(one["path"], one["action"]): one for one in changes if one["kind"] == "file"}
    edit = files["/folder/sums/sums/add.py", "edit"]
    assert (edit["method"], edit["turn"], edit["call"]) == ("recorded", 5, 0)
    assert edit["diff"].startswith("@@ -1,4 +1,4 @@\n")
    assert edit["after"] == edit["before"].replace("- other", "+ other")
    assert files["/folder/sums/sums/new.py", "create"]["after"] == "x = 'é'\n"
    assert files["/folder/sums/sums/new.py", "delete"]["before"] == "x = 'é'\n"
    binary = files["/folder/sums/bin", "create"]
    assert (binary["diff"], binary["after"]) == (None, None)
    assert ("/folder/sums/fix.patch", "create") in files
    assert [(one["value"], one["turn"]) for one in changes if one["kind"] == "cwd"] == [("/folder/sums/sums", 2)]
    (commit,) = [one for one in changes if one["kind"] == "commit"]
    assert len(commit["value"]) == 40
    tests = [one for one in changes if one["kind"] == "tests"]
    assert [(one["passed"], one["failed"], one["tests_failed"]) for one in tests] == [
        (1, 1, ["tests/test_add.py::test_both"]),
        (1, 0, []),
    ]
    assert (found.tests_passed, found.tests_failed) == (1, 0)


def test_each_run_of_pytest_is_traces_that_its_turn_names(kept: Any) -> None:
    lake, _, turns, _ = kept
    linked = {turn["turn"]: turn["traces"] for turn in turns if turn["traces"]}
    assert {turn: len(traces) for turn, traces in linked.items()} == {2: 2, 6: 1}
    before = {lake.trace(one).name: lake.trace(one) for one in linked[2]}
    (after,) = (lake.trace(one) for one in linked[6])
    both = before["tests/test_add.py::test_both"]
    assert (both.test_outcome, after.test_outcome) == ("failed", "passed")
    assert both.trace_id != after.trace_id
    assert {file.path for file in both.files} == {"tests/test_add.py", "sums/add.py"}
    items = lake.cursor().view("items").arrow().read_all().to_pylist()
    assert {(one["dataset"], one["task_id"]) for one in items} == {
        ("forage", "sums-difference/tests/test_add.py::test_both"),
        ("forage", "sums-difference/tests/test_add.py::test_nothing"),
    }
    assert {tuple(one["tags"]) for one in items} == {("mutate-fix", "agent")}


def test_what_the_lake_has_is_not_run_again(task: Task, lake: Lake) -> None:
    first = asyncio.run(forage([(task, by_script("hasty"))], lake, limits=LIMITS))
    again = asyncio.run(forage([(task, by_script("hasty"))], lake, limits=LIMITS))
    assert (len(first.trajectories), again.trajectories, again.kept) == (1, [], 1)
    other = asyncio.run(forage([(task, by_script("hasty"))], lake, limits=replace(LIMITS, turns=19)))
    assert other.trajectories[0].trajectory_id != first.trajectories[0].trajectory_id


def test_a_script_says_that_it_is_one(task: Task, lake: Lake) -> None:
    (made,) = asyncio.run(forage([(task, by_script("hasty"))], lake, limits=LIMITS)).trajectories
    assert (made.agent, made.model, made.outcome) == ("forage, scripted", "script: hasty", "unsolved")


def test_a_server_that_fails_is_an_error_and_no_verdict(task: Task, lake: Lake) -> None:
    def fails(_talk: Sequence[Word]) -> Said:
        raise EndpointBroken("the server fell over", text="half a thou")

    (made,) = run(task, lake, Playing(fails)).trajectories
    assert (made.outcome, made.score, made.exit_status) == ("error", None, "the server fell over")
    (*_, last) = lake.turns(made.trajectory_id).to_pylist()
    assert last["error"] == "the server fell over"
    assert "half a thou" in (last["reasoning"] or "") + (last["message"] or "")


def test_given_up_it_leaves_nothing_and_goes_on_next_time(task: Task, lake: Lake) -> None:
    done = run(task, lake, Playing(act("bash", "true")), stopped=lambda: True)
    assert (done.interrupted, done.trajectories) == (True, [])
    assert lake.cursor().execute("SELECT count(*) FROM trajectories").fetchall() == [(0,)]


def test_no_task_is_said(lake: Lake) -> None:
    with pytest.raises(UsageError, match="no task is chosen"):
        asyncio.run(forage([], lake, limits=LIMITS))


@pytest.mark.parametrize("name", ["careful"])  # all have run in the sample lake's rebuild, with hints
def test_scripts_that_repair_do_so_also_without_hints(task: Task, lake: Lake, name: str) -> None:
    bare = replace(task, hints=replace(task.hints, search="", wrong=(), test="tests/test_add.py::test_both"))
    (made,) = asyncio.run(forage([(bare, by_script(name))], lake, limits=LIMITS)).trajectories
    assert (made.outcome, made.exit_status) == ("solved", "submitted")


@pytest.mark.parametrize(
    ("name", "status"),
    [("stubborn", "Max turns reached"), ("give-up", "Tool call format")],  # the others fail so in the sample lake
)
def test_scripts_that_fail_fail(task: Task, lake: Lake, name: str, status: str) -> None:
    (made,) = asyncio.run(forage([(task, by_script(name))], lake, limits=LIMITS)).trajectories
    assert made.outcome == "unsolved"
    assert (made.exit_status or "").startswith(status)
