"""What is recorded, and which of its runs: from an identity to a trace, wherever the program ran."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol

from tracewalk.model import Branch, File, Identity, Limits, Program, Trace
from tracewalk.recorder.hash_seed import hash_seed
from tracewalk.recorder.session import Ending

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Facts", "Subject", "Turn"]


@dataclass(frozen=True)
class Subject:
    """What is recorded: the identity under which it is kept, and what people read of it."""

    identity: Identity
    name: str
    entry: str
    input: str
    program: Program
    """The text of the entry's file."""

    @cached_property
    def trace_id(self) -> str:
        """Of run 0."""
        return self.identity.trace_id


class Facts(Protocol):
    """What is known of a run's steps once it ran: a `Session` says it, or whoever looked at all of them."""

    @property
    def n_steps(self) -> int:
        """Steps."""
        ...

    @property
    def n_frames(self) -> int:
        """Frames with steps."""
        ...

    @property
    def max_depth(self) -> int:
        """Depth of the deepest frame."""
        ...

    @property
    def n_cut(self) -> int:
        """Values that are shortened."""
        ...

    @property
    def functions(self) -> tuple[str, ...]:
        """Functions that ran, in order of first call."""
        ...

    @property
    def exceptions(self) -> tuple[str, ...]:
        """Types raised, in order of first appearance."""
        ...

    @property
    def digest(self) -> str:
        """Of all steps' content."""
        ...

    @property
    def files(self) -> tuple[File, ...]:
        """Files that ran, in order of first call."""
        ...

    @property
    def programs(self) -> tuple[Program, ...]:
        """Their texts, each once."""
        ...


class Turn:
    """One run among those of the same subject: `earlier` are those that exist, this one takes the next number."""

    def __init__(self, subject: Subject, earlier: Sequence[Trace] = ()) -> None:
        self.subject = subject
        self.earlier = earlier
        self.number = max((t.run for t in earlier), default=-1) + 1

    @property
    def trace_id(self) -> str:
        """Of this run."""
        return replace(self.subject.identity, run=self.number).trace_id if self.number else self.subject.trace_id

    def twin(self, facts: Facts) -> Trace | None:
        """The earlier run that gave the same steps."""
        return next((t for t in self.earlier if t.steps_digest == facts.digest), None)

    def programs(self, facts: Facts) -> dict[str, Program]:
        """Every source text of the trace by its id, the entry's first."""
        return {p.program_id: p for p in (self.subject.program, *facts.programs)}

    def trace(
        self, facts: Facts, ending: Ending, *, test_outcome: str | None = None, steps: pa.Table | None = None
    ) -> Trace:
        """The trace, once it ran."""
        subject, identity = self.subject, self.subject.identity
        return Trace(
            trace_id=self.trace_id,
            name=subject.name,
            program_id=subject.program.program_id,
            files=facts.files,
            entry=subject.entry,
            input=subject.input,
            python=identity.python,
            hash_seed=hash_seed(),
            repr_style=identity.repr_style,
            limits=_as_json(identity.limits, identity.branch),
            recorder=identity.recorder,
            run=self.number,
            run_of=subject.trace_id if self.number else None,
            n_steps=facts.n_steps,
            n_frames=facts.n_frames,
            max_depth=facts.max_depth,
            n_cut=facts.n_cut,
            functions=facts.functions,
            exceptions=facts.exceptions,
            outcome=ending.outcome,
            stop_reason=ending.stop_reason,
            result=ending.result,
            error=ending.error,
            steps_digest=facts.digest,
            origin="branch" if identity.branch else "recorded",
            parent=identity.branch.parent if identity.branch else None,
            test_outcome=test_outcome,
            seconds=ending.seconds,
            created_at=datetime.now(UTC),
            steps=steps,
        )


@cache
def _as_json(limits: Limits, branch: Branch | None) -> str:
    more = {"branch": branch.plain()} if branch else {}
    return json.dumps(asdict(limits) | more, sort_keys=True)
