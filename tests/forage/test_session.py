"""A session: commands that follow each other, whatever they do to it."""

from __future__ import annotations

import json

import pytest

from tracewalk.forage.repository import Repository
from tracewalk.forage.session import GIT, NOTES, Session
from tracewalk.sandbox import Sandbox

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))


@pytest.fixture
def session(sums: Repository, sandbox: Sandbox) -> Session:
    return Session(sums, sandbox, seconds=60)


def test_folder_variables_and_files_last_and_nothing_of_the_session_is_in_the_repository(session: Session) -> None:
    first = session.run("cd sums && export WHO=me && there=1 && echo new > made.txt")
    assert (first.shell.exit_code, first.cwd) == (0, "/folder/sums/sums")
    second = session.run("pwd; echo $WHO $there; cat made.txt; ls -A ..; exit 7")
    assert second.shell.output == "/folder/sums/sums\nme\nnew\nREADME.md\npyproject.toml\nsums\ntests\n"
    assert second.shell.exit_code == 7
    assert session.run("pwd").shell.output == "/folder/sums/sums\n"
    assert session.repository.text("sums/made.txt") == "new\n"
    assert not [entry.path for entry in session.repository.entries if NOTES in entry.path]
    assert {path for path in second.after if path not in first.before} == {"/folder/sums/sums/made.txt"}


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("if then", 2, "syntax error"),
        ("cd /; nonsense", 127, "nonsense: command not found"),
        ("set -e; false; echo not here", 1, ""),
        ("cat <<'END'\n$x `y`\nEND", 0, "$x `y`\n"),
        ("printf 'no line feed'", 0, "no line feed"),
    ],
)
def test_commands_of_all_forms(session: Session, command: str, code: int, says: str) -> None:
    ran = session.run(command)
    assert ran.shell.exit_code == code
    assert says in ran.shell.output
    assert "not here" not in ran.shell.output
    assert session.run("echo on").shell.output == "on\n"


def test_a_session_that_is_ended_begins_anew_and_keeps_its_files(sums: Repository, sandbox: Sandbox) -> None:
    session = Session(sums, sandbox, seconds=2)
    session.run("cd sums; export WHO=me")
    ran = session.run("echo kept > ../kept.txt; sleep 60")
    assert ran.shell.stopped == "seconds"
    assert session.run("pwd; echo [$WHO]; cat kept.txt").shell.output == "/folder/sums\n[]\nkept\n"


def test_a_command_cannot_break_its_own_session(session: Session) -> None:
    session.run(f"rm -rf /folder/{NOTES}; mkdir -p /folder/{NOTES}/tools; trap - EXIT")
    session.run(
        f"printf '\\xff\\0\\n/nowhere' > /folder/{NOTES}/cwd; ln -sf /etc/passwd /folder/{NOTES}/exports; trap - EXIT"
    )
    session.run("rm -rf /folder/sums/sums && cd / && rm -rf /folder/sums; true")
    assert session.run("pwd").shell.exit_code == 0
    assert session.run("echo on").shell.output.endswith("on\n")


def test_the_repository_is_one_commit_with_the_same_id_anywhere(sums: Repository, sandbox: Sandbox) -> None:
    session = Session(sums, sandbox, seconds=60)
    first = session.commit()
    assert first == session.head
    assert first is not None
    assert first == Session(sums, sandbox, seconds=60).commit()
    assert session.run("git status --short; git log --format=%an,%ae").shell.output == f"{GIT[0]},{GIT[1]}\n"
    ran = session.run("echo 1 >> README.md && git commit -qam more && git rev-parse HEAD")
    assert session.head == ran.shell.output.strip() != first


