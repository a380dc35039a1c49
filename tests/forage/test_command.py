"""`tracewalk forage`, as it is typed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.forage.conftest import FILES, SAMPLES
from tests.forage.playing import act
from tests.forage.test_asked import choice

from tracewalk.lake import Lake
from tracewalk.sandbox import Sandbox

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))


def typed(*args: str | Path, cwd: Path, code: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
    import os

    done = subprocess.run(
        [sys.executable, "-m", "tracewalk", "forage", *map(str, args)],
        cwd=cwd, env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))} | env,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return done


def test_a_script_at_a_sample_task_and_the_same_again(tmp_path: Path) -> None:
    words = ["--script", "hasty", "--task", "wayfarer-changes", "--dataset", "mine"]
    first = typed(*words, cwd=tmp_path)
    one, task, script, name, outcome, *_ = first.stdout.split()
    assert (task, script, name, outcome) == ("wayfarer-changes", "script:", "hasty", "unsolved")
    with Lake.open(tmp_path / "lake") as lake:
        assert lake.trajectory(one).dataset == "mine"
    again = typed(*words, cwd=tmp_path)
    assert again.stdout == ""
    assert "0 trajectories, 1 kept" in again.stderr


def test_tasks_and_scripts_are_listed_without_a_lake(tmp_path: Path) -> None:
    done = typed("--list", cwd=tmp_path)
    assert len(done.stdout.splitlines()) == SAMPLES.read_text().count("[[task]]")
    assert "script wander: " in done.stderr
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--task", "quill-short"], "give --script NAME"),
        (["--script", "each", "--endpoint", "tiny"], "give --script NAME"),
        (["--script", "brilliant"], "no script 'brilliant'; there are: direct,"),
        (["--script", "direct", "--task", "no"], "no task no; there are: quill-short,"),
        (["--script", "direct", "--tasks", "no.toml"], "no.toml cannot be read"),
        (["--endpoint", "no"], "no endpoint 'no'; there are: tiny"),
        (["--endpoint", "box=http://127.0.0.1:9/v1"], "the connection was refused"),
        (["mutate", "nowhere"], "no folder nowhere"),
        (["--seed", "3", "mutate", "x"], "--seed belongs behind the command: `tracewalk forage mutate ... --seed ...`"),
    ],
)
def test_slips_are_told_and_leave_no_lake(tmp_path: Path, words: list[str], says: str) -> None:
    done = typed(*words, cwd=tmp_path, code=2, TRACEWALK_ANSWER_TRIES="1")
    assert says in done.stderr
    assert not (tmp_path / "lake").exists()


def test_a_healthy_repository_is_broken_and_the_tasks_are_run(tmp_path: Path) -> None:
    pytest.importorskip("cosmic_ray", reason="mutations need the extra `forage`")
    for name, text in FILES.items():
        (tmp_path / "sums" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sums" / name).write_text(text)
    typed("mutate", "sums", "--number", "1", "--out", "tasks.toml", cwd=tmp_path)
    (task,) = tomllib.loads((tmp_path / "tasks.toml").read_text())["task"]
    assert typed("mutate", "sums", "--number", "1", cwd=tmp_path).stdout == (tmp_path / "tasks.toml").read_text()
    done = typed("--script", "each", "--tasks", "tasks.toml", cwd=tmp_path)
    assert f"{task['id']}  script: direct  solved" in done.stdout


def test_a_model_of_the_configuration_is_asked(tmp_path: Path) -> None:
    """In another process, so that the command meets the server as it would any."""
    import asyncio

    from tests.predict.servers import speaking

    async def run() -> str:
        answers = [act("bash", "ls"), "I give up."]
        async with speaking(lambda seen: [choice(seen, answers[min(seen.n, 1)])]) as server:
            (tmp_path / "tracewalk.toml").write_text(f'[endpoints.box]\nurl = "{server.url}"\nprotocol = "chat"\n')
            words = ["--endpoint", "box", "--task", "quill-short", "--turns", "9"]
            return (await asyncio.to_thread(typed, *words, cwd=tmp_path)).stdout

    said = asyncio.run(run())
    assert "quill-short  m  unsolved" in said
    assert "Tool call format error" in said
