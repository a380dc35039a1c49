"""`tracewalk record --sandbox`: the same traces as without, and nothing outside for programs that look for it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tracewalk.lake import Lake
from tracewalk.sandbox import Sandbox

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

SECRET = "the-secret-outside"
ESCAPE = "\x1b]0;owned\x07"


def command(lake: Path, *args: str) -> list[str]:
    return [sys.executable, "-m", "tracewalk", "record", "--lake", str(lake), *args]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "SECRET": SECRET, **more}


def record(lake: Path, *args: str, cwd: Path, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command(lake, *args), cwd=cwd, env=environment(**more), capture_output=True, text=True, check=False, timeout=300
    )
    assert "Traceback" not in done.stderr or code == 0, done.stderr
    assert done.returncode == code, done.stderr
    assert "\x1b" not in done.stderr
    return done


def kept(lake: Path) -> dict[str, tuple[object, ...]]:
    text = "SELECT trace_id, name, outcome, stop_reason, test_outcome, n_steps, steps_digest, result, error FROM traces"
    with Lake.open(lake) as found:
        return {row[1]: row for row in found.cursor().execute(text).fetchall()}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text(SECRET)
    (tmp_path / "p").mkdir()
    return tmp_path / "p"


def both(project: Path, *args: str, cwd: Path | None = None) -> dict[str, tuple[object, ...]]:
    """What a command keeps, which is the same with the sandbox as without."""
    lakes = [project.parent / name for name in ("plain", "sandboxed")]
    record(lakes[0], *args, cwd=cwd or project)
    for made in project.rglob("__pycache__"):
        shutil.rmtree(made)
    before = sorted(project.rglob("*"))
    record(lakes[1], "--sandbox", *args, cwd=cwd or project)
    assert sorted(project.rglob("*")) == before
    assert kept(lakes[1]) == kept(lakes[0])
    return kept(lakes[0])


def printed(lake: Path) -> str:
    with Lake.open(lake) as found:
        rows = found.cursor().execute("SELECT stdout, stderr FROM steps ORDER BY trace_id, step").fetchall()
    return "".join(text for row in rows for text in row if text)


# ---------------------------------------------------------------- the same traces

SCRIPT = """
import sys, pathlib
from lib import twice
def main(words):
    data = (pathlib.Path(__file__).parent / "data" / "in.txt").read_text()
    print(data, words, twice(len(words)), __file__, file=sys.stderr)
    pathlib.Path("made.txt").write_text("x")
    return [len(data)]
if __name__ == "__main__":
    main(sys.argv[1:])
