"""Sidecars: told by content, joined where there is no doubt, and to nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.importers.chats import chat, row, write
from tests.importers.conftest import imported
from tests.importers.test_cwm_rl import LOOK, START, line, rollout

from tracewalk.importers.run import Imported
from tracewalk.importers.sidecar_facts import says_of
from tracewalk.lake import Lake, read_trajectories
from tracewalk.model import Trajectory

PATCH = {"instance_id": "a__b-1", "model_name_or_path": "m", "model_patch": "diff"}
REPORT = {
    "patch_exists": True,
    "patch_successfully_applied": True,
    "resolved": True,
    "tests_status": {
        "FAIL_TO_PASS": {"success": ["t1", "t2"], "failure": []},
        "PASS_TO_PASS": {"success": [], "failure": ["t3"]},
    },
}


def by_task(lake: Lake) -> dict[str, Trajectory]:
    return {one.name: one for one, _, _ in read_trajectories(lake)}


def outcomes(lake: Lake) -> dict[str, str | None]:
    return {f"{Path(one.source_file).parent.name}/{one.name}": one.outcome for one, _, _ in read_trajectories(lake)}


def run_in(folder: Path, task: str = "a__b-1", **others: Any) -> Path:
    """A run in a folder and a file called after its task; the folder's name makes it another run."""
    return write(folder / task / f"{task}.json", row(task, folder=str(folder)) | others)


def told(done: Imported) -> tuple[int, int, list[Any]]:
    return done.n_sidecars, done.n_joined, done.faults


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (REPORT, "SWE-bench report"),
        ({"a__b-1": REPORT}, "SWE-bench report"),
        ({"resolved_ids": ["a"], "unresolved_ids": []}, "SWE-bench report of a run"),
        ({"no_generation": [], "resolved": ["a"]}, "SWE-bench report of a run"),
        ({"a__b-1": PATCH}, "predictions"),
        ([PATCH], "predictions"),
        (PATCH, "predictions"),
        ({"trial_name": "t", "verifier_result": {"rewards": {"reward": 1.0}}}, "Harbor trial"),
        ({"n_total_trials": 3, "stats": {}, "resolved": 1}, "Harbor job"),
        ({"trial_name": "t", "is_resolved": False}, "Terminal-Bench trial"),
        ({"results": [{"trial_name": "t", "is_resolved": True}]}, "Terminal-Bench run"),
        ({"resolved": True}, None),
        ({"resolved": ["a", 1]}, None),
        ({"instance_id": "a", "model_patch": "d", "messages": chat()}, None),
        ([{"model_patch": 1}, 3], None),
        ({"trial_name": "t"}, None),
        ("resolved", None),
        ([], None),
    ],
)
def test_each_is_told_by_its_content(value: Any, kind: str | None) -> None:
    says = says_of(json.dumps(value).encode(), lambda: value, list)
    assert (says and says.kind) == kind


def test_lines_of_predictions_and_of_metrics_are_told() -> None:
    head = b'{"model_patch": "data_src"} "data_src"'
    assert says_of(head, lambda: None, lambda: [PATCH, PATCH]) is not None
    metrics = {
        "data_src": {"path": "p", "line_no": 3},
        "task_name": "t",
        "metrics": [{"terminal_metrics": {"pass": False}}],
    }
    found = says_of(head, lambda: None, lambda: [metrics])
    assert found
    assert found.runs == (("t|l3|pNone", {"score": None, "outcome": "unsolved", "scores": '{"pass": false}'}),)
    assert says_of(head, lambda: None, lambda: [metrics | {"rollouts": []}]) is None
    assert says_of(head, lambda: None, lambda: [PATCH, 3]) is None


def test_exit_statuses_are_read_of_the_yaml_that_agents_write() -> None:
    head = (
        b"instances_by_exit_status:\n  exit_cost: []\n  submitted (exit_cost):\n  - a__b-1\n  - 'a__b-2'\n"
        b"total_cost: 3\n"
    )
    found = says_of(head, lambda: None, list)
    assert found
    assert dict(found.runs) == {
        "a__b-1": {"exit_status": "submitted (exit_cost)"},
        "a__b-2": {"exit_status": "submitted (exit_cost)"},
    }


