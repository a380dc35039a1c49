"""Records a program given as text, and reads back its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pytest

from tracewalk.model import STEPS, Limits
from tracewalk.recorder.session import Ending, Session
from tracewalk.recorder.sink import to_arrow
from tracewalk.settings import Settings

FILE = "<program>"


@dataclass(frozen=True)
class Recording:
    session: Session
    ending: Ending
    batches: list[pa.RecordBatch]
    steps: list[dict[str, Any]]

    def table(self) -> list[str]:
        """One line a step: event, frame, line, changes, value; readable, and easy to compare."""
        return [row(step) for step in self.steps]

    def stream(self, name: str) -> str:
        return "".join(step[name] or "" for step in self.steps)

    def states(self) -> list[dict[str, tuple[str, str]]]:
        """The full state of the step's frame at each step, folded from the changes."""
        frames: dict[int, dict[str, tuple[str, str]]] = {}
        states = []
        for step in self.steps:
            state = frames.setdefault(step["frame_id"], {})
            for change in step["changes"]:
                if change["value"] is None:
                    del state[change["name"]]
                else:
                    state[change["name"]] = (change["type"], change["value"])
            states.append(dict(state))
        return states


def row(step: dict[str, Any]) -> str:
    changes = (f"{c['name']}={'-' if c['value'] is None else c['value']}" for c in step["changes"])
    value = [] if step["value"] is None else [f"-> {step['value']}"]
    return " ".join((step["event"], f"f{step['frame_id']}", f"L{step['line']}", *changes, *value))


def record_text(
    text: str,
    entry: str | None = "main",
    args: tuple[object, ...] = (),
    *,
    style: str = "cwm",
    exact: bool = False,
    steps: int = 1_000_000,
    seconds: float = 30.0,
    chars: int | None = None,
    items: int = 100,
    settings: Mapping[str, Any] | None = None,
    globals_: dict[str, Any] | None = None,
    **options: Any,
) -> Recording:
    """Runs `entry(*args)` of a program, or without an entry its module's code, and gives what was recorded."""
    batches: list[pa.RecordBatch] = []
    space = {"__name__": "__main__"} if globals_ is None else globals_
    code = compile(text, FILE, "exec")
    session = Session(
        "0" * 32,
        scope=lambda name: "program.py" if name == FILE else None,
        limits=Limits(steps, seconds, chars or (1_000_000 if style == "cwm" else 4_000), items),
        repr_style=style,
        outlet=to_arrow(batches.append),
        exact=exact,
        source=lambda _: text,
        settings=Settings(**(settings or {})),
        **options,
    )
    if entry is None:
        ending = session.run(lambda: exec(code, space))
    else:
        exec(code, space)
        ending = session.run(lambda: space[entry](*args))
    steps_ = [step for batch in batches for step in pa.Table.from_batches([batch]).cast(STEPS).to_pylist()]
    return Recording(session, ending, batches, steps_)


@pytest.fixture(scope="session")
def record() -> Callable[..., Recording]:
    return record_text
