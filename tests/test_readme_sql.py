"""What the README shows of SQL is what it says: each example is run, and prints what stands there."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tracewalk.cli import app
from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use

README = (Path(__file__).parents[1] / "README.md").read_text()
CONSOLE = re.findall(r"^```console\n\$ (.+)\n([\s\S]+?)^```", README, re.MULTILINE)
PYTHON = re.findall(r"^```pycon\n([\s\S]+?)^```", README, re.MULTILINE)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has the sample lake where the README says, and a file of one's own."""
    shutil.copytree(folder("sample_data") / "lake", tmp_path / "sample_data" / "lake")
    (tmp_path / "marks.csv").write_text("name,mark\nbeam_of_two.main,7\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def timeless(text: str) -> str:
    """Without how long it took, which is never the same."""
    return re.sub(r'\d+ ms|"milliseconds":[\d.]+', "TIME", text)


def asked(command: str) -> str:
    words = shlex.split(command)
    if words[0] == "tracewalk":
        return CliRunner().invoke(app, words[1:], catch_exceptions=False).stdout
    assert words[0] == "curl"
    with Lake.open("sample_data/lake") as lake:
        use(context := Context(lake))
        answer = TestClient(Starlette(routes=routes(""))).get(words[1].removeprefix("http://localhost:8501"))
        context.close()
    return answer.text


@pytest.mark.parametrize(("command", "shown"), CONSOLE, ids=[command[:40] for command, _ in CONSOLE])
def test_a_command_prints_what_is_shown(place: Path, command: str, shown: str) -> None:
    assert timeless(asked(command)) == timeless(shown)


class Timeless(doctest.OutputChecker):
    def check_output(self, want: str, got: str, flags: int) -> bool:
        return timeless(want) == timeless(got)


@pytest.mark.parametrize("session", PYTHON)
def test_a_notebook_shows_what_is_shown(place: Path, session: str) -> None:
    test = doctest.DocTestParser().get_doctest(session, {}, "README", "README.md", 0)
    assert test.examples
    failures: list[str] = []
    doctest.DocTestRunner(Timeless()).run(test, out=failures.append)
    assert "".join(failures) == ""


def test_four_are_shown() -> None:
    assert len(CONSOLE) + len(PYTHON) == 4
