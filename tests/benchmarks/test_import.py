"""Result files of every format into a lake: what comes of them, twice, changed, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.benchmarks.files import CASES, Case, write

from tracewalk.benchmarks import Given, Taken, import_results
from tracewalk.benchmarks.formats import FORMATS, format_of
from tracewalk.benchmarks.read import read_document
from tracewalk.lake import Lake

SAID = ("task_id", "sample", "metric", "value", "answer", "reasoning")


@pytest.fixture
def lake(tmp_path: Path):
    with Lake.create(tmp_path / "lake") as opened:
        yield opened


def take(lake: Lake, *paths: Path, **given: str) -> Taken:
    return import_results(paths, lake, Given(**given), named=paths)


def rows(lake: Lake, where: str = "NOT published") -> list[dict[str, Any]]:
    return (
        lake.cursor()
        .sql(f"FROM results WHERE {where} ORDER BY task_id NULLS FIRST, metric, sample")
        .to_arrow_table()
        .to_pylist()
    )


@pytest.mark.parametrize("case", CASES, ids=[case.path for case in CASES])
def test_a_file(case: Case, lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, case)
    form = format_of(read_document(path, 1_000_000))
    assert form.name == case.format
    given = {name: "given" for name in ("suite", "model") if getattr(case, name) is None}
    for name in given:
        refused = take(lake, path, **{other: "given" for other in given if other != name})
        assert f"--{name}" in refused.faults[0]
        assert rows(lake) == []
    taken = take(lake, path, **given)
    assert taken.faults == []
    assert [tuple(row[name] for name in SAID) for row in rows(lake)] == case.scores
    assert {(row["suite"], row["model"]) for row in rows(lake)} == {(case.suite or "given", case.model or "given")}
    assert all(row["passed"] in (None, 0, 1) and row["source_file"] == path.name for row in rows(lake))
    again = take(lake, path, **given)
    assert (again.new, again.known, again.published) == (0, taken.new, 0)


def test_every_format_has_a_file() -> None:
    assert {case.format for case in CASES} == {form.name for form in FORMATS}


def test_published_scores_come_with_their_suite(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, CASES[0])
    assert take(lake, path).published == 2
    found = {(row["model"], row["value"]): row for row in rows(lake, "published")}
    assert set(found) == {("CWM", 0.539), ("CWM with test-time scaling", 0.658)}
    assert all("MODEL_CARD.md" in row["source"] and row["passed"] is None for row in found.values())


def test_another_run_of_a_model_stands_beside(lake: Lake, tmp_path: Path) -> None:
    first = write(tmp_path, CASES[0])
    take(lake, first)
    value = CASES[0].value | {"resolved_ids": ["a__b-1", "a__b-2"]}
    other = tmp_path / "cwm__v1.5.again.json"
    other.write_text(json.dumps(value))
    assert take(lake, other).new == 4
    scores = lake.query("results/scores", {"suite": None, "model": "cwm/v1.5"}).to_pylist()
    assert [row["score"] for row in scores] == [0.5, 0.25]


def test_a_report_of_a_task_that_changed_is_replaced(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, CASES[1])
    take(lake, path)
    path.write_text(json.dumps({"a__b-7": CASES[1].value["a__b-7"] | {"resolved": False}}))
    taken = take(lake, path)
    assert (taken.new, taken.replaced) == (0, 1)
    assert [row["value"] for row in rows(lake)] == [0]


def test_whole_texts_beside_scored_answers_are_what_was_thought(lake: Lake, tmp_path: Path) -> None:
    scored = next(case for case in CASES if case.format == "CRUXEval scored results")
    path = write(tmp_path, scored)
    texts = tmp_path / "small-1b_temp0.2_output_raw_generations.json"
    texts.write_text(json.dumps({"sample_0": ["x is 1, so 3", "4"], "sample_1": ["?", "?"]}))
    alone = import_results([texts], lake, Given(), named=[texts])
    assert "tracewalk verify" in alone.faults[0]
    assert take(lake, path, texts).faults == []
    thoughts = [row["reasoning"] for row in rows(lake, "task_id = 'sample_0'")]
    assert thoughts == ["x is 1, so 3", None]


def test_what_is_unknown_is_refused_by_name_with_the_nearest(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps([{"question_id": "q", "code_list": [], "verdicts": [True]}]))
    (fault,) = take(lake, path).faults
    assert "odd.json is no file of results that is known. It has: question_id, code_list, verdicts." in fault
    assert "The nearest is LiveCodeBench eval_all, but for graded_list." in fault
    in_folder = import_results([path], lake, Given())
    assert (in_folder.faults, len(in_folder.passed_over)) == ([], 1)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\xff\xfe{}", "neither JSON"),
        (b"[1, 2]", "a list of int"),
        (b"[]", "list"),
        (b"3", "int"),
        (b"{}", "It has: nothing"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"a": 1}\n[2]\n', "line 2"),
        (b'{"score": 7, "score:std": 0}', "no share"),
        (b'{"raw_generations": {}, "raw_scored_generations": {"sample_0": [3]}}', "neither true nor false"),
        (b'{"raw_generations": {"a": 1}, "raw_scored_generations": {}}', "holds no result"),
        (b'[{"question_id": 1, "graded_list": "x", "code_list": 3}]', "graded_list"),
        (b'[{"question_id": 1, "graded_list": [true], "code_list": 3}, {}]', "row 1"),
        (b'{"resolved": ["a"], "no_generation": "b"}', "no_generation"),
        (b'[{"metrics": [{"terminal_metrics": 3, "data_src": 1, "task_name": 2}]}]', "terminal_metrics"),
        (b'[{"score": 1e400, "pred": 1}]', "score"),
        (b'{"resolved": true, "patch_exists": true}', "says of which"),
    ],
)  # fmt: skip
def test_hostile_files_are_faults(content: bytes, word: str, lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_bytes(content)
    (fault,) = take(lake, path, suite="s", model="m").faults
    assert word in fault
    assert rows(lake) == []


def test_a_lone_surrogate_is_kept_as_its_escape(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"id": 1, "score": 1, "pred": "\\ud800"}\n')
    assert take(lake, path, suite="s", model="m").new == 1
    assert rows(lake)[0]["answer"] == "\\ud800"
