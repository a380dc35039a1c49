"""The sandbox as its caller sees it: equal traces, batches, cancelling, and an end that leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import fields, replace
from pathlib import Path

import pytest
from tests.rows import here
from tests.sandbox.house import ROOT, as_nobody
from tests.sandbox.outside import below

from tracewalk.errors import UsageError
from tracewalk.model import Limits, Trace
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.rows import Row, matches
from tracewalk.sandbox import Cancelled, Job, Sandbox, call_job, row_job
from tracewalk.settings import Settings

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")
CODE = "def f(n):\n    x = {str(i): {i} for i in range(n)}\n    print(x)\n    return [*x]"
NOT_COMPARED = {"seconds", "created_at", "steps", "hash_seed"}


def differing(a: Trace, b: Trace) -> list[str]:
    found = [f.name for f in fields(Trace) if f.name not in NOT_COMPARED and getattr(a, f.name) != getattr(b, f.name)]
    assert a.steps is not None
    assert b.steps is not None
    return found if a.steps.equals(b.steps) else [*found, "steps"]


def test_a_trace_is_the_same_as_without_a_sandbox(sandbox: Sandbox, limits: Limits) -> None:
    row = Row(1, "task/1", CODE, "3", output="['0', '1', '2']")
    ran = sandbox.record(row_job(row, limits=limits))
    assert differing(here(row, limits, sandbox.settings), ran.trace(steps=True)) == []
    assert ran.programs() == {ran.job.subject.program.program_id: ran.job.subject.program}


def test_cruxeval_is_the_same_as_without_a_sandbox(sandbox: Sandbox) -> None:
    file = DATA / "cruxeval" / "cruxeval.jsonl"
    if not file.exists():
        pytest.skip("no CRUXEval: TRACEWALK_TEST_DATA names the folder that holds cruxeval/cruxeval.jsonl")
    limits = limits_of(Settings(), "cwm")
    given = [json.loads(line) for line in file.read_text().splitlines()]
    rows = [Row(i, g["id"], g["code"], g["input"], g["output"]) for i, g in enumerate(given)]
    rans = [*sandbox.record_many(row_job(row, limits=limits, tag=row) for row in rows)]
    assert len(rans) == 800
    traces = {ran.job.tag: ran.trace(steps=True) for ran in rans}
    assert sum(matches(row.output, traces[row].outcome, traces[row].result) or False for row in rows) == 800
    code = "import sys; from tests.sandbox.test_sandbox import digests; digests(sys.argv[1])"
    env = os.environ | {"PYTHONHASHSEED": "0"}
    plain = subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, env=env, capture_output=True, check=True)
    assert {t.trace_id: t.steps_digest for t in traces.values()} == json.loads(plain.stdout)


def digests(file: str) -> None:
    """Prints the ids and digests of CRUXEval's traces, recorded without a sandbox by another process."""
    limits = limits_of(Settings(), "cwm")
    given = [json.loads(line) for line in Path(file).read_text().splitlines()]
    traces = [here(Row(0, g["id"], g["code"], g["input"]), limits, Settings()) for g in given]
    print(json.dumps({trace.trace_id: trace.steps_digest for trace in traces}))


def test_a_batch_that_dies_is_run_one_by_one(sandbox: Sandbox, limits: Limits) -> None:
    jobs: list[Job] = []
    for i in range(30):
        code = "import os\ndef f(n):\n    os._exit(n)" if i % 7 == 3 else CODE
        jobs.append(row_job(Row(i, str(i), code, str(i)), limits=limits, tag=i))
    rans = {ran.job.tag: ran for ran in sandbox.record_many(jobs)}
    assert sorted(rans) == [*range(30)]
    assert {i for i, ran in rans.items() if ran.ending.outcome == "died"} == {3, 10, 17, 24}
    assert all(ran.ending.result == repr([str(n) for n in range(i)]) for i, ran in rans.items() if i % 7 != 3)
    assert all(ran.batches[-1].column("line")[-1].as_py() == 3 for i, ran in rans.items() if i % 7 == 3)


def test_one_that_leaves_something_behind_runs_last_in_its_process(sandbox: Sandbox, limits: Limits) -> None:
    thread = "import threading\ndef f(n):\n    threading.Thread(target=threading.Event().wait, daemon=True).start()"
    where = "import os, threading\ndef f(n):\n    return os.getpid(), threading.active_count()"
    jobs = [call_job(code, "f", "1", limits=limits, name=str(i)) for i, code in enumerate((where, thread, where))]
    rans = sorted(sandbox.record_many(jobs), key=lambda ran: ran.job.subject.name)
    assert rans[0].ending.result != rans[2].ending.result
    assert rans[2].ending.result is not None
    assert rans[2].ending.result.endswith(", 1)")


def test_what_cannot_be_recorded_says_why(sandbox: Sandbox, limits: Limits) -> None:
    said = [sandbox.record(call_job(code, "f", "1", limits=limits)).fault for code in ("def f(:", "def g(n): 1", "1/0")]
    assert [
        "does not compile" in (said[0] or ""),
        "it has: g" in (said[1] or ""),
        "ZeroDivision" in (said[2] or ""),
    ] == [True] * 3


