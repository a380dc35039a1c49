"""Repositories and tasks: read from folders and TOML, and refused where they cannot be meant."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from tests.forage.conftest import FILES, SAMPLES

from tracewalk.errors import LimitError, NotFound, TracewalkError, UsageError
from tracewalk.forage.repository import Repository, is_test, read_repository
from tracewalk.forage.scripts import SCRIPTS
from tracewalk.forage.task import Task, read_tasks
from tracewalk.settings import Settings

TASK = """
[[task]]
id = "t"
kind = "mutate-fix"
repository = "sums"
text = "x"
[[task.change]]
path = "sums/add.py"
healthy = "    both = one + other\\n"
broken = "    both = one - other\\n"
"""


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_repository_is_its_files_without_caches_and_the_same_in_every_checkout(
    tmp_path: Path, settings: Settings, sums: Repository
) -> None:
    there = written(tmp_path / "sums", FILES)
    written(there, {".git/HEAD": "x", "sums/__pycache__/a.pyc": "x", ".pytest_cache/x": "x"})
    (there / "README.md").chmod(0o600)
    assert read_repository(there, settings) == sums
    assert sums.modules == ["sums/__init__.py", "sums/add.py"]
    (there / "README.md").chmod(0o700)
    assert read_repository(there, settings).digest != sums.digest


def test_what_is_no_repository_is_refused(tmp_path: Path, settings: Settings, sums: Repository) -> None:
    with pytest.raises(NotFound, match="no folder"):
        read_repository(tmp_path / "nowhere", settings)
    with pytest.raises(UsageError, match="must be named"):
        read_repository(written(tmp_path / "a b", FILES), settings)
    with pytest.raises(LimitError, match="more than 3 files"):
        read_repository(written(tmp_path / "c", FILES), replace(settings, sandbox_folder_files=3))
    with pytest.raises(NotFound, match=r"no file 'x.py'; there are: .*sums/add.py"):
        sums.text("x.py")
    (tmp_path / "c" / "README.md").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="no UTF-8"):
        read_repository(tmp_path / "c", settings).text("README.md")


def test_tests_are_told_from_code() -> None:
    tests = ["tests/a.py", "tests", "test_a.py", "sums/test_a.py", "conftest.py", "pytest.ini", "a/tests/data.json"]
    code = ["testing.py", "sums/contest.py", "pyproject.toml", "latest/a.py"]
    assert [is_test(path) for path in tests] == [True] * len(tests)
    assert [is_test(path) for path in code] == [False] * len(code)


def test_the_tests_of_another_take_the_place_of_ones_own(sums: Repository) -> None:
    mine = sums.with_texts({"tests/test_add.py": "", "sums/add.py": "x = 1\n"})
    judged = mine.with_tests_of(sums)
    assert judged.text("tests/test_add.py") == FILES["tests/test_add.py"]
    assert judged.text("sums/add.py") == "x = 1\n"


def test_a_task_breaks_what_it_says_and_its_repair_leaves_tests_alone(task: Task) -> None:
    assert "one - other" in task.broken.text("sums/add.py")
    assert [change.path for change in task.repair] == ["sums/add.py"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "mutate-fix"', 'kind = "fix"', "kind 'fix' is none of mutate-fix, issue-fix"),
        ('text = "x"', 'text = " "', "it needs a text text"),
        ('id = "t"', "id = 1", "it needs a text id"),
        ("one + other", "two + other", "stands there 0 times"),
        ('healthy = "    both = one + other\\n"', 'healthy = "one"', "stands there 2 times"),
        ('path = "sums/add.py"', 'path = "sums/no.py"', "has no file 'sums/no.py'"),
        ('path = "sums/add.py"', "path = 1", "are texts"),
        ('broken = "    both = one - other\\n"', "", "has path, healthy, broken"),
        ('broken = "    both = one - other\\n"', 'broken = ""', "`broken` must be lines that stand once"),
        ('text = "x"', 'text = "x"\nhints = {tset = "x"}', "unknown hints tset"),
        ('text = "x"', 'text = "x"\nhints = {wrong = [{path = "a"}]}', "has path, old, new"),
        ("[[task.change]]", "[[task.changes]]", "it needs tables with path, healthy, broken"),
        (TASK, TASK + TASK, "two tasks are called t"),
        (TASK, "x = 1", "has no tasks"),
        (TASK, "x =", "is no TOML"),
        ('repository = "sums"', 'repository = "gone"', "no folder"),
    ],
)
def test_a_file_of_tasks_that_is_off_says_where(
    tmp_path: Path, settings: Settings, old: str, new: str, says: str
) -> None:
    written(tmp_path / "sums", FILES)
    (tmp_path / "tasks.toml").write_text(TASK.replace(old, new, 1))
    with pytest.raises(TracewalkError, match=says.replace("(", r"\(")):
        read_tasks(tmp_path / "tasks.toml", settings)


def test_a_file_of_tasks_that_is_not_there_is_said(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(NotFound, match="cannot be read"):
        read_tasks(tmp_path / "tasks.toml", settings)


def test_the_sample_tasks_are_of_both_kinds_and_name_scripts_that_there_are(settings: Settings) -> None:
    tasks = read_tasks(SAMPLES, settings)
    assert {task.kind for task in tasks} == {"mutate-fix", "issue-fix"}
    assert {task.healthy.name for task in tasks} == {"quill", "larder", "wayfarer"}
    assert sum(len(task.scripts) for task in tasks) >= 30
    assert {name for task in tasks for name in task.scripts} == set(SCRIPTS)
    for task in tasks:
        assert (task.operator is None) == (task.kind == "issue-fix")
        for attempt in task.hints.wrong:
            text = task.broken.text(attempt.path)
            assert text.count(attempt.old) == 1
            ast.parse(text.replace(attempt.old, attempt.new))
