"""Programs to measure a model on, with what really happened: a dataset's rows, recorded as any dataset is."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tracewalk.cwm import CwmTrace, Prompts, project, render_step
from tracewalk.errors import ModelError
from tracewalk.lake import Lake, choose, read_many
from tracewalk.recorder import record_dataset
from tracewalk.tiny.documents import Document, generator

__all__ = ["HAND_WRITTEN", "Example", "examples", "row_of", "sample", "write_rows"]

HAND_WRITTEN = Path(__file__).with_name("hand_written.jsonl")
"""28 programs written by hand before any score was seen, with constructs that the generator lacks."""

_NAME = "measured"


@dataclass(frozen=True)
class Example:
    """A program, and its trace as CWM would write it."""

    task_id: str
    kind: str
    """The row's first tag, or "": scores are also given by kind."""
    trace: CwmTrace

    @cached_property
    def prompts(self) -> Prompts:
        """The prompt before each step."""
        return Prompts(self.trace)

    @cached_property
    def texts(self) -> list[str]:
        """Each true step as the model should write it, its closing separator included."""
        return [render_step(step) for step in self.trace.steps]

    @property
    def text(self) -> str:
        """Prompt and trace, without the end of the text."""
        return self.prompts.text


def examples(path: Path) -> list[Example]:
    """The rows of a JSON-lines file {id, code, input[, entry, tags]}, recorded; those that can't be are left out.

    The programs run here, with the user's own rights. Raises `NotFound`, and `ModelError` where no row can be used.
    """
    with tempfile.TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake") as lake:
        done = record_dataset(_NAME, path, lake=lake)
        if done.recorded + done.kept == 0:
            first = str(done.faults[0]) if done.faults else "it is empty"
            raise ModelError(f"no program of {path} can be measured on: {first}")
        found = {example.task_id: example for example in _recorded(lake)}
    order = (str(json.loads(line)["id"]) for line in path.read_text("utf-8").splitlines() if _is_row(line))
    return [found[task_id] for task_id in order if task_id in found]


def sample(of: list[Example], count: int, fits: Callable[[Example], bool], seed: int | None = 0) -> list[Example]:
    """The first examples that fit, in their own order or, with a seed, in a random one."""
    order = list(of)
    if seed is not None:
        generator(seed).shuffle(order)
    chosen: list[Example] = []
    for example in order:
        if len(chosen) < count and fits(example):
            chosen.append(example)
    return chosen


def row_of(document: Document, task_id: str) -> dict[str, Any]:
    """A generated document as a dataset's row."""
    entry, _, rest = document.draft.call.partition("(")
    row = {"id": task_id, "code": document.draft.functions.rstrip(), "input": rest.removesuffix(")")}
    return row | ({"entry": entry} if entry != "f" else {}) | {"tags": [document.draft.kind]}


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """A JSON-lines file of them."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def _recorded(lake: Lake) -> Iterator[Example]:
    for whole in read_many(lake, choose(lake, dataset=_NAME)):
        assert whole.trace.steps is not None
        trace = project(whole.trace, whole.trace.steps, whole.sources)
        if trace.refused is None:
            for item in whole.items:
                yield Example(item.task_id, item.tags[0] if item.tags else "", trace)


def _is_row(line: str) -> bool:
    try:
        return "id" in json.loads(line)
    except (ValueError, TypeError):
        return False