def test_one_that_forges_harms_no_other_that_is_looked_at_with_it(sandbox: Sandbox, limits: Limits) -> None:
    end = json.dumps({"outcome": "returned", "stop_reason": None, "result": "forged", "error": None, "seconds": 0.1})
    end = end[:-1] + ', "n_cut": 0, "functions": [], "exceptions": [], "files": []}'
    tell = f"os.write(3, struct.pack('<cI', b'E', {len(end)}) + {end!r}.encode())"
    forged = (
        f"import os, struct\ndef f(n):\n    os.write(3, b'S\\xc8\\0\\0\\0' + b'x' * 200)\n    {tell}\n    os._exit(0)"
    )
    rans = [sandbox.record(call_job(code, "f", "1", limits=limits)) for code in (CODE, forged, CODE)]
    assert [(ran.ending.outcome, ran.ending.result) for ran in rans] == [
        ("returned", "['0']"),
        ("died", None),
        ("returned", "['0']"),
    ]
    assert rans[0].taken.digest == rans[2].taken.digest


def test_what_a_killed_program_recorded_is_kept(sandbox: Sandbox, limits: Limits) -> None:
    code = "import os\ndef f(n):\n    for i in range(n):\n        print(i)\n    print('last', end='') or os._exit(1)"
    patient = replace(limits, seconds=60.0)
    ran = sandbox.record(call_job(code, "f", "3000", limits=patient))
    steps = ran.trace(steps=True).steps
    assert steps is not None
    assert (ran.ending.outcome, steps.num_rows) == ("died", 6_005)
    assert [(file.path, file.program_id) for file in ran.trace().files] == [
        ("program.py", ran.job.subject.program.program_id)
    ]
    assert (
        "".join(text or "" for text in steps["stdout"].to_pylist()) == "".join(f"{i}\n" for i in range(3000)) + "last"
    )


def test_a_job_that_nobody_wants_any_more_is_killed(sandbox: Sandbox) -> None:
    job = call_job("import time\ndef f(n):\n    time.sleep(n)", "f", "1000", limits=Limits(1_000, 60.0, 1_000, 10))
    began = time.monotonic()
    with pytest.raises(Cancelled):
        sandbox.record(job, wanted=lambda: time.monotonic() < began + 0.5)
    assert time.monotonic() < began + 30
    many = sandbox.record_many([job, job], wanted=lambda: time.monotonic() < began + 1)
    with pytest.raises(Cancelled):
        list(many)


def test_leaving_the_iteration_early_ends_what_runs(sandbox: Sandbox, limits: Limits) -> None:
    many = sandbox.record_many(call_job(CODE, "f", str(i), limits=limits) for i in range(1_000))
    assert next(many).ending.outcome == "returned"
    many.close()  # type: ignore[attr-defined]
    assert sandbox.record(call_job(CODE, "f", "1", limits=limits)).ending.outcome == "returned"


def test_a_closed_sandbox_says_so(settings: Settings, limits: Limits, sandbox: Sandbox) -> None:
    other = Sandbox(settings)
    other.close()
    with pytest.raises(UsageError, match="closed"):
        other.record(call_job(CODE, "f", "1", limits=limits))


def test_a_server_that_is_killed_is_replaced(sandbox: Sandbox, limits: Limits) -> None:
    sandbox.record(call_job(CODE, "f", "1", limits=limits))
    (place,) = sandbox._places
    os.kill(place.pid, signal.SIGKILL)
    place._process.wait()
    assert sandbox.record(call_job(CODE, "f", "2", limits=limits)).ending.result == "['0', '1']"
    assert [other.pid for other in sandbox._places] != [place.pid]


HOLD = """
import sys
from tracewalk.model import Limits
from tracewalk.sandbox import Sandbox, call_job
from tracewalk.settings import Settings
sandbox = Sandbox(Settings(), slots=1)
job = lambda n: call_job("import time\\ndef f(n):\\n    time.sleep(n)", "f", n, limits=Limits(1_000, 60.0, 1_000, 10))
sandbox.record(job("0"))
print(*[place.pid for place in sandbox._places], flush=True)
sandbox.record(job("1000"))
"""


def test_all_ends_with_the_parent(sandbox: Sandbox) -> None:
    parent = subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    end = time.monotonic() + 60
    while len(below(pid)) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    inside = [int(one) for one in below(pid)]
    assert len(inside) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    while any(Path(f"/proc/{one}").exists() for one in (pid, *inside)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not [one for one in (pid, *inside) if Path(f"/proc/{one}").exists()]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can show a machine without bubblewrap")
def test_without_bubblewrap_it_says_how_to_get_it(sandbox: Sandbox) -> None:
    code = "from tracewalk.sandbox import Sandbox; print(Sandbox.missing())"
    hidden = ["--tmpfs", "/usr/bin", "--", sys.executable, "-c", code]
    found = as_nobody([])[0]
    done = subprocess.run([found, "--dev-bind", "/", "/", *hidden], capture_output=True, text=True, check=False)
    assert "apt-get install bubblewrap" in done.stdout, done.stderr
    assert "dnf install bubblewrap" in done.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can show a machine without user namespaces")
def test_without_user_namespaces_it_says_what_to_do(sandbox: Sandbox) -> None:
    code = "from tracewalk.sandbox import Sandbox; print(Sandbox.missing())"
    command = as_nobody([sys.executable, "-c", code], namespaces=False)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "bubblewrap cannot make its namespaces here" in done.stdout, done.stderr
    assert "sysctl -w user.max_user_namespaces=10000" in done.stdout
    assert "docker run --security-opt seccomp=unconfined" in done.stdout
