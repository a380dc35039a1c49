"""`tracewalk verify`, as it is typed: files, the embedded model, figures, Ctrl-C, slips; and CRUXEval's own number."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cwm.conftest import DATA
from tests.verify.files import CRUXEVAL, HUMAN_EVAL, OWN, write

from tracewalk.lake import Lake
from tracewalk.sandbox import Sandbox
from tracewalk.verify import kept_checks

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

COMMAND = [sys.executable, "-m", "tracewalk", "verify"]
ENV = {name: value for name, value in os.environ.items() if not name.startswith("TRACEWALK_")} | {
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path))
}
SOLUTIONS = [
    {"task_id": "add", "solution": "def add(a, b):\n    return a + b\n", "tests": [{"input": "2, 2", "output": "4"}]},
    {"task_id": "add", "solution": "def add(a, b):\n    return a * b\n"},
]


def typed(*args: str | Path, cwd: Path, code: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *map(str, args)], cwd=cwd, env=ENV | env, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return done


def test_solutions_of_a_file_beside_the_embedded_model(tmp_path: Path) -> None:
    write(tmp_path / "sums.jsonl", [OWN])
    write(tmp_path / "solutions.jsonl", SOLUTIONS)
    words = ("--problems", "sums.jsonl", "--solutions", "solutions.jsonl", "--endpoint", "tiny")
    first = typed(*words, cwd=tmp_path)
    lines = first.stdout.splitlines()
    assert lines[:2] == ["sums: 1 problem, 2 candidates", "6 checks, predicted by tiny-cwm (mode return)"]
    assert "pass@1: 50.00 %" in lines
    assert "pass@1 of one candidate, chosen" in lines
    assert any(line.split() == ["each", "test", "really", "right", "really", "wrong"] for line in lines)
    with Lake.open(tmp_path / "lake") as lake:
        checks = kept_checks(lake, "sums")
    assert [(one.candidate, one.input, one.expected_origin, one.true_pass) for one in checks] == [
        (0, "1, 2", "bench", True), (0, "0, 0", "bench", True), (0, "2, 2", "human", True),
        (1, "1, 2", "bench", False), (1, "0, 0", "bench", True), (1, "2, 2", "human", True),
    ]  # fmt: skip
    assert all(one.predicted is not None or one.error for one in checks)
    again = typed(*words, cwd=tmp_path)
    assert again.stdout == first.stdout
    assert "Tracewalk: 0 checks, 6 known" in again.stderr
    full = typed(*words, "--mode", "full", "--name", "whole", cwd=tmp_path)
    assert "whole: 1 problem, 2 candidates" in full.stdout


def test_a_benchmarks_own_solutions(tmp_path: Path) -> None:
    write(tmp_path / "he.jsonl", [HUMAN_EVAL])
    done = typed("--problems", "he.jsonl", "--endpoint", "tiny", "--reference", cwd=tmp_path)
    assert "he: 1 problem, 1 candidate" in done.stdout
    with Lake.open(tmp_path / "lake") as lake:
        assert [(one.candidate_origin, one.true_pass) for one in kept_checks(lake, "he")] == [("bench", True)] * 2


def test_rows_that_cannot_be_read_are_listed_and_the_exit_code_says_so(tmp_path: Path) -> None:
    write(tmp_path / "x.jsonl", [CRUXEVAL, CRUXEVAL | {"id": "b", "code": 1}])
    (tmp_path / "g.json").write_text(json.dumps({"sample_0": ["'abab'", "'ab'"]}))
    done = typed("--problems", "x.jsonl", "--solutions", "g.json", "--author", "gpt", cwd=tmp_path, code=1)
    assert done.stdout.splitlines()[:2] == ["x: 1 problem, 2 candidates, written by gpt", "pass@1: 50.00 %"]
    assert "fault: x.jsonl, line 2 (b): has code of type int" in done.stderr
    with Lake.open(tmp_path / "lake") as lake:
        assert [(one.predicted, one.match, one.model) for one in kept_checks(lake, "x")] == [
            ("'abab'", True, "gpt"),
            ("'ab'", False, "gpt"),
        ]
        assert lake.catalog.count("predictions") == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "give --endpoint NAME, or --solutions FILE"),
        (("--endpoint", "tiny"), "the tiny model was trained on traces and cannot write programs"),
        (("--endpoint", "tiny", "--writer", "tiny"), "cannot write programs"),
        (("--endpoint", "no"), "no endpoint 'no'; there are: tiny"),
        (("--endpoint", "box=http://127.0.0.1:9/v1"), "the connection was refused"),
        (("--solutions", "s.jsonl"), "give --endpoint NAME for who predicts, or --author NAME"),
        (("--solutions", "s.jsonl", "--writer", "tiny"), "nothing is to be written, as all is given"),
        (("--solutions", "none"), "no file none"),
        (("--problems", "samples"), "give --endpoint NAME for who predicts"),  # they bring solutions
        (("--reference", "--endpoint", "tiny"), "the benchmark has no solutions of its own"),
        (("--inputs", "--endpoint", "tiny"), "inputs can be found only where a program and its output are given"),
        (
            ("--endpoint", "box=http://127.0.0.1:9/v1", "--candidates", "3", "--temperature", "0"),
            "would all be the same",
        ),
        (("--jobs", "99", "--endpoint", "tiny"), "--jobs 99 is more than the 8 requests"),
    ],
)
def test_slips_are_told_and_leave_no_lake(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    write(tmp_path / "p.jsonl", [OWN])
    write(tmp_path / "s.jsonl", SOLUTIONS)
    done = typed("--problems", "p.jsonl", *words, cwd=tmp_path, code=2, TRACEWALK_ANSWER_TRIES="1")
    assert says in done.stderr
    assert not (tmp_path / "lake").exists()


def test_outputs_are_predictions_already(tmp_path: Path) -> None:
    write(tmp_path / "x.jsonl", [CRUXEVAL])
    (tmp_path / "g.json").write_text(json.dumps({"sample_0": ["'abab'"]}))
    done = typed("--problems", "x.jsonl", "--solutions", "g.json", "--endpoint", "tiny", cwd=tmp_path, code=2)
    assert "leave --endpoint away" in done.stderr


def test_ctrl_c_keeps_what_is_whole_and_the_same_command_goes_on(tmp_path: Path) -> None:
    rows = [CRUXEVAL | {"id": f"t{n}", "input": f"'a', {n}", "output": repr("a" * n)} for n in range(60)]
    write(tmp_path / "x.jsonl", rows)
    given = {f"t{n}": [f"f('a', {n})", f"f('b', {n})"] for n in range(60)}
    (tmp_path / "g.json").write_text(json.dumps(given))
    words = ["--problems", "x.jsonl", "--solutions", "g.json", "--author", "m"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen([*COMMAND, *words], cwd=tmp_path, env=ENV, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    while process.poll() is None and not list((tmp_path / "lake" / "checks").glob("*.parquet")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    if process.returncode == 0:
        pytest.skip("it was over before it could be stopped")
    assert process.returncode == 130, told
    assert "the same command goes on from there" in told
    with Lake.open(tmp_path / "lake") as lake:
        kept = len(kept_checks(lake, "x-input"))
    assert 0 < kept < 120
    done = typed(*words, cwd=tmp_path)
    assert f"{120 - kept} checks, {kept} known" in done.stderr
    assert done.stdout.splitlines()[0] == "x-input: 60 problems, 120 candidates, written by m"


EVERY = 20
"""One of so many problems is taken; all 8,000 candidates take five minutes of both cores."""


@pytest.mark.parametrize("every", [1, EVERY])
def test_codellamas_published_score_of_input_prediction(tmp_path: Path, every: int) -> None:
    rows, folder = DATA / "cruxeval" / "cruxeval.jsonl", DATA / "cruxeval" / "codellama-7b"
    if not rows.exists():
        pytest.skip("no CRUXEval: TRACEWALK_TEST_DATA names the folder that holds cruxeval/codellama-7b")
    if every == 1 and not os.environ.get("TRACEWALK_TEST_WHOLE"):
        pytest.skip("all 8,000 candidates: where TRACEWALK_TEST_WHOLE is set")
    given = json.loads((folder / "model_generations__sample_codellama-7b_temp0.2_input__generations.json").read_bytes())
    scored = json.loads((folder / "evaluation_results__sample_scored_codellama-7b_temp0.2_input.json").read_bytes())
    scores = dict(list(scored["raw_scored_generations"].items())[::every])
    problems = [line for line in rows.read_text().splitlines() if json.loads(line)["id"] in scores]
    (tmp_path / "some.jsonl").write_text("\n".join(problems))
    (tmp_path / "given.json").write_text(json.dumps({task: given[task] for task in scores}))
    # loops without an end are many: with the limit of a recording each would take a minute
    done = typed(
        "--problems", "some.jsonl", "--solutions", "given.json", "--author", "codellama-7b", "--name", "c",
        cwd=tmp_path, TRACEWALK_MAX_STEPS="20000",
    )  # fmt: skip
    shown = dict(re.findall(r"^(pass@\d+): ([\d.]+) %", done.stdout, re.MULTILINE))
    rights = [sum(some) for some in scores.values()]
    for k in (1, 5):
        share = sum(1 - math.comb(10 - n, k) / math.comb(10, k) for n in rights) / len(rights)
        assert shown[f"pass@{k}"] == f"{100 * share:.2f}"
    if every == 1:
        assert (shown["pass@1"], shown["pass@5"]) == ("35.95", "44.99")
    with Lake.open(tmp_path / "lake") as lake:
        checks = kept_checks(lake, "c")
    mine: dict[str, list[bool | None]] = {}
    for one in checks:  # in order of task and candidate
        mine.setdefault(one.task_id, []).append(one.true_pass)
    assert mine == scores