def test_a_report_in_a_folder_called_after_the_task_is_joined(lake: Lake, tmp_path: Path) -> None:
    run_in(tmp_path / "trajs")
    run_in(tmp_path / "trajs", "a__b-2")
    write(tmp_path / "logs" / "a__b-1" / "report.json", REPORT)
    assert told(imported(lake, tmp_path)) == (1, 1, [])
    made = by_task(lake)
    assert (made["a__b-1"].outcome, made["a__b-1"].outcome_from) == ("solved", "report.json")
    scores = json.loads(made["a__b-1"].scores or "")
    assert scores["FAIL_TO_PASS"] == {"passed": 2, "failed": 0}
    assert scores["PASS_TO_PASS"] == {"passed": 0, "failed": 1, "failures": ["t3"]}
    assert (made["a__b-2"].outcome, made["a__b-2"].scores) == (None, None)


def test_a_report_called_like_its_run_is_joined(lake: Lake, tmp_path: Path) -> None:
    for n in (1, 2):
        write(tmp_path / f"v1_a__b-{n}.traj.json", row(f"a__b-{n}"))
        write(tmp_path / f"v1_a__b-{n}.report.json", REPORT | {"resolved": n == 2})
    assert told(imported(lake, tmp_path)) == (2, 2, [])
    assert {name: made.outcome for name, made in by_task(lake).items()} == {"a__b-1": "unsolved", "a__b-2": "solved"}


def test_a_report_of_one_model_is_not_that_of_another(lake: Lake, tmp_path: Path) -> None:
    for model in "AB":
        run_in(tmp_path / model)
    write(tmp_path / "A" / "logs" / "a__b-1" / "report.json", REPORT)
    assert told(imported(lake, tmp_path)) == (1, 1, [])
    made = {Path(one.source_file).parts[-3]: one.outcome for one, _, _ in read_trajectories(lake)}
    assert made == {"A": "solved", "B": None}


def test_where_two_runs_are_as_near_nothing_is_joined(lake: Lake, tmp_path: Path) -> None:
    for attempt in "12":
        run_in(tmp_path / f"attempt_{attempt}")
    write(tmp_path / "report.json", {"a__b-1": REPORT})
    assert told(imported(lake, tmp_path)) == (1, 0, [])


def test_where_two_reports_disagree_nothing_is_joined(lake: Lake, tmp_path: Path) -> None:
    run_in(tmp_path)
    write(tmp_path / "x" / "one.json", {"a__b-1": REPORT})
    write(tmp_path / "y" / "two.json", {"a__b-1": REPORT | {"resolved": False}})
    assert told(imported(lake, tmp_path)) == (2, 0, [])


def test_a_report_of_a_run_and_predictions_are_joined_by_task(lake: Lake, tmp_path: Path) -> None:
    lines = [row(f"a__b-{n}") for n in range(1, 6)]
    (tmp_path / "output.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    ids = {
        "resolved_ids": ["a__b-1"],
        "unresolved_ids": ["a__b-2"],
        "empty_patch_ids": ["a__b-3"],
        "error_ids": ["a__b-4"],
    }
    write(tmp_path / "m.run.json", ids | {"completed_ids": ["a__b-1", "a__b-2"]})
    write(tmp_path / "preds.json", {"a__b-1": PATCH})
    assert told(imported(lake, tmp_path)) == (2, 4, [])
    made = by_task(lake)
    assert [made[f"a__b-{n}"].outcome for n in range(1, 6)] == ["solved", "unsolved", "unsolved", "error", None]
    assert (made["a__b-1"].patch, made["a__b-1"].patch_method, made["a__b-1"].model) == ("diff", "recorded", "m")


def test_what_the_run_says_itself_goes_first(lake: Lake, tmp_path: Path) -> None:
    run_in(tmp_path, model_patch="own", resolved=False)
    write(tmp_path / "preds.json", {"a__b-1": PATCH})
    write(tmp_path / "report.json", {"a__b-1": REPORT})
    imported(lake, tmp_path)
    made = by_task(lake)["a__b-1"]
    assert (made.patch, made.outcome, made.outcome_from, made.model) == ("own", "unsolved", "resolved", "m")


