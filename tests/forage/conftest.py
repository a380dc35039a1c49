"""A repository of a few lines that a test can wait for, tasks of it, and a sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tracewalk.forage.episode import Limits
from tracewalk.forage.repository import Repository, read_repository
from tracewalk.forage.task import Attempt, Change, Hints, Task
from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings, load

FILES = {
    "README.md": "# sums\n",
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
    "sums/__init__.py": "from sums.add import add\n",
    "sums/add.py": 'def add(one, other):\n    """Both together."""\n    both = one + other\n    return both\n',
    "tests/test_add.py": (
        "from sums import add\n\n\ndef test_both():\n    assert add(1, 2) == 3\n\n\n"
        "def test_nothing():\n    assert add(0, 0) == 0\n"
    ),
}
SAMPLES = folder("sample_data") / "repositories" / "tasks.toml"
LIMITS = Limits(turns=20, seconds=60.0, context=100_000)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return replace(load({}), sandbox_shell_shown=8_000, sandbox_shell_bytes=1_000_000)


@pytest.fixture(scope="session")
def sums(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Repository:
    """The repository, healthy."""
    there = tmp_path_factory.mktemp("here") / "sums"
    for name, text in FILES.items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text)
    return read_repository(there, settings)


@pytest.fixture(scope="session")
def task(sums: Repository) -> Task:
    """Its sum has become a difference."""
    return Task(
        id="sums-difference",
        kind="mutate-fix",
        healthy=sums,
        text="A sum is wrong.",
        changes=(Change("sums/add.py", "    both = one + other\n", "    both = one - other\n"),),
        operator="core/ReplaceBinaryOperator_Add_Sub",
        hints=Hints(
            test="tests/test_add.py::test_both",
            search="both",
            wrong=(Attempt("sums/add.py", "    both = one - other\n", "    both = other - one\n", "The other way."),),
        ),
        scripts=("direct",),
    )


@pytest.fixture(scope="session")
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    if why := Sandbox.missing():
        pytest.skip(why)
    with Sandbox(settings, slots=1) as made:
        yield made


@pytest.fixture
def lake(tmp_path: Path, settings: Settings) -> Iterator[Lake]:
    with Lake.create(tmp_path / "lake", settings=settings) as made:
        yield made
