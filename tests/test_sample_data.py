"""The sample programs are what their catalogue says, and the lake that is committed is what they give."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.sandbox import Sandbox
from tracewalk.verify.twin import KINDS, NAMED

SAMPLES = folder("sample_data")
PROGRAMS = SAMPLES / "programs"
TABLES: dict[str, list[dict[str, Any]]] = tomllib.loads((SAMPLES / "catalogue.toml").read_text("utf-8"))
CATALOGUE = TABLES["recording"]
LAKE = SAMPLES / "lake"
ADDRESS = re.compile(r"0x[0-9a-f]{6,}|/(?:home|root|tmp|usr|opt)/")
TIMES = re.compile(r"(?<=in )\d+\.\d\ds(?: \(\d+:\d\d:\d\d\))?|(?<=Remaining tokens: )\d+")
"""How long tests took, and what an agent has left, which is estimated from all that was said."""

on_311 = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the sample lake is recorded on Python 3.11")


def rows(lake: Path, table: str) -> list[dict[str, Any]]:
    with Lake.open(lake) as opened:
        found: list[dict[str, Any]] = opened.cursor().view(table).arrow().read_all().to_pylist()
    return found


def build(target: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SAMPLES / "build.py"), str(target)]
    return subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def traces() -> dict[str, dict[str, Any]]:
    """The committed traces by the task that they are filed under."""
    by_id = {trace["trace_id"]: trace for trace in rows(LAKE, "traces")}
    return {item["task_id"]: by_id[item["trace_id"]] | {"item": item} for item in rows(LAKE, "items")}


def test_every_program_is_in_the_catalogue_and_every_entry_has_its_file() -> None:
    files = Counter(entry["file"] for entry in CATALOGUE)
    assert set(files) == {path.name for path in PROGRAMS.glob("*.py")}
    ids = [entry["id"] for entry in CATALOGUE]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry["id"])
def test_an_entry_is_a_documented_function_with_title_and_tags(entry: dict[str, Any]) -> None:
    tree = ast.parse((PROGRAMS / entry["file"]).read_text("utf-8"))
    doc = (ast.get_docstring(tree) or "").splitlines()
    assert doc
    assert doc[0].endswith(".")
    assert entry["entry"] in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert entry["title"]
    assert entry["shows"]
    assert entry["split"] in ("short", "long")


def test_short_traces_are_short_and_long_ones_long(traces: dict[str, dict[str, Any]]) -> None:
    steps = {entry["id"]: traces[entry["id"]]["n_steps"] for entry in CATALOGUE}
    short = [steps[entry["id"]] for entry in CATALOGUE if entry["split"] == "short"]
    assert max(short) <= 100
    assert sum(n < 60 for n in short) >= 0.9 * len(short)
    assert min(steps[entry["id"]] for entry in CATALOGUE if entry["split"] == "long") >= 200
    assert 95_000 <= steps["langtons_ant"] <= 105_000
    assert traces["two_hundred_dolls"]["max_depth"] >= 200


def test_programs_with_a_bug_miss_what_is_expected_of_them(traces: dict[str, dict[str, Any]]) -> None:
    bugs = {entry["id"]: entry["expected"] for entry in CATALOGUE if "expected" in entry}
    assert {"night_shift", "blind_to_the_last"} == set(bugs)
    for task, expected in bugs.items():
        assert traces[task]["item"]["expected"] == expected
        assert traces[task]["item"]["matches_expected"] is False
        assert traces[task]["outcome"] == "returned"


def test_the_suite_has_a_trace_for_each_test_that_ran(traces: dict[str, dict[str, Any]]) -> None:
    tests = {task: trace for task, trace in traces.items() if trace["item"]["split"] == "tests"}
    assert Counter(trace["test_outcome"] for trace in tests.values()) == {"passed": 8, "failed": 1, "skipped": 1}
    assert tests["till/tests/test_till.py::test_shares_add_up"]["test_outcome"] == "failed"
    files = {file["path"] for file in tests["till/tests/test_till.py::test_three_for_two"]["files"]}
    assert files == {"tests/test_till.py", "cart/basket.py", "cart/money.py", "cart/offers.py"}


def test_the_committed_lake_is_small_whole_and_free_of_this_machine() -> None:
    shards = sorted(path.relative_to(LAKE).parts[0] for path in LAKE.rglob("*.parquet"))
    programs = ["predicted_steps", "predictions", "problems", "programs", "state_changes", "steps"]
    assert shards == ["checks", "items", *programs[:4], "results", *programs[4:], "traces", "trajectories", "turns"]
    assert sum(path.stat().st_size for path in LAKE.rglob("*") if path.is_file()) < 3_000_000
    assert not [trace["name"] for trace in rows(LAKE, "traces") if trace["n_cut"]]
    found = {
        text
        for step in rows(LAKE, "steps")
        for text in (step["value"], step["stdout"], *(change["value"] for change in step["changes"]))
        if text and ADDRESS.search(text)
    }
    assert not found
    assert not [text for text in said(LAKE) if ADDRESS.search(text)]


def said(lake: Path) -> list[str]:
    """All that agents were told, said and did, but for the time it took."""
    turns = sorted(rows(lake, "turns"), key=lambda turn: (turn["trajectory_id"], turn["turn"]))
    return [
        TIMES.sub("", f"{turn['trajectory_id']} {turn['turn']} {turn[part]}")
        for turn in turns
        for part in ("message", "reasoning", "traces")
    ] + [
        TIMES.sub(
            "", f"{turn['trajectory_id']} {turn['turn']} {call['tool']} {call['arguments']} {call['observation']}"
        )
        for turn in turns
        for call in turn["calls"]
    ]


def steps(lake: Path) -> set[tuple[str, str, str]]:
    return {(trace["trace_id"], trace["name"], trace["steps_digest"]) for trace in rows(lake, "traces")}


def places(lake: Path) -> set[tuple[str, str, str | None]]:
    return {(item["task_id"], item["trace_id"], item["split"]) for item in rows(lake, "items")}


def changes(lake: Path) -> set[str]:
    return {str(sorted(change.items())) for change in rows(lake, "state_changes")}


@on_311
@pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))
def test_programs_and_agents_do_the_same_again(tmp_path: Path) -> None:
    """All programs, and one agent at one task of each repository."""
    command = [sys.executable, "-c", AGAIN, str(SAMPLES), str(tmp_path / "lake")]
    subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "0", "TRACEWALK_MAX_STEPS": "7"}, check=True)
    for told in (steps, places, changes, said):
        assert set(told(tmp_path / "lake")) <= set(told(LAKE))
    again = Counter(item["dataset"] for item in rows(tmp_path / "lake", "items"))
    there = Counter(item["dataset"] for item in rows(LAKE, "items"))
    assert {name: again[name] for name in ("samples", "held_out", "twins")} == {
        name: there[name] for name in ("samples", "held_out", "twins")
    }
    assert len(rows(tmp_path / "lake", "trajectories")) == 3


AGAIN = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import build
with build.Lake.create(Path(sys.argv[2]), settings=build.SETTINGS) as lake:
    tasks = {task.healthy.name: task for task in build.read_tasks(build.REPOSITORIES / "tasks.toml", build.SETTINGS)}
    build.let_agents_work(lake, [replace(task, scripts=task.scripts[:1]) for task in tasks.values()])
    build.record_programs(lake)
"""


