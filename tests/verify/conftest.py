"""A lake, problems whose programs are a line or two, and a model that says what it is told, on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.predict.servers import QUICK, Seen, Spoken, endpoint, speaking, whole

from tracewalk.lake import Lake
from tracewalk.model import Limits
from tracewalk.predict import Ask, Endpoint
from tracewalk.recorder.environment import limits_of
from tracewalk.settings import Settings
from tracewalk.verify import Author, Problem, Test, Verified, World, answering, verify

SETTINGS = replace(QUICK, max_steps=2_000)
LIMITS: Limits = limits_of(SETTINGS, "cwm")

Say = Callable[[str], str]
"""What a model says to a prompt."""

USAGE = {"prompt_tokens": 90, "completion_tokens": 5, "total_tokens": 95}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.create(tmp_path / "lake", settings=SETTINGS) as made:
        yield made


def given(code: str, *tests: Test, task_id: str = "t", entry: str = "f") -> Problem:
    """A problem of a given program."""
    return Problem(task_id, entry, code=code, tests=tests)


def returning(value: str, line: str = "    return x\n") -> str:
    """A returned value in CWM's text, behind its separator."""
    import json

    return f"<|action_sep|>{line}<|arg_sep|>{json.dumps(value)}<|frame_sep|>"


def choice(seen: Seen, text: str, finish: str = "stop") -> bytes:
    """A whole answer, in the shape of the call that was made."""
    said: dict[str, Any] = {"message": {"role": "assistant", "content": text}}
    one = (said if seen.path.endswith("chat/completions") else {"text": text}) | {"index": 0, "finish_reason": finish}
    return whole({"id": "x", "object": "x", "model": "m", "choices": [one], "usage": USAGE})


def told(seen: Seen) -> str:
    """What the model was told last."""
    if seen.path.endswith("chat/completions"):
        text: str = seen.body["messages"][-1]["content"]
        return text
    prompt: str = seen.body["prompt"]
    return prompt


def verified(
    lake: Lake,
    problems: Sequence[Problem],
    author: Author | Callable[[Endpoint], Any],
    say: Say | None = None,
    *,
    mode: str = "return",
    by: str | None = None,
    protocol: str = "cwm",
    **more: Any,
) -> tuple[Verified, Spoken | None]:
    """Problems verified into the set `p`; `say` is the model that predicts, and writes where `author` is a function."""

    async def run() -> tuple[Verified, Spoken | None]:
        if say is None:
            done = await verify(lake, problems, author, name="p", limits=LIMITS, asking=answering(by or "m"), **more)
            return done, None
        answer = lambda seen: [choice(seen, say(told(seen)))]  # noqa: E731
        async with speaking(answer) as server, endpoint(server.url, SETTINGS, protocol=protocol) as box:
            world = await World.of(lake, box, Ask(mode))
            writer = await author(box) if callable(author) else author
            done = await verify(
                lake, problems, writer, name="p", limits=LIMITS, asking=world.asking, world=world, **more
            )
            return done, server

    return asyncio.run(run())


__all__ = ["LIMITS", "SETTINGS", "Say", "Settings", "choice", "given", "lake", "returning", "told", "verified"]
