"""A draft -> the lake: its identity, its rows, its place in a dataset; importing it again adds nothing.

Identity of an imported trace: program, entry, input, Python version (`unknown` where the file does not say), repr style
`cwm`, and limits that are all 0, which no recording has: so an imported trace never has the id of a recorded one, and
stands beside it in one lake. A trace that was cut has the number of its steps as its limit. The same identity with
other steps becomes a further run, as in a recording.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tracewalk.importers.arrow import batch_of, identified
from tracewalk.importers.ending import ending_of
from tracewalk.lake import replace_trajectories
from tracewalk.lake.runs import RunDigests
from tracewalk.model import File, Identity, Item, Limits, Trace
from tracewalk.model.steps_digest import StepsDigest

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.importers.draft import Draft
    from tracewalk.importers.ending import Ending
    from tracewalk.importers.ready import Ready
    from tracewalk.lake import Lake, Writer

__all__ = ["Keeper", "keep_trace"]

_PUBLISHED_EVERY = 20_000
"""Traces after which what is whole is published, and what is remembered of it forgotten."""
_PUBLISHED_BYTES = 1 << 30
"""Of trajectories in memory, after which they are published: what a killed import has to read again."""
_REPLACED_BYTES = 1 << 28
"""The same of those that replace others, which wait in memory."""


class Keeper:
    """Where drafts are given to: a lake, its writer, and what that has not published yet."""

    def __init__(self, lake: Lake, writer: Writer, dataset: str | None = None) -> None:
        self.lake = lake
        self.writer = writer
        self.dataset = dataset
        """Of all that is imported; None: as each says itself."""
        self._published = RunDigests(lake)
        self._waiting: dict[str, list[tuple[int, str]]] = {}
        self._n_bytes = 0
        self._replacing: dict[str, Ready] = {}

    def runs(self, root: str) -> list[tuple[int, str]]:
        """Number and digest of the runs that there are of an identity, by the id of run 0."""
        return self._waiting.get(root, []) + self._published.of(root)

    def add(self, root: str, trace: Trace, steps: pa.RecordBatch) -> None:
        """Adds a trace with its steps."""
        self.writer.add_steps(steps)
        self.writer.add_trace(trace)
        self._waiting.setdefault(root, []).append((trace.run, trace.steps_digest))
        if len(self._waiting) >= _PUBLISHED_EVERY:
            self.writer.publish()
            self._waiting.clear()

    def add_run(self, run: Ready) -> str:
        """Adds an agent's run; returns `imported`, `replaced` or `kept`. Raises `UsageError` where it does not fit."""
        if run.replaces:
            self._replacing[run.trajectory.trajectory_id] = run
            if sum(one.n_bytes for one in self._replacing.values()) > _REPLACED_BYTES:
                self.replace()
            return "replaced"
        if not self.writer.add_trajectory(run.trajectory, run.turns, run.changes):
            return "kept"
        self._n_bytes += run.n_bytes
        if self._n_bytes > _PUBLISHED_BYTES:
            self.writer.publish()
            self._n_bytes = 0
        return "imported"

    def replace(self) -> None:
        """Puts the runs that wait for it in the place of those that the lake has."""
        waiting, self._replacing = self._replacing.values(), {}
        if waiting:
            replace_trajectories(self.lake, ((one.trajectory, one.turns, one.changes) for one in waiting))


def keep_trace(draft: Draft, keeper: Keeper) -> str:
    """Adds a draft's trace, and its place in a dataset.

    Returns `imported`, `new runs` (the same identity was there with other steps) or `kept` (it was there).
    """
    steps, ending = batch_of(draft.steps), ending_of(draft.steps)
    identity = _identity(draft, ending)
    digest = StepsDigest()
    digest.update(steps)
    earlier = keeper.runs(identity.trace_id)
    same = next((run for run, one in earlier if one == digest.hexdigest()), None)
    run = max((n for n, _ in earlier), default=-1) + 1 if same is None else same
    trace_id = replace(identity, run=run).trace_id
    if same is None:
        keeper.writer.add_program(draft.program)
        made = _trace(draft, identity, ending, trace_id, run, digest.hexdigest())
        keeper.add(identity.trace_id, made, identified(steps, trace_id))
    facts = draft.facts
    if dataset := keeper.dataset or facts.dataset:
        keeper.writer.add_item(Item(dataset, draft.name, trace_id, split=facts.split, tags=facts.tags))
    return "kept" if same is not None else "new runs" if run else "imported"


def _identity(draft: Draft, ending: Ending) -> Identity:
    n_steps = len(draft.steps) if ending.outcome == "truncated" else 0
    return Identity(
        programs=(draft.program.program_id,),
        entry="main" if draft.wrapped else draft.entry,
        input=draft.input,
        python=draft.facts.python,
        limits=Limits(steps=n_steps, seconds=0.0, value_chars=0, items=0),
        repr_style="cwm",
    )


def _trace(draft: Draft, identity: Identity, ending: Ending, trace_id: str, run: int, digest: str) -> Trace:
    calls = [step for step in draft.steps if step.event == "call"]
    return Trace(
        trace_id=trace_id,
        name=draft.name,
        program_id=draft.program.program_id,
        files=(File(draft.path, draft.program.program_id),),
        entry=draft.entry,
        input=draft.input,
        python=identity.python,
        hash_seed=None,
        repr_style=identity.repr_style,
        limits=json.dumps(asdict(identity.limits), sort_keys=True),
        recorder=identity.recorder,
        run=run,
        run_of=identity.trace_id if run else None,
        n_steps=len(draft.steps),
        n_frames=len(calls),
        max_depth=max((step.depth for step in draft.steps), default=0),
        n_cut=sum(change.cut for step in draft.steps for change in step.changes),
        functions=tuple(dict.fromkeys(step.func for step in calls if step.func)),
        exceptions=draft.exceptions,
        outcome=ending.outcome,
        stop_reason=ending.stop_reason,
        result=ending.result,
        error=ending.error,
        steps_digest=digest,
        origin="imported",
        parent=None,
        test_outcome=None,
        seconds=0.0,
        created_at=datetime.now(UTC),
    )
