"""True traces to judge against, recorded and projected; and predictions made of them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tracewalk.cwm import Context, project, shown_by_rule
from tracewalk.diff import judge
from tracewalk.lake import Lake
from tracewalk.model import CwmStep, StepVerdict, Verdict
from tracewalk.recorder import record_dataset

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Truth:
    """A true trace, its context and its sources."""

    steps: list[CwmStep]
    context: Context
    sources: dict[str, str]
    shown_kth: list[dict[str, str] | None]
    code: str
    given: str

    def said(self) -> list[CwmStep]:
        """What a model says that is right in everything: all but the first call, which stands in its prompt."""
        return [as_said(step) for step in self.steps[1:]]

    def judge(self, said: list[CwmStep], **options: object) -> tuple[Verdict, list[StepVerdict]]:
        options = {"sources": self.sources, "shown_kth": self.shown_kth, **options}
        return judge(self.steps, said, **options)  # type: ignore[arg-type]


def as_said(step: CwmStep) -> CwmStep:
    """The step as a parser gives it: without what only a true one has."""
    said = copy.deepcopy(step)
    said.step, said.seed, said.changes = None, False, ()
    return said


def record(folder: Path, rows: Iterable[dict[str, str]]) -> dict[str, Truth]:
    rows = list(rows)
    path = folder / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    found = {}
    with Lake.create(folder / "lake") as lake:
        assert not record_dataset("rows", path, lake=lake, jobs=1).faults
        for item in lake.query("record/items_of", {"dataset": "rows"}).to_pylist():
            trace = lake.trace(item["trace_id"])
            sources = {file.program_id: lake.program(file.program_id).text for file in trace.files}
            cwm = project(trace, lake.steps(item["trace_id"]), sources)
            row = next(row for row in rows if row["id"] == item["task_id"])
            shown = shown_by_rule(cwm.steps, "kth")
            found[row["id"]] = Truth(cwm.steps, cwm.context, sources, shown, row["code"], row["input"])
    return found


def blocks(name: str) -> Iterator[tuple[str, str, str]]:
    """The blocks `# id: rest of the line` of a text file, with what follows."""
    for block in re.split(r"^# (?=\w+: )", (HERE / name).read_text(), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        block_id, _, rest = head.partition(": ")
        yield block_id, rest.strip(), body.strip("\n")
