"""What the importers of trajectories read: one run of an agent, and how its id comes about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from tracewalk.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracewalk.importers.keep import Keeper
    from tracewalk.model import StateChange, Trajectory, Turn

__all__ = ["AgentRun", "RunId", "record_of", "run_id"]


@dataclass(slots=True)
class AgentRun:
    """One trajectory as an importer found it.

    The importer says what the source records and nothing else: kinds, targets, sums over turns, derived state changes
    and the file's name are filled in by `complete`, for all formats alike.
    """

    trajectory: Trajectory
    turns: list[Turn]
    changes: list[StateChange] = field(default_factory=list)
    """Those that the source itself records; `number` is given later."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """What had to be guessed, and how often."""
    all_told: bool = False
    """Whether `changes` are all that there were, numbered: then none is derived from calls."""

    def keep(self, keeper: Keeper) -> str:
        """Gives it to the lake, once it is complete; returns `imported` or `kept`."""
        from tracewalk.importers.ready import ready  # noqa: PLC0415

        return ready(self).keep(keeper)


def run_id(source_format: str, raw: Iterable[bytes]) -> str:
    """The id of a run: 32 hex digits of blake2b of its format and its raw bytes, so that links outlive importers."""
    made = RunId(source_format)
    for part in raw:
        made.update(part)
    return made.text


class RunId:
    """The id of a run whose raw bytes come piece by piece."""

    def __init__(self, source_format: str) -> None:
        self._made = blake2b(source_format.encode() + b"\n")

    def update(self, part: bytes) -> None:
        """Takes the next piece."""
        self._made.update(part)

    @property
    def text(self) -> str:
        """The id, of the pieces so far."""
        return self._made.hexdigest()[:32]


def record_of(raw: bytes, offset: int, pointer: str = "") -> Record:
    """Where a raw record stands, with the digest of its bytes."""
    return Record(offset, len(raw), pointer, blake2b(raw).hexdigest()[:16])