@on_311
@pytest.mark.skipif(
    "TRACEWALK_TEST_WHOLE" not in os.environ, reason="the whole lake: where TRACEWALK_TEST_WHOLE is set"
)
@pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))
def test_a_rebuild_gives_the_same_ids_and_steps(tmp_path: Path) -> None:
    done = build(tmp_path / "lake", PYTHONHASHSEED="0", TRACEWALK_MAX_STEPS="7")
    assert done.returncode == 0, done.stderr
    for told in (steps, places, changes, said):
        assert told(tmp_path / "lake") == told(LAKE)
    assert {row["result_id"] for row in rows(tmp_path / "lake", "results")} == {
        row["result_id"] for row in rows(LAKE, "results")
    }


def test_the_embedded_model_was_asked_about_every_program_in_every_mode_that_it_has() -> None:
    traces = {item["trace_id"] for item in rows(LAKE, "items") if item["dataset"] in {"samples", "held_out"}}
    predictions = [row for row in rows(LAKE, "predictions") if row["trace_id"] in traces]
    asked, n_traces = Counter((row["mode"], row["ended"]) for row in predictions), len(traces)
    assert {mode for mode, _ in asked} == {"full", "step", "action", "return"}
    assert all(sum(n for (m, _), n in asked.items() if m == mode) == n_traces for mode, _ in asked)
    assert asked["full", "does_not_fit"] > 0
    assert {row["model"] for row in rows(LAKE, "predictions")} == {"tiny-cwm"}


