"""A lake of many agents' runs for the benchmarks of the Trajectories page: no agent ran, all is drawn at random.

`python tests/bench/large_trajectories.py FOLDER [--trajectories 100000]`: runs of 500 tasks by 25 agents and models,
each with four turns of about a thousand characters, some with a sub-agent.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from samples import make_id

from tracewalk.lake import Lake
from tracewalk.model import ToolCall, Trajectory, Turn

__all__ = ["SIZE", "make"]

SIZE = 100_000
TASKS = 500
REPOS = [f"{name}/{name}" for name in ("astropy", "django", "flask", "pylint", "requests", "sphinx", "sympy", "xarray")]
MODELS = [f"{family}-{size}b" for family in ("alder", "birch", "cedar", "hazel", "rowan") for size in (1, 3, 8, 14, 32)]
AGENTS = ("SWE-agent", "mini-swe-agent", "openhands")
TOOLS = ("bash", "edit", "view", "grep", "find", "submit", "python", "think")
STATUSES = ("submitted", "exit_cost", "exit_context", "exit_format", "early_exit")
SENTENCE = "the test fails in line of module where an index is off by one and value error from call to"
WORDS = SENTENCE.split()
START = datetime(2026, 1, 1, tzinfo=UTC)
_PUBLISHED = 20_000


def make(folder: Path, trajectories: int = SIZE) -> None:
    """Fills a new lake."""
    drawn = random.Random(0)
    with Lake.create(folder) as lake, lake.writer() as writer:
        for n in range(trajectories):
            writer.add_trajectory(_run(n, drawn), list(_turns(n, drawn)), [])
            if n % _PUBLISHED == _PUBLISHED - 1:
                writer.publish()
                print(f"{n + 1:,} trajectories", file=sys.stderr, flush=True)


def _run(n: int, drawn: random.Random) -> Trajectory:
    number, model = n % TASKS, MODELS[n // TASKS % len(MODELS)]
    repo = REPOS[number % len(REPOS)]
    judged, solved = drawn.random() < 0.8, drawn.random() < 0.4
    prompt, began = drawn.randint(10_000, 3_000_000), START + timedelta(seconds=97 * n)
    return Trajectory(
        make_id("run", n),
        f"{repo.replace('/', '__')}-{number}",
        ("swe-agent", "mini-swe-agent", "openhands")[len(model) % 3],
        dataset=f"bench-{number % 5}",
        agent=AGENTS[len(model) % 3],
        model=model,
        task_id=f"{repo.replace('/', '__')}-{number}",
        task=_text(drawn, 60),
        repo=repo,
        outcome=("solved" if solved else "unsolved") if judged else None,
        exit_status=STATUSES[drawn.randrange(20) % len(STATUSES)],
        started_at=began,
        seconds=drawn.random() * 2_000,
        n_turns=4,
        n_calls=drawn.randint(1, 250),
        n_errors=drawn.randint(0, 20),
        n_edits=drawn.randint(0, 30),
        tests_passed=drawn.randint(0, 300),
        tests_failed=drawn.randint(0, 10),
        tools=tuple(drawn.sample(TOOLS, 5)),
        prompt_tokens=prompt,
        completion_tokens=prompt // 50,
        cost=prompt * 3e-6,
        cost_method="recorded",
        parent=make_id("run", n - 1) if n % 20 == 19 else None,
        source_file=f"/logs/{model}/{number}.traj.json",
        imported_at=began,
    )


def _turns(n: int, drawn: random.Random) -> Iterator[Turn]:
    yield Turn(0, "user", "prompt", message=_text(drawn, 120))
    for turn in range(1, 4):
        call = ToolCall(
            "bash", f'{{"command": "pytest -k run_{n}_{turn}"}}', kind="test", observation=_text(drawn, 170)
        )
        yield Turn(turn, "agent", "test", reasoning=_text(drawn, 30), calls=(call,))


def _text(drawn: random.Random, words: int) -> str:
    return " ".join(drawn.choices(WORDS, k=words))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trajectories", type=int, default=SIZE)
    given = parser.parse_args()
    make(given.folder, given.trajectories)
