"""`tracewalk results`: what is imported is listed, and goes again by what the list says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.test_cli import invoked
from typer.testing import CliRunner

from tracewalk.cli import app
from tracewalk.lake import Lake


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose lake has three runs on two suites, and the published scores of one of them."""
    for name, suite, model in (
        ("one", "cruxeval-output", "a"), ("two", "cruxeval-output", "a"), ("three", "mine", "b"),
    ):  # fmt: skip
        rows = [{"task_id": f"sample_{n}", "correct": n == 0, "prediction": f"{name} {n}"} for n in range(2)]
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        monkeypatch.chdir(tmp_path)
        printed("import", f"{name}.jsonl", "--suite", suite, "--model", model)
    return tmp_path


def printed(*args: str) -> str:
    """What a command prints that goes well."""
    return CliRunner().invoke(app, ["results", *args], catch_exceptions=False).stdout


def left() -> list[tuple[str, str]]:
    with Lake.open(Path("lake")) as lake:
        rows = lake.query("lake/result_runs").to_pylist()
    return [(row["suite"], row["source"]) for row in rows if row["source"].endswith(".jsonl")]


def test_results_go_by_what_the_list_says_of_them(place: Path) -> None:
    listed = printed("list").splitlines()
    assert len(listed) == 7
    assert sum(line.endswith("one.jsonl") for line in listed) == 1
    assert printed("remove", "--source", "one.jsonl") == "removed 2 results\n"
    assert left() == [("cruxeval-output", "two.jsonl"), ("mine", "three.jsonl")]
    assert printed("remove", "--suite", "cruxeval-output", "--published") == "removed 4 results\n"
    assert printed("remove", "--own", "--suite", "cruxeval-output") == "removed 2 results\n"
    assert printed("list").split()[:2] == ["mine", "b"]
    assert printed("remove", "--model", "b") == "removed 2 results\n"
    assert left() == []
    assert "it has none" in invoked("results", "remove", "--model", "b")


def test_what_is_removed_must_be_said_and_there(place: Path) -> None:
    for none in ((), ("--suite-version", "v5")):
        assert "give one or more of --suite NAME" in invoked("results", "remove", *none)
    text = invoked("results", "remove", "--suite", "mine", "--model", "a")
    assert "no results of suite 'mine' model 'a' in " in text
    assert "'mine' by 'b' (three.jsonl)" in text
    assert len(left()) == 3