def test_branches_end_as_the_catalogue_says_and_one_mends_its_program(traces: dict[str, dict[str, Any]]) -> None:
    with Lake.open(LAKE) as lake:
        for table in TABLES["branch"]:
            parent = traces[table["of"]]
            found = [node for node in lake.branches(parent["trace_id"]) if (node.result or node.error) == table["ends"]]
            made = [node.parent for node in found if node.branch and NAMED not in node.name]
            assert made == [parent["trace_id"]]
    mended = [table["ends"] for table in TABLES["branch"] if table["of"] == "night_shift" and "line" in table]
    assert mended == [traces["night_shift"]["item"]["expected"]]
    on = [row for row in rows(LAKE, "predictions") if row["from_step"] is not None]
    assert {(row["trace_id"], row["mode"]) for row in on} == {(went_on(), "full")}


def went_on() -> str:
    """The branch whose program fits the model's context."""
    of = {item["task_id"]: item["trace_id"] for item in rows(LAKE, "items") if item["dataset"] == "held_out"}
    (branch,) = (
        trace for trace in rows(LAKE, "traces") if trace["parent"] == of["held_out_58"] and NAMED not in trace["name"]
    )
    return str(branch["trace_id"])


def test_twins_of_each_kind_stand_beside_their_originals() -> None:
    with Lake.open(LAKE) as lake:
        compared = lake.query("predictions/twins", {"model": None, "mode": "full"}).to_pylist()
    assert [row["kind"] for row in compared] == sorted(KINDS)
    assert min(row["originals"] for row in compared) >= 30


def test_results_are_the_models_own_beside_published_ones() -> None:
    found = rows(LAKE, "results")
    own = Counter((row["suite"], row["model"]) for row in found if not row["published"])
    assert own == {("cruxeval-output", "tiny-cwm"): 800, ("held_out-output", "tiny-cwm"): 60}
    assert {row["suite"] for row in found if row["published"]} >= {"cruxeval-output", "swe-bench-verified"}
    answers = {row["task_id"]: row for row in found if row["suite"] == "held_out-output"}
    tasks = {item["trace_id"]: item["task_id"] for item in rows(LAKE, "items") if item["dataset"] == "held_out"}
    said = {
        tasks[row["trace_id"]]: row
        for row in rows(LAKE, "predictions")
        if row["trace_id"] in tasks and row["mode"] == "full"
    }
    assert {task: row["answer"] for task, row in answers.items()} == {
        task: row["output"] or "" for task, row in said.items()
    }
    assert {task: row["value"] == 1 for task, row in answers.items()} == {
        task: bool(row["output_correct"]) for task, row in said.items()
    }


def test_every_solution_of_the_problems_was_run_and_predicted() -> None:
    checks, traces = rows(LAKE, "checks"), {trace["trace_id"] for trace in rows(LAKE, "traces")}
    assert Counter((row["problem_set"], row["predicted_by"], row["model"]) for row in checks) == {
        ("problems", "return", "tiny-cwm"): 225,
        ("problems", "full", "tiny-cwm"): 225,
    }
    assert {row["trace_id"] for row in checks} <= traces
    assert len({(row["task_id"], row["candidate"]) for row in checks}) == 45
    verdicts = Counter((row["accepts"], row["true_pass"]) for row in checks)
    assert min(verdicts[accepts, right] for accepts in (True, False) for right in (True, False)) > 0


def test_the_build_refuses_another_hash_seed(tmp_path: Path) -> None:
    done = build(tmp_path / "lake", PYTHONHASHSEED="1")
    assert done.returncode == 2
    assert "PYTHONHASHSEED=0 python3.11 sample_data/build.py" in done.stderr
    assert not (tmp_path / "lake").exists()


def test_the_same_results_on_every_python(traces: dict[str, dict[str, Any]]) -> None:
    """Each program gives here, unrecorded and in a fresh interpreter, what it gave when it was recorded."""
    code = (
        "import contextlib, io, sys, tomllib; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True\n"
        "for entry in tomllib.load(open(sys.argv[2], 'rb'))['recording']:\n"
        "    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n"
        "        module = __import__(entry['id'])\n"
        "        try: result = repr(eval(f\"{entry['entry']}({entry['input']})\", vars(module)))\n"
        "        except Exception as error: result = repr(error)\n"
        "    print(entry['id'], ascii(result))\n"
    )
    command = [sys.executable, "-c", code, str(PROGRAMS), str(SAMPLES / "catalogue.toml")]
    done = subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=True)
    results = {task: ast.literal_eval(text) for task, text in (line.split(" ", 1) for line in done.stdout.splitlines())}
    assert results == {e["id"]: traces[e["id"]]["result"] or traces[e["id"]]["error"] for e in CATALOGUE}