"""


def test_a_script_with_its_modules_arguments_and_data(project: Path) -> None:
    files = {"main.py": SCRIPT, "lib/__init__.py": "from lib.a import twice\n", "data/in.txt": "hello"}
    write(project, {**files, "lib/a.py": "def twice(x):\n    return 2 * x\n"})
    # without the sandbox the script itself writes into its folder
    lakes = [project.parent / name for name in ("plain", "sandboxed")]
    record(lakes[1], "--sandbox", "main.py", "--", "a b", "--n=1", cwd=project)
    assert not (project / "made.txt").exists()
    record(lakes[0], "main.py", "--", "a b", "--n=1", cwd=project)
    assert kept(lakes[0]) == kept(lakes[1])
    assert printed(lakes[1]) == "hello ['a b', '--n=1'] 4 main.py\n"


def test_a_function_and_its_input_from_elsewhere(project: Path) -> None:
    write(
        project,
        {
            "pkg/__init__.py": "",
            "pkg/sort.py": "from pkg import key\ndef f(xs, by=None):\n    return sorted(xs, key=by or key.k)\n",
            "pkg/key.py": "def k(x):\n    return -x\n",
        },
    )
    (project / "pkg" / "naïve.py").write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    found = both(project, "p/pkg/sort.py", "--entry", "f", "--input", "[3, 1, 2]", cwd=project.parent)
    assert found["sort.f"][7] == "[3, 2, 1]"


def test_what_the_lake_has_is_not_run_again(project: Path) -> None:
    write(project, {"a.py": "import random\nprint(random.random())\n"})
    lake = project.parent / "lake"
    first = record(lake, "--sandbox", "a.py", cwd=project)
    second = record(lake, "--sandbox", "a.py", cwd=project)
    assert (first.stdout, "kept" in second.stderr) == (second.stdout, True)
    assert record(lake, "--sandbox", "--again", "a.py", cwd=project).stdout != first.stdout


def test_a_suite(project: Path) -> None:
    write(
        project,
        {
            "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['src']\n",
            "src/calc.py": "def add(a, b):\n    c = a + b\n    return c\n",
            "tests/conftest.py": "import pytest\n@pytest.fixture\ndef three():\n    yield 3\n",
            "tests/test_a.py": "import pytest\nfrom calc import add\n"
            "def test_add(three):\n    assert add(1, 2) == three\n"
            "@pytest.mark.parametrize('n', [1, 'é'])\ndef test_n(n):\n    print(n)\n    assert n == 1\n"
            "@pytest.mark.skip\ndef test_no():\n    pass\n",
        },
    )
    found = both(project, "-m", "pytest", "tests")
    assert {name: row[4] for name, row in found.items()} == {
        "tests/test_a.py::test_add": "passed",
        "tests/test_a.py::test_n[1]": "passed",
        "tests/test_a.py::test_n[\\xe9]": "failed",
    }
    again = record(project.parent / "sandboxed", "--sandbox", "-m", "pytest", "tests", cwd=project)
    assert "3 kept" in again.stdout


def rows_file(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows))
    return path


def test_a_dataset_with_faults_and_repeated_rows(project: Path) -> None:
    code = "def f(n):\n    return n * n\n"
    rows = [{"id": f"r/{n}", "code": code, "input": str(n % 7), "output": str((n % 7) ** 2)} for n in range(30)]
    rows += [{"id": "no", "code": "def f(:", "input": ""}, {"id": "none", "code": "x = 1", "input": "2"}]
    rows += [{"id": "body", "code": "1 / 0", "input": ""}, {"id": "r/1", "code": code, "input": "1"}]
    path = rows_file(project / "d.jsonl", [*rows, "not json\n", "[" * 100_000 + "\n"])
    lakes = [project.parent / name for name in ("plain", "sandboxed")]
    ends = [
        record(lakes[0], "--dataset", f"d={path}", cwd=project, code=1),
        record(lakes[1], "--sandbox", "--jobs", "2", "--dataset", f"d={path}", cwd=project, code=1),
    ]
    assert [end.stderr for end in ends] == [ends[0].stderr] * 2
    assert [end.stdout for end in ends] == [ends[0].stdout] * 2
    assert kept(lakes[0]) == kept(lakes[1])
    third = record(lakes[1], "--sandbox", "--dataset", f"d={path}", cwd=project, code=1)
    assert "30 kept" in third.stdout


# ---------------------------------------------------------------- what ends its process


def test_programs_that_end_their_process_keep_what_they_did(project: Path) -> None:
    rows = [
        {"id": "exit", "code": "import os\ndef f(n):\n    x = n\n    os._exit(3)", "input": "1"},
        {"id": "kill", "code": "import os\ndef f(n):\n    x = n\n    os.kill(os.getpid(), 9)", "input": "1"},
        {"id": "body", "code": "import os\nos._exit(0)\ndef f(n): pass", "input": "1"},
        {"id": "fine", "code": "def f(n):\n    return n", "input": "1"},
    ]
    path, lake = rows_file(project / "d.jsonl", rows), project.parent / "lake"
    done = record(lake, "--sandbox", "--dataset", f"d={path}", cwd=project, code=1)
    assert "before `main` was called (exited)" in done.stderr
    assert {name: row[2:4] for name, row in kept(lake).items()} == {
        "exit": ("died", "exited"),
        "kill": ("died", "killed"),
        "fine": ("returned", None),
    }


def test_tests_that_end_their_process_and_those_after_them(project: Path) -> None:
    test = """
import os, pytest
def test_exit():
    x = 1
    os._exit(0)