def test_a_trials_result_is_of_what_is_in_its_folder(lake: Lake, tmp_path: Path) -> None:
    for n, reward in (("t1", 1.0), ("t2", 0.0), ("t3", None)):
        write(tmp_path / n / "agent" / "trajectory.json", {"messages": chat(n)})
        result: dict[str, Any] = {
            "trial_name": n,
            "task_name": f"task {n}",
            "agent_info": {"name": "ag", "model_info": {"name": "mo"}},
        }
        result |= {"agent_result": {"n_input_tokens": 5, "cost_usd": 0.5}, "started_at": "2026-01-02T00:00:00Z"}
        result |= {"agent_execution": {"started_at": "2026-01-02T00:09:00Z", "finished_at": None}}
        done = {"rewards": {"reward": reward}} if reward is not None else None
        write(
            tmp_path / n / "result.json",
            result | {"verifier_result": done, "exception_info": None if done else {"exception_type": "E"}},
        )
    assert told(imported(lake, tmp_path)) == (3, 3, [])
    made = by_task(lake)
    assert {name: one.outcome for name, one in made.items()} == {
        "task t1": "solved",
        "task t2": "unsolved",
        "task t3": "error",
    }
    one = made["task t1"]
    assert (one.score, one.agent, one.model, one.prompt_tokens, one.cost, one.cost_method) == (
        1.0,
        "ag",
        "mo",
        5,
        0.5,
        "recorded",
    )
    assert (made["task t3"].exit_status, made["task t3"].score) == ("E", None)
    assert one.started_at == datetime(2026, 1, 2, 0, 9, tzinfo=UTC)  # not when its container was begun


def test_results_of_many_trials_find_them_by_their_folders(lake: Lake, tmp_path: Path) -> None:
    for n in ("t1", "t2"):
        write(tmp_path / n / "agent" / "trajectory.json", {"messages": chat(n)})
    rows = [
        {"trial_name": "t1", "is_resolved": True, "task_id": "x"},
        {"trial_name": "t2", "is_resolved": False, "failure_mode": "agent_timeout"},
    ]
    write(tmp_path / "results.json", {"results": rows, "accuracy": 0.5})
    assert told(imported(lake, tmp_path)) == (1, 2, [])
    assert sorted((one.outcome, one.exit_status) for one, _, _ in read_trajectories(lake)) == [
        ("solved", None),
        ("unsolved", "agent_timeout"),
    ]


def test_an_outcome_that_comes_later_replaces_the_run_and_is_not_lost_again(lake: Lake, tmp_path: Path) -> None:
    run = run_in(tmp_path / "trajs")
    assert imported(lake, tmp_path).counts == {"imported": 1}
    report = write(tmp_path / "logs" / "a__b-1" / "report.json", REPORT)
    assert imported(lake, tmp_path).counts == {"replaced": 1}
    assert by_task(lake)["a__b-1"].outcome == "solved"
    assert imported(lake, tmp_path).counts == {"kept": 1}
    assert imported(lake, run).counts == {"kept": 1}
    assert by_task(lake)["a__b-1"].outcome == "solved"
    write(report, REPORT | {"resolved": False})
    assert imported(lake, tmp_path).counts == {"replaced": 1}
    assert by_task(lake)["a__b-1"].outcome == "unsolved"


def test_cwms_metrics_are_those_of_the_prompt_where_they_agree(lake: Lake, tmp_path: Path) -> None:
    name = "swerl_tool_env:think_tag:r:d.jsonl;a=1_b=2"
    metrics = {"terminal_rewards": 1.0, "terminal_metrics": {"pass": True}}
    lines = []
    for n in (4, 5):
        place = {"path": "d.jsonl", "line_no": n, "pos": 99}
        begun = line(rollout(START, LOOK | {"outcomes": {}}, data_src=place))
        (tmp_path / "dump.jsonl").open("a").write(json.dumps(begun) + "\n")
        lines.append({"data_src": place, "task_name": name, "metrics": [metrics]})
    lines.append(lines[1] | {"metrics": [metrics | {"terminal_rewards": 0.0}]})
    (tmp_path / "all_metrics.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    assert told(imported(lake, tmp_path)) == (1, 1, [])
    assert sorted((one.score or 0, one.outcome or "") for one, _, _ in read_trajectories(lake)) == [
        (0, ""),
        (1.0, "solved"),
    ]
