"""Twins of traces: the same program with other constants, other names or another input, really run in the sandbox.

A model that understood a program is as right about its twins; one that had memorised it is not. A twin is a branch of
its original, and stands in a dataset of its own with the tags `twin` and `twin:KIND`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from tracewalk.errors import TracewalkError, UsageError
from tracewalk.frozen import frozen
from tracewalk.model import Branch, Item, LineEdit, Trace
from tracewalk.recorder.run import give, kept_runs, whole
from tracewalk.sandbox import Cancelled, Job, Ran
from tracewalk.verify.branch_edit import texts_of
from tracewalk.verify.branch_rerun import rerun
from tracewalk.verify.twin_constants import other_constants
from tracewalk.verify.twin_inputs import other_input
from tracewalk.verify.twin_names import other_names

if TYPE_CHECKING:
    from tracewalk.lake import Lake, Writer
    from tracewalk.sandbox import Sandbox

__all__ = ["KINDS", "NAMED", "TWINS", "Twinned", "make_twins"]

KINDS = ("constants", "names", "inputs")
TWINS = "twins"
"""The dataset in which twins stand, where no other is named."""
NAMED = " | twin: "
"""Between a trace's name and its twin's kind."""
_TRIES = 4
_PUBLISH = 200
_STEPS = 20_000
_FACTOR = 50
_SECONDS = 10.0
_STEPS_A_SECOND = 1_000


@dataclass
class Twinned:
    """What came of making twins."""

    made: Counter[str] = field(default_factory=Counter)
    """By kind, as the others."""
    kept: Counter[str] = field(default_factory=Counter)
    """The lake had them."""
    dropped: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and reason: what was run and is no twin."""
    none: Counter[str] = field(default_factory=Counter)
    """Nothing could be changed so."""
    left_out: list[str] = field(default_factory=list)
    """Traces of which no twin can be made, and why."""
    traces: int = 0
    interrupted: bool = False


@frozen
class _Wanted:
    """One twin to be."""

    of: Trace
    kind: str
    number: int
    task: str
    split: str | None


def make_twins(
    lake: Lake,
    trace_ids: Sequence[str],
    sandbox: Sandbox,
    *,
    kinds: Sequence[str] = KINDS,
    n: int = 1,
    seed: int = 0,
    dataset: str = TWINS,
    progress: Callable[[int, int], None] = lambda *_: None,
    wanted: Callable[[], bool] = lambda: True,
) -> Twinned:
    """Makes `n` twins of each kind of each trace, the same ones for the same seed; those that the lake has are not run.

    A twin is dropped where it does not end as its original did, where a change of constants or of the input changes no
    step, and where renaming changes the run. Once `wanted` says no, what is done is kept. Raises `UsageError` for a
    kind that is none, `NotFound` for a trace, `ReadOnlyLake`.
    """
    lake.require_writable()
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise UsageError(f"{unknown[0]!r} is no kind of twin; there are: {', '.join(KINDS)}")
    done = Twinned()
    with lake.writer() as writer:
        desk = _Desk(lake, writer, done, dataset)
        jobs = desk.jobs(trace_ids, kinds, n, seed, lambda at: progress(at, len(trace_ids)))
        try:
            for ran in _runs(sandbox, jobs, wanted):
                desk.take(ran)
        except Cancelled:
            done.interrupted = True
        desk.file()
    return done


def _runs(sandbox: Sandbox, jobs: Iterator[Job], wanted: Callable[[], bool]) -> Iterator[Ran]:
    """Each job alone in a process, as their files lie at the same paths; in their order. Raises `Cancelled`."""
    with ThreadPoolExecutor(sandbox.slots, thread_name_prefix="twins") as pool:
        under_way: deque[Future[Ran]] = deque()
        try:
            for job in jobs:
                if not wanted():
                    raise Cancelled
                under_way.append(pool.submit(sandbox.record, job, wanted=wanted))
                if len(under_way) > 2 * sandbox.slots:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            for each in under_way:
                each.cancel()