def test_between():
    pass
@pytest.fixture
def bad():
    os._exit(3)
def test_fixture(bad):
    pass
@pytest.fixture
def late():
    yield
    os.kill(os.getpid(), 9)
def test_teardown(late):
    y = 2
def test_last():
    pass
"""
    lake = project.parent / "lake"
    write(project, {"test_a.py": test})
    done = record(lake, "--sandbox", "-m", "pytest", cwd=project, code=1)
    assert "test_a.py::test_fixture: its fixtures ended the process (exit code 3)" in done.stderr
    assert {name.partition("::")[2]: row[2:5] for name, row in kept(lake).items()} == {
        "test_exit": ("died", "exited", None),
        "test_between": ("returned", None, "passed"),
        "test_teardown": ("returned", None, "error"),
        "test_last": ("returned", None, "passed"),
    }


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"conftest.py": "import os\nos._exit(0)"}, "cannot be collected"),
        ({"conftest.py": "while True: pass"}, "cannot be collected: it took too long"),
        ({"conftest.py": "raise ValueError('no')"}, "pytest refuses its arguments"),
        ({"conftest.py": "import os\nos.write(3, b'T' + b'\\xff' * 300)"}, "a frame of kind"),
        ({"conftest.py": "import os, json\nd = json.dumps({'exit': 0}).encode()\n"
          "os.write(3, b'T' + len(d).to_bytes(4, 'little') + d)\nos._exit(0)"}, "nothing to record"),
    ],
)  # fmt: skip
def test_a_suite_that_cannot_be_collected_is_a_fault(project: Path, files: dict[str, str], said: str) -> None:
    write(project, {**files, "test_a.py": "def test_a():\n    pass\n"})
    done = subprocess.run(
        command(project.parent / "lake", "--sandbox", "-m", "pytest"), cwd=project, capture_output=True, text=True,
        env=environment(TRACEWALK_MAX_SECONDS="4", TRACEWALK_SANDBOX_SPARE_SECONDS="1"), check=False, timeout=200,
    )  # fmt: skip
    assert said in done.stderr + done.stdout
    assert "Traceback" not in done.stderr or "conftest.py" in done.stderr


# ---------------------------------------------------------------- nothing outside

SPY = """
import os, sys
def look(path):
    try:
        if os.path.isdir(path):
            return sorted(os.listdir(path))
        with open(path, "rb") as file:
            return file.read(200)
    except OSError as error:
        return error.errno
def tell(*paths):
    here = os.path.dirname(os.path.abspath(__file__))
    everything = [os.path.join(at, name) for at, folders, names in os.walk(here) for name in folders + names]
    print({path: look(path) for path in [*everything, *paths]}, dict(os.environ), sys.path)