def test_every_run_of_pytest_is_witnessed_in_the_state_that_it_found(session: Session) -> None:
    session.commit()
    session.run("sed -i 's/one + other/one - other/' sums/add.py")
    ran = session.run(
        "python -m pytest -q tests/test_add.py; git stash -q; cd sums; pytest -q -k nothing ..; "
        'python -c \'import pytest; pytest.main(["-q", "--co"])\'; git stash pop -q'
    )
    first, second, third = ran.runs
    assert (first.words, first.cwd, first.exit_code) == (("-q", "tests/test_add.py"), "/folder/sums", 1)
    assert first.tests == {"tests/test_add.py::test_both": "failed", "tests/test_add.py::test_nothing": "passed"}
    assert (second.words, second.cwd, second.exit_code) == (("-q", "-k", "nothing", ".."), "/folder/sums/sums", 0)
    assert second.named("passed") == ("tests/test_add.py::test_nothing",)
    assert third.tests == {}
    texts = [{e.path: e.data for e in run.files or ()}["sums/add.py"] for run in (first, second, third)]
    assert [b"one - other" in (text or b"") for text in texts] == [True, False, False]
    assert "one - other" in session.repository.text("sums/add.py")


def test_a_run_that_is_killed_is_witnessed_without_an_end(session: Session) -> None:
    session.put("tests/test_die.py", b"import os\ndef test_die():\n    os._exit(3)\n")
    (run,) = session.run("python -m pytest -q").runs
    assert run.exit_code is None
    assert run.files is not None


def test_errors_of_fixtures_and_skipped_tests_are_told(session: Session) -> None:
    session.put(
        "tests/test_kinds.py",
        b"import pytest\n@pytest.fixture\ndef broken():\n    raise ValueError\ndef test_e(broken):\n    pass\n"
        b"@pytest.mark.skip\ndef test_s():\n    pass\n@pytest.fixture\ndef messy():\n    yield\n    raise ValueError\n"
        b"def test_m(messy):\n    pass\n",
    )
    (run,) = session.run("python -m pytest -q tests/test_kinds.py").runs
    names = {name.rpartition("::")[2]: outcome for name, outcome in run.tests.items()}
    assert names == {"test_e": "error", "test_s": "skipped", "test_m": "error"}


def test_false_witness_is_no_more_than_false(session: Session) -> None:
    told = json.dumps({"arguments": ["-q"], "cwd": "/folder/sums", "tests": {"a": "passed"}, "exit": 0, "copied": True})
    runs = f"/folder/{NOTES}/runs"
    ran = session.run(
        f"mkdir -p {runs}/00/files {runs}/01 {runs}/02; echo '{told}' > {runs}/00/told.json; mkfifo {runs}/00/files/p; "
        f"echo '[[' > {runs}/01/told.json; ln -s /etc/passwd {runs}/02/told.json"
    )
    assert [run.tests for run in ran.runs] == [{"a": "passed"}]


def test_tools_run_where_the_session_is(session: Session) -> None:
    session.run("cd sums")
    made = session.tool("create", "new/../made.py\nx = 1\n")
    assert (made.shell.exit_code, made.shell.output) == (
        1,
        "File creation failed: there is no folder /folder/sums/sums/new/..\n",
    )
    assert session.tool("create", "made.py\nx = 1\n").shell.exit_code == 0
    assert session.repository.text("sums/made.py") == "x = 1\n"
    assert "File exists" in session.tool("create", "made.py\n").shell.output
    assert session.tool("create", "\nx").shell.exit_code == 1
    edit = "made.py\n<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE"
    assert session.tool("edit", edit).shell.output.startswith(
        "The file made.py has been successfully updated at line 1"
    )
    assert session.repository.text("sums/made.py") == "x = 2\n"
    assert session.tool("edit", edit).shell.exit_code == 1
    assert "No such file" in session.tool("edit", edit.replace("made", "gone")).shell.output


def test_a_file_is_found_as_a_command_would_find_it(session: Session) -> None:
    session.run("cd sums; ln -s ../README.md link")
    assert session.file("../README.md") == b"# sums\n"
    assert session.file("/folder/sums/README.md") == b"# sums\n"
    assert session.file("add.py") is not None
    for path in ("link", "gone", "..", "/etc/passwd", f"/folder/{NOTES}/begin", ""):
        assert session.file(path) is None
