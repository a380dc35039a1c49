"""What jobs said of their steps, looked at as what strangers say: rebuilt, checked, counted, hashed by the parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tracewalk.model import EVENTS, File, Program
from tracewalk.model.steps_digest import StepsDigest
from tracewalk.recorder.session import MAX_NAMED
from tracewalk.sandbox.decoded import Columns, Said, decode
from tracewalk.sandbox.frames import Forged
from tracewalk.sandbox.known import Known
from tracewalk.sandbox.payload import Payload

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Taken", "settle"]

_WAITING = 1 << 18
"""Bytes of one run that wait to be looked at."""


class Taken:
    """The steps of one run so far. Facts about them are the parent's own, where steps can tell them.

    `sources` are the files that may appear, by the path under which they are shown. What is added waits until `settle`
    looks at it, with that of other runs, which costs a fraction of one after the other.
    """

    def __init__(self, trace_id: str, sources: Mapping[str, Program], max_steps: int) -> None:
        self.trace_id = trace_id
        self.batches: list[pa.RecordBatch] = []
        self.n_steps = 0
        self.n_frames = 0
        self.max_depth = 0
        self.n_cut = 0
        self.n_values = 0
        """Values of returns and yields, which may be shortened."""
        self.functions: tuple[str, ...] = ()
        self.exceptions: tuple[str, ...] = ()
        self.files: tuple[File, ...] = ()
        self.forged: str | None = None
        """What it said that no recorder says; what it said before is kept, the rest is not."""
        self._sources = sources
        self._programs = {program.program_id for program in sources.values()}
        self._max_steps = max_steps
        self._digest = StepsDigest()
        self._known = Known()
        self._waiting: list[bytes] = []
        self._n_waiting = 0

    @property
    def digest(self) -> str:
        """Of all steps."""
        return self._digest.hexdigest()

    @property
    def programs(self) -> tuple[Program, ...]:
        """The texts of the files that ran, each once."""
        return tuple({self._sources[file.path].program_id: self._sources[file.path] for file in self.files}.values())

    def see_files(self) -> None:
        """Finds in the steps which files ran, where nobody tells it; in order of first step."""
        ran = dict.fromkeys(text for batch in self.batches for text in batch.column("program_id").unique().to_pylist())
        paths = {program.program_id: path for path, program in reversed(list(self._sources.items()))}
        self.files = tuple(File(paths[program_id], program_id) for program_id in ran)

    def add(self, payload: bytes) -> None:
        """Takes the next steps."""
        self._waiting.append(payload)
        self._n_waiting += len(payload)
        if self._n_waiting > _WAITING:
            settle([self])

    @property
    def waits(self) -> bool:
        """Whether something is not looked at yet."""
        return bool(self._waiting)

    def waiting(self) -> list[bytes]:
        """What is not looked at yet; it waits no more."""
        found, self._waiting, self._n_waiting = self._waiting, [], 0
        return found

    def said(self, waiting: Sequence[bytes]) -> Said:
        """What it says, as far as that can be told without the others. Raises `Forged`."""
        payloads, known = [], self._known
        for each in waiting:
            payload = Payload(each)
            known = known.after(payload, self._programs)
            payloads.append(payload)
        n = sum(len(payload.numbers["sites"]) for payload in payloads)
        if n > self._max_steps - self.n_steps:
            raise Forged(f"{n} steps after {self.n_steps}")
        return Said(self.trace_id, self.n_steps, known, payloads)

    def accept(self, said: Said, columns: Columns, number: int) -> None:
        """Its part of what was decoded: the run of that number there."""
        start, end = columns.rows[number : number + 2].tolist()
        first, last = columns.changes[number : number + 2].tolist()
        facts = {name: values[number] for name, values in columns.facts.items()}
        self._known = said.known
        self.batches.append(columns.batch.slice(start, end - start))
        self.n_steps += end - start
        self.n_frames += facts["n_frames"]
        self.max_depth = max(self.max_depth, facts["max_depth"])
        self.n_cut += facts["n_cut"]
        self.n_values += facts["n_values"]
        self.functions = said.known.words[0][:MAX_NAMED]
        self._hash(columns, slice(start, end), slice(first, last))

    def _hash(self, columns: Columns, rows: slice, changes: slice) -> None:
        digest, numbers, texts = self._digest, columns.numbers, columns.texts
        digest.words("event", numbers["event"][rows], EVENTS)
        for name in ("frame_id", "line", "n_changes"):
            digest.numbers(name, numbers[name][rows])
        digest.words("func", numbers["func"][rows], columns.functions)
        for name in ("value", "stdout", "stderr"):
            digest.texts(name, *texts[name].part(rows))
        digest.words("changes.name", numbers["name"][changes], columns.names)
        digest.texts("changes.value", *texts["change"].part(changes))
        digest.words("changes.type", numbers["type"][changes], columns.types)
        digest.numbers("changes.size", numbers["size"][changes])
        digest.flags("changes.cut", numbers["cut"][changes])


def settle(runs: Sequence[Taken]) -> None:
    """Looks at all that waits. Where that is forged, `forged` says so of the run that did it, and no other suffers."""
    waiting = [(taken, taken.waiting()) for taken in runs if taken.waits]
    if not waiting:
        return
    try:
        _settle(waiting)
    except Forged:
        for taken, payloads in waiting:
            for payload in payloads:
                if taken.forged is None:
                    _settle_alone(taken, payload)


def _settle(waiting: Sequence[tuple[Taken, list[bytes]]]) -> None:
    said = [taken.said(payloads) for taken, payloads in waiting]
    columns = decode(said)
    for number, ((taken, _), each) in enumerate(zip(waiting, said, strict=True)):
        taken.accept(each, columns, number)


def _settle_alone(taken: Taken, payload: bytes) -> None:
    try:
        _settle([(taken, [payload])])
    except Forged as fault:
        taken.forged = str(fault)