"""


def test_neither_secrets_nor_links_nor_hidden_files_can_be_seen(project: Path) -> None:
    home = str(Path.home())
    write(project, {"main.py": f"{SPY}\ntell('/etc/passwd', '/etc/shadow', {home!r}, '/proc/1/environ', '..', "
                    f"{str(project.parent / 'lake')!r}, {str(project.parent / 'outside')!r})\n"})  # fmt: skip
    write(project, {".env": SECRET, ".git/config": SECRET, "venv/pyvenv.cfg": "", "venv/x.py": f"'{SECRET}'"})
    (project / "link.txt").symlink_to(project.parent / "outside" / "secret.txt")
    (project / "linked").symlink_to(project.parent / "outside")
    (project / "up").symlink_to("../outside")
    record(project.parent / "lake", "--sandbox", "main.py", cwd=project, PYTHONPATH=f"/{SECRET}:" + ":".join(sys.path))
    said = printed(project.parent / "lake")
    assert "main.py" in said
    assert "link.txt': 2" in said
    assert SECRET not in said
    assert ".env" not in said


def test_the_lake_in_the_project_cannot_be_seen_or_touched(project: Path) -> None:
    write(project, {"a.py": "print('first')\n"})
    lake = project / "lake"
    record(lake, "--sandbox", "a.py", cwd=project)
    write(
        project,
        {"b.py": "import os, shutil\nprint(sorted(os.listdir('.')))\nshutil.rmtree('lake', ignore_errors=True)\n"},
    )
    record(lake, "--sandbox", "b.py", cwd=project)
    assert sorted(printed(lake).splitlines()) == ["['a.py', 'b.py']", "first"]
    assert set(kept(lake)) == {"a.py", "b.py"}


@pytest.mark.parametrize(
    "names",
    [("sitecustomize.py", "usercustomize.py", "evil.pth", "conftest.py"), ("random.py", "numpy.py", "typer.py")],
)
def test_what_python_loads_by_itself_is_not_loaded_outside(project: Path, names: tuple[str, ...]) -> None:
    mark = project.parent / "outside" / "mark"
    evil = f"import os\ntry: os.close(os.open({str(mark)!r}, os.O_CREAT | os.O_WRONLY))\nexcept OSError: pass\n"
    write(project, {**dict.fromkeys(names, evil), "main.py": "def f(n):\n    return n\n"})
    write(project, {"test_a.py": "def test_a():\n    pass\n"})
    for args in (["main.py", "--entry", "f", "--input", "3"], ["-m", "pytest"]):
        subprocess.run(
            command(project.parent / "lake", "--sandbox", *args), cwd=project, env=environment(), check=False
        )
    assert kept(project.parent / "lake")["main.f"][2] == "returned"
    assert not mark.exists()


def test_settings_of_pytest_lead_nowhere(project: Path) -> None:
    outside = project.parent / "outside"
    ini = f"[pytest]\naddopts = --basetemp={outside}/base -o cache_dir={outside}/cache --junitxml={outside}/x.xml\n"
    write(project, {"pytest.ini": ini, "test_a.py": "def test_a(tmp_path):\n    pass\n"})
    before = sorted(outside.rglob("*"))
    subprocess.run(
        command(project.parent / "lake", "--sandbox", "-m", "pytest"), cwd=project, env=environment(), check=False
    )
    assert sorted(outside.rglob("*")) == before


@pytest.mark.parametrize("name", [f"{ESCAPE}.py", "new\n\u202eline.py"])
def test_names_and_output_do_nothing_to_the_terminal(project: Path, name: str) -> None:
    text = f"print({ESCAPE!r})\nclass E(Exception):\n    def __repr__(self): return {ESCAPE!r}\nraise E({ESCAPE!r})\n"
    write(project, {name: text, "test_a.py": f"import pytest\n@pytest.mark.parametrize('n', [{ESCAPE!r}])\n"
                    f"def test_a(n):\n    print(n)\n    assert 0, n\n"})  # fmt: skip
    for args in ([name], ["-m", "pytest"]):
        done = subprocess.run(
            command(project.parent / "lake", "--sandbox", *args),
            cwd=project,
            env=environment(),
            capture_output=True,
            check=False,
        )
        assert b"\x1b" not in done.stderr + done.stdout
        assert b"fault of Tracewalk" not in done.stderr


def test_output_without_end_is_bounded(project: Path) -> None:
    write(project, {"a.py": "while True:\n    print('x' * 100_000)\n"})
    lake = project.parent / "lake"
    done = record(
        lake, "--sandbox", "a.py", cwd=project, TRACEWALK_MAX_SECONDS="5", TRACEWALK_SANDBOX_OUTPUT_BYTES="60000000"
    )
    assert len(done.stderr) < 200_000
    assert kept(lake)["a.py"][2] in {"died", "truncated"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-" * 100_000 + "1", "does not compile"),
        ("# coding: punycode\n" + "x" * 1_000_000, "cannot be read as Python source|is not recorded"),
        ("x = 1\n" * 1_200_000, ""),
        ("\0", "cannot be read|does not compile"),
    ],
)
def test_texts_that_are_hard_to_read_do_not_hold_up_the_parent(project: Path, text: str, said: str) -> None:
    write(project, {"a.py": text})
    done = subprocess.run(
        command(project.parent / "lake", "--sandbox", "a.py", "--entry", "f"), cwd=project, env=environment(),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert any(one in done.stderr for one in said.split("|"))
    assert "fault of Tracewalk" not in done.stderr


def test_a_huge_file_beside_it_is_left_out_and_told(project: Path) -> None:
    write(project, {"a.py": "import os\nprint(os.path.exists('big.py'))\n"})
    with (project / "big.py").open("wb") as file:
        file.truncate(1 << 40)
    os.mkfifo(project / "pipe.py")
    lake = project.parent / "lake"
    done = record(lake, "--sandbox", "a.py", cwd=project)
    assert "not in the sandbox, as it is larger" in done.stderr
    assert printed(lake) == "False\n"


def test_folders_that_are_no_project_are_refused(project: Path) -> None:
    write(project, {"a.py": "pass\n", "b/c.py": "pass\n"})
    (project / "link.py").symlink_to(project.parent / "outside" / "secret.txt")
    lake = project.parent / "lake"
    for args, said in (
        (["a.py", "--root", "/"], "belongs to the system"),
        (["a.py"], "holds your home folder"),
        (["link.py"], "is a link to"),
    ):
        done = record(lake, "--sandbox", *args, cwd=project, code=2, HOME=str(project))
        assert said in done.stderr
    done = record(lake, "--sandbox", "a.py", cwd=project, code=2, TRACEWALK_SANDBOX_FOLDER_FILES="2")
    assert "more than 2 files and folders" in done.stderr


# ---------------------------------------------------------------- without a sandbox


def without_bwrap(tmp_path: Path) -> str:
    """A PATH on which there is no bubblewrap cannot be had where it is in /usr/bin; one that does not work can."""
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir(exist_ok=True)
    fake.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo bubblewrap 0.8.0 && exit 0\necho no namespaces >&2; exit 1\n'
    )
    fake.chmod(0o755)
    return f"{fake.parent}:{os.environ['PATH']}"


def test_without_one_nothing_is_run_but_with_unsafe(project: Path) -> None:
    mark = project / "mark"
    write(project, {"a.py": f"open({str(mark)!r}, 'w').close()\n"})
    lake, path = project.parent / "lake", without_bwrap(project.parent)
    refused = record(lake, "--sandbox", "a.py", cwd=project, code=2, PATH=path)
    assert "Nothing was run" in refused.stderr
    assert "docker run" in refused.stderr
    assert not mark.exists()
    assert not lake.exists()
    done = record(lake, "--sandbox", "--unsafe", "a.py", cwd=project, PATH=path)
    assert "WARNING: NOTHING ISOLATES THIS PROGRAM" in done.stderr
    assert mark.exists()


def test_unsafe_uses_the_sandbox_where_there_is_one_and_goes_with_it_only(project: Path) -> None:
    mark = project / "mark"
    write(project, {"a.py": f"open({str(mark)!r}, 'w').close()\n"})
    done = record(project.parent / "lake", "--sandbox", "--unsafe", "a.py", cwd=project)
    assert "WARNING" not in done.stderr
    assert not mark.exists()
    refused = record(project.parent / "lake", "--unsafe", "a.py", cwd=project, code=2)
    assert "--unsafe goes with --sandbox only" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_command(project: Path, number: int) -> None:
    write(project, {"a.py": "import time\nprint('here')\nmark = 'sleeper-7261'\nwhile True:\n    time.sleep(1)\n"})
    process = subprocess.Popen(
        command(project.parent / "lake", "--sandbox", "a.py"), cwd=project, env=environment(), stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while len(mine := _below(process.pid)) < 3 and time.monotonic() < deadline:  # bubblewrap, the server, the program
        time.sleep(0.1)
    assert len(mine) >= 3
    process.send_signal(number)
    process.wait(30)
    while (left := [pid for pid in mine if Path("/proc", str(pid)).exists()]) and time.monotonic() < deadline + 30:
        time.sleep(0.1)
    assert not left


def _below(pid: int) -> set[int]:
    """All descendants of a process."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in {pid, *found}} - found:
        found |= more
    return found
