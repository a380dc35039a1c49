"""Mutations: each is a program, another one, and said by the lines that differ."""

from __future__ import annotations

import ast
import re

import pytest
from tests.forage.conftest import SAMPLES

from tracewalk.errors import RecordError
from tracewalk.forage.breaking import broken_by, toml_of
from tracewalk.forage.judge import Judge
from tracewalk.forage.mutate import Mutation, mutations, shuffled
from tracewalk.forage.repository import Repository, read_repository
from tracewalk.forage.task import read_tasks
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings

pytest.importorskip("cosmic_ray", reason="mutations need the extra `forage`")


@pytest.fixture(scope="module")
def of_quill(settings: Settings) -> tuple[Repository, list[Mutation]]:
    quill = read_repository(SAMPLES.parent / "quill", settings)
    return quill, list(mutations(quill))


def test_each_is_another_program_that_its_change_makes_of_the_healthy_one(
    of_quill: tuple[Repository, list[Mutation]],
) -> None:
    quill, found = of_quill
    assert len(found) > 100
    for one in found:
        text = quill.text(one.path)
        assert text.count(one.change.healthy) == 1
        assert text.replace(one.change.healthy, one.change.broken) == one.text
        assert one.change.broken.endswith("\n")
        assert ast.dump(ast.parse(one.text)) != ast.dump(ast.parse(text))


def test_only_modules_are_broken_and_only_by_the_operators_asked_for(sums: Repository) -> None:
    assert {one.path for one in mutations(sums)} == {"sums/add.py"}
    found = list(mutations(sums, re.compile(r"core/ReplaceBinaryOperator_Add_Pow")))
    assert [(one.operator, one.occurrence) for one in found] == [("core/ReplaceBinaryOperator_Add_Pow", 0)]
    assert "one ** other" in found[0].text


def test_an_order_is_the_seeds_and_begins_with_different_lines(of_quill: tuple[Repository, list[Mutation]]) -> None:
    _, found = of_quill
    assert shuffled(found, 1) == shuffled(found, 1) != shuffled(found, 2)
    assert sorted(shuffled(found, 1), key=repr) == sorted(found, key=repr)
    first = shuffled(found, 1)[:20]
    assert len({(one.path, one.change.healthy) for one in first}) == 20


def test_the_sample_mutations_are_what_their_operators_give(settings: Settings) -> None:
    tasks = [task for task in read_tasks(SAMPLES, settings) if task.kind == "mutate-fix"]
    for task in tasks:
        (change,) = task.changes
        given = [
            one.text for one in mutations(task.healthy) if (one.path, one.operator) == (change.path, task.operator)
        ]
        assert task.broken.text(change.path) in given, task.id


def test_a_healthy_repository_becomes_tasks_that_its_tests_notice(
    tmp_path_factory: pytest.TempPathFactory, sums: Repository, sandbox: Sandbox, settings: Settings
) -> None:
    tasks = list(broken_by(sums, Judge(sandbox, seconds=60), seed=0))
    assert tasks
    assert all("tests/test_add.py::test_both" in task.text for task in tasks)
    folder = tmp_path_factory.mktemp("written")
    (folder / "sums").mkdir()
    for entry in sums.entries:
        if entry.kind == "file":
            (folder / "sums" / entry.path).parent.mkdir(exist_ok=True)
            (folder / "sums" / entry.path).write_bytes(entry.data or b"")
    (folder / "tasks.toml").write_text("".join(toml_of(tasks, "sums")), encoding="utf-8")
    read = read_tasks(folder / "tasks.toml", settings)
    assert [(task.id, task.text, task.broken.digest) for task in read] == [
        (task.id, task.text, task.broken.digest) for task in tasks
    ]


def test_a_repository_that_is_not_healthy_is_no_beginning(sums: Repository, sandbox: Sandbox) -> None:
    ill = sums.with_texts({"sums/add.py": "def add(one, other):\n    return 3\n"})
    with pytest.raises(RecordError, match=r"is not healthy: tests/test_add\.py::test_nothing"):
        next(broken_by(ill, Judge(sandbox, seconds=60), seed=0))
    with pytest.raises(RecordError, match="is not healthy: no test passes"):
        next(broken_by(sums.with_texts({"tests/test_add.py": ""}), Judge(sandbox, seconds=60), seed=0))
