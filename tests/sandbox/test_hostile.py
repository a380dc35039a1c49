"""Programs that mean harm (`hostile.toml`): each ends as stated, the next one runs, nothing outside has changed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.sandbox.house import ROOT, as_nobody
from tests.sandbox.outside import below, fingerprint

from tracewalk.lake import Lake
from tracewalk.model import Limits
from tracewalk.sandbox import Ran, Sandbox, call_job
from tracewalk.sandbox.places import PACKAGE, python_places

JOBS = tomllib.loads(Path(__file__).with_name("hostile.toml").read_text())
SECRET = "SECRET-of-" + "the-parent"
NEXT = "import os, sys\ndef f(n):\n    return [n, sorted(os.listdir('/tmp')), os.getcwd(), sys.gettrace() is None]"
SHOWN = sorted({place.parts[2] for place in (*python_places(), PACKAGE) if place.is_relative_to("/tmp")})
"""What is in a new sandbox's `/tmp`: the way to a checkout or a Python that lies there, as CI's may."""


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a lake and a file that programs are told of; checked for changes when all have run."""
    folder = tmp_path_factory.mktemp("outside")
    Lake.create(folder / "lake")
    (folder / "checked").write_text("as it was")
    before = fingerprint(folder)
    os.environ["A_KEY"] = SECRET
    yield folder
    del os.environ["A_KEY"]
    assert fingerprint(folder) == before


@pytest.mark.parametrize("name", JOBS)
def test_a_program_that_means_harm(name: str, sandbox: Sandbox, limits: Limits, outside: Path) -> None:
    expected = JOBS[name]
    code = expected["code"].replace("LAKE", str(outside / "lake")).replace("CHECKED", str(outside / "checked"))
    code = code.replace("SHOWN", str(SHOWN))
    waits = "seconds" in expected.get("stop_reason", "seconds" if "fault" in expected else "")
    seconds = 1.0 if waits else 60.0  # most end by themselves, however busy the machine is
    ran = sandbox.record(call_job(code, "f", "", limits=replace(limits, seconds=seconds)))
    _check(ran, expected)
    after = sandbox.record(call_job(NEXT, "f", "7", limits=limits))
    assert after.ending.result == f"[7, {SHOWN}, '/tmp', False]", (after.fault, after.ending)
    (place,) = sandbox._places
    assert len(below(place.pid)) == 1, "only the sandbox's own server is left"


def _check(ran: Ran, expected: dict[str, str]) -> None:
    if "fault" in expected:
        assert expected["fault"] in (ran.fault or "")
        return
    assert ran.fault is None
    assert re.fullmatch(expected["outcome"], ran.ending.outcome), ran.ending
    if ran.ending.stop_reason is not None:
        assert re.fullmatch(expected.get("stop_reason", ""), ran.ending.stop_reason), ran.ending
    said = (ran.ending.result or "") + (ran.ending.error or "")
    assert re.fullmatch(expected.get("says", ".*"), said, re.DOTALL), said
    assert SECRET not in said
    if "last" in expected:
        assert ran.batches[-1].column("line")[-1].as_py() == int(expected["last"])
    trace = ran.trace(steps=True)
    assert trace.n_steps == trace.steps.num_rows
    assert trace.trace_id == ran.job.subject.trace_id


def test_there_are_enough_of_them() -> None:
    assert len(JOBS) > 100


def test_nothing_is_left_when_the_sandbox_is_closed(limits: Limits, sandbox: Sandbox) -> None:
    with Sandbox(sandbox.settings, slots=2) as other:
        other.record(call_job(NEXT, "f", "1", limits=limits))
        other.record(call_job(NEXT, "f", "1", limits=limits))
        pids = [place.pid for place in other._places]
        assert all(below(pid) for pid in pids)
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.skipif(os.geteuid() != 0, reason="the tests are run by an ordinary user already")
def test_all_of_it_holds_for_an_ordinary_user(sandbox: Sandbox) -> None:
    with TemporaryDirectory(prefix="tracewalk-nobody-") as folder:  # pytest's own folders are closed to others
        os.chown(folder, 65534, 65534)
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider"]
        command += [f"--basetemp={folder}/tmp", f"--rootdir={ROOT}", "-c", str(ROOT / "pyproject.toml")]
        command += [str(Path(__file__).parent / name) for name in ("test_hostile.py", "test_sandbox.py")]
        env = {"PATH": os.environ["PATH"], "HOME": folder, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(as_nobody(command), cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert int(re.findall(r"(\d+) passed", done.stdout)[0]) > len(JOBS)
