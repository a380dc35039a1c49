"""`tracewalk predict`, as a command of its own: what it prints, how it ends, and that Ctrl-C loses nothing whole."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from tests.predict.listening import listening
from tests.predict.oracle import Oracle, Server
from typer.testing import CliRunner

from tracewalk.cli import app
from tracewalk.errors import NotFound, TracewalkError, UsageError
from tracewalk.lake import Lake
from tracewalk.predict import subject

COMMAND = [sys.executable, "-m", "tracewalk", "predict"]
KEPT = {name: value for name, value in os.environ.items() if not name.startswith("TRACEWALK_")}


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell has Ctrl-C ignored in what it starts in the background, and so in what that starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def oracle(lake: Lake, ids: dict[str, str]) -> Oracle:
    return Oracle([subject(lake, trace_id).cwm for trace_id in ids.values()])


def invoked(lake: Lake, *args: str) -> tuple[int, str]:
    """Exit code and stdout of `tracewalk predict`, run in this process. Raises what it raises."""
    return run_app(lake, "predict", *args)


def run_app(lake: Lake, *args: str) -> tuple[int, str]:
    """The same of any command over a lake."""
    env = dict.fromkeys((name for name in os.environ if name.startswith("TRACEWALK_")), None)
    done = CliRunner(env=env).invoke(app, [*args, "--lake", str(lake.path)])
    if isinstance(done.exception, TracewalkError):
        raise done.exception
    return done.exit_code, done.stdout


class Slow:
    """Lets so many completions through, and then holds every other until the end."""

    def __init__(self, server: Server, most: int) -> None:
        self.server = server
        self.most = most
        self.held = threading.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if str(scope.get("path")).endswith("completions"):
            self.most -= 1
            if self.most < 0:
                self.held.set()
                await asyncio.sleep(60)
        await self.server(scope, receive, send)


def test_ctrl_c_keeps_what_was_whole_and_the_same_command_goes_on(
    oracle: Oracle, lake: Lake, ids: dict[str, str], interruptible: None
) -> None:
    def started(address: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, "--lake", str(lake.path), "--endpoint", f"box={address}", "--jobs", "2"],
            env=KEPT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    slow = Slow(Server(oracle.after, oracle=oracle), 4)
    with listening(slow) as address:
        process = started(address)
        assert slow.held.wait(60)
        process.send_signal(signal.SIGINT)
        out, talk = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in talk) == (130, False)
    assert "Interrupted; what was whole is in the lake, and the same command goes on from there." in talk
    n = lake.catalog.count("predictions")
    assert n >= 3  # the fourth may have been on its way
    assert out.startswith(f"{n} predictions, 0 known, {n} exact\n")

    with listening(Server(oracle.after, oracle=oracle)) as address:
        process = started(address)
        out, talk = process.communicate(timeout=60)
    rest = len(ids) - n
    assert (process.returncode, out.splitlines()[0]) == (0, f"{rest} predictions, {n} known, {rest} exact")
    assert "tokens/s" in talk.splitlines()[0], "no empty line comes first"


def test_a_server_that_is_not_there_is_wrong_use(lake: Lake, ids: dict[str, str]) -> None:
    command = [*COMMAND, "--lake", str(lake.path), "--endpoint", "box=http://127.0.0.1:9/v1"]
    done = subprocess.run(command, env=KEPT, text=True, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (2, "")
    assert " ".join(done.stderr.split()).startswith(
        "error: The endpoint box: the connection was refused. Is its server running, and at the address that --endpoint"
    )
    assert lake.catalog.count("predictions") == 0


def test_a_summary_on_stdout(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    with listening(Server(oracle.after, oracle=oracle)) as address:
        box = ("--endpoint", f"box={address}")
        code, out = invoked(lake, *box, "--trace", ids["loop"], "--trace", ids["loop"], "--trace", ids["helper"])
        assert (code, out) == (
            0,
            "2 predictions, 0 known, 2 exact\nsteps right: 23 of 23 (100.0%)\nended: 2 finished\n",
        )
        code, out = invoked(lake, *box, "--dataset", "rows", "--limit", "3", "--mode", "step", "--steps", "max:2")
        assert (code, out.splitlines()[1]) == (0, "steps right: 6 of 6 (100.0%)")
        code, out = invoked(lake, *box, "--where", "n_steps > 12", "--mode", "return")
        assert (code, "finished" in out) == (0, True)
        code, out = invoked(lake, *box, "--from-step", "13")
        assert code == 1  # with the traces that are shorter listed


def test_why_nothing_was_asked_is_said(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    with listening(Server(oracle.after, "llama.cpp", oracle)) as address:
        command = [*COMMAND, "--lake", str(lake.path), "--endpoint", f"box={address}", "--mode", "score"]
        done = subprocess.run(command, env=KEPT, text=True, capture_output=True, check=False, timeout=120)
    assert f"ended: {len(ids)} unsupported\n" in done.stdout
    assert "unsupported, the first: The endpoint box gives no log-probabilities" in done.stderr


def test_what_does_not_go_together(lake: Lake, ids: dict[str, str]) -> None:
    box = ("--endpoint", "box=http://127.0.0.1:9/v1")
    for args, words in (
        ((), "--endpoint is missing"),
        ((*box, "--samples", "2"), "would all be the same; give a --temperature too"),
        ((*box, "--steps", "max:3"), "goes with --mode step, not full"),
        ((*box, "--jobs", "64"), "--jobs 64 is more than the 8 requests"),
        (
            (*box, "--trace", ids["loop"], "--dataset", "rows", "--limit", "2"),
            "and --dataset, --limit chooses among all",
        ),
        (("import", "x.jsonl", "--model", "m"), "--mode belongs behind the command: `tracewalk predict import"),
        (("--endpoint", "tiny=http://127.0.0.1:9/v1"), "the name tiny is that of the model"),
    ):
        with pytest.raises(UsageError) as refused:
            invoked(lake, "--mode", "full", *args)
        assert words in str(refused.value)
    for args, words in (
        (("--endpoint", "other"), "no endpoint 'other'; there are: tiny. Write another into tracewalk.toml"),
        ((*box, "--trace", "0" * 32), "no trace '0000"),
        ((*box, "--dataset", "none"), "none"),
    ):
        with pytest.raises(NotFound) as unknown:
            invoked(lake, *args)
        assert words in str(unknown.value)


def test_the_embedded_model_is_started_and_stopped_by_the_command(lake: Lake, ids: dict[str, str]) -> None:
    command = [*COMMAND, "--lake", str(lake.path), "--endpoint", "tiny", "--trace", ids["straight"]]
    done = subprocess.run(command, env=KEPT, text=True, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "is served by" in done.stderr
    (row,) = lake.predictions_of(ids["straight"])
    assert (row["endpoint"], row["stopped_by"], row["tokens_exact"]) == ("tiny", "eos", True)


def test_progress_is_told_in_words(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    from tracewalk.cli.predict import _so_far
    from tracewalk.predict import Batch

    assert _so_far(Batch(began=0.0)) == "0 tokens/s"
    assert _so_far(Batch(right=3, judged=4)).endswith(" tokens/s, 75.0% of steps right")