class _Desk:
    """Where traces become jobs, and what came of those twins."""

    def __init__(self, lake: Lake, writer: Writer, done: Twinned, dataset: str) -> None:
        self._lake = lake
        self._writer = writer
        self._done = done
        self._dataset = dataset
        self._there: list[tuple[_Wanted, Trace]] = []
        self._since = 0

    def jobs(
        self, trace_ids: Sequence[str], kinds: Sequence[str], n: int, seed: int, at: Callable[[int], None]
    ) -> Iterator[Job]:
        for number, trace_id in enumerate(trace_ids):
            trace = self._lake.trace(trace_id)
            self._done.traces += 1
            if trace.origin == "branch":
                self._done.left_out.append(f"trace {trace_id}: it is a branch or a twin itself")
                continue
            try:
                yield from self._of_trace(trace, kinds, n, seed)
            except TracewalkError as fault:
                self._done.left_out.append(str(fault))
            at(number + 1)

    def _of_trace(self, trace: Trace, kinds: Sequence[str], n: int, seed: int) -> Iterator[Job]:
        rerun(self._lake, trace, Branch(trace.trace_id, 0))  # says where it cannot be run again
        item = next(iter(self._lake.items(trace.trace_id)), None)
        task, split = (item.task_id, item.split) if item else (trace.trace_id, None)
        texts = texts_of(self._lake, trace)
        ran = self._ran(trace, texts) if "constants" in kinds else set()
        for kind in kinds:
            seen: set[Branch] = set()
            for number in range(1, n + 1):
                rng = Random(f"{seed}|{trace.trace_id}|{kind}|{number}")  # noqa: S311
                if (branch := _branch(trace, kind, texts, ran, rng, seen)) is None:
                    self._done.none[kind] += 1
                    continue
                seen.add(branch)
                wanted = _Wanted(trace, kind, number, task, split)
                try:
                    job = self._named(rerun(self._lake, trace, branch), wanted)
                except TracewalkError:  # of a row whose call does not stand where rows have it: its input is its own
                    self._done.none[kind] += 1
                    continue
                if (there := whole(job.earlier)) is not None:
                    self._there.append((wanted, there))
                else:
                    yield job

    def _named(self, job: Job, wanted: _Wanted) -> Job:
        """Named after its kind; and with little more time and steps than its original took: one beyond is no twin."""
        subject = job.subject
        limits = subject.identity.limits
        steps = min(limits.steps, max(_STEPS, _FACTOR * wanted.of.n_steps))
        # By steps, not by the seconds of that one run: the same twin has the same id in any lake.
        seconds = min(limits.seconds, _SECONDS + wanted.of.n_steps / _STEPS_A_SECOND)
        identity = replace(subject.identity, limits=replace(limits, steps=steps, seconds=seconds))
        number = f" {wanted.number}" if wanted.number > 1 else ""
        subject = replace(subject, identity=identity, name=f"{wanted.of.name}{NAMED}{wanted.kind}{number}")
        earlier = kept_runs(self._lake, subject.trace_id)
        return replace(job, order=replace(job.order, subject=subject), earlier=earlier, tag=wanted)

    def _ran(self, trace: Trace, texts: dict[str, str]) -> set[int]:
        """Lines of the entry's file that ran, but for those of the call that a dataset's row ends in."""
        text = texts[_path_of(trace)]
        steps = self._lake.steps(trace.trace_id)
        rows = zip(*(steps[name].to_pylist() for name in ("event", "program_id", "func", "line")), strict=True)
        own = [row for row in rows if row[1] == trace.program_id and row[0] == "line"]
        return {line for _, _, func, line in own if not (func == "main" and "START_OF_TRACE" in text)}

    def take(self, ran: Ran) -> None:
        wanted = ran.job.tag
        assert isinstance(wanted, _Wanted)
        if (why := _no_twin(ran, wanted)) is not None:
            self._done.dropped[wanted.kind, why] += 1
            return
        twin = ran.twin()
        if twin is None:
            for batch in ran.batches:
                self._writer.add_steps(batch)
            twin = give(ran, self._writer)
        self._item(wanted, twin)
        self._done.made[wanted.kind] += 1
        self.file()
        self._since += 1
        if self._since % _PUBLISH == 0:
            self._writer.publish()

    def file(self) -> None:
        """The places of twins that needed no run."""
        while self._there:
            wanted, twin = self._there.pop()
            self._done.kept[wanted.kind] += 1
            if not any(item.dataset == self._dataset for item in self._lake.items(twin.trace_id)):
                self._item(wanted, twin)

    def _item(self, wanted: _Wanted, twin: Trace) -> None:
        task, tags = f"{wanted.task}~{wanted.kind}{wanted.number}", ("twin", f"twin:{wanted.kind}")
        self._writer.add_item(Item(self._dataset, task, twin.trace_id, split=wanted.split, tags=tags))


def _path_of(trace: Trace) -> str:
    """Of the entry's file."""
    return next((file.path for file in trace.files if file.program_id == trace.program_id), trace.files[0].path)


def _branch(
    trace: Trace, kind: str, texts: dict[str, str], ran: set[int], rng: Random, seen: set[Branch]
) -> Branch | None:
    """Another change of a kind than those that were seen; `ran`: the lines whose constants may be others."""
    for _ in range(_TRIES):
        lines: tuple[LineEdit, ...] | None = ()
        given = None
        if kind == "inputs":
            given = None if trace.entry == "__main__" else other_input(trace.input, rng)
        elif kind == "names":
            lines = other_names(texts, trace.input, rng)
        else:
            path = _path_of(trace)
            lines = other_constants(path, texts[path], ran, rng)
        branch = Branch(trace.trace_id, 0, lines=lines or (), input=given)
        if (lines or given is not None) and given != trace.input and branch not in seen:
            return branch
    return None


def _no_twin(ran: Ran, wanted: _Wanted) -> str | None:
    """Why what ran is not kept; None: it is a twin."""
    original = wanted.of
    if ran.fault is not None or not ran.taken.n_steps:
        return "cannot be run"
    trace = ran.trace()
    if trace.outcome != original.outcome:
        return f"{trace.outcome} where the original {original.outcome}"
    if wanted.kind == "names":
        same = (trace.result, trace.n_steps) == (original.result, original.n_steps)
        return None if same else "renaming changes the run"
    return "no step is another" if trace.steps_digest == original.steps_digest else None
