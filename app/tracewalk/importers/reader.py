"""One source -> what it holds, ready to be kept: in this process, or in one of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.complete import IMPORTER, complete
from tracewalk.importers.earlier import SAID_BESIDE, Earlier
from tracewalk.importers.formats import Fault, Options, Reading
from tracewalk.importers.gathered import Complete
from tracewalk.importers.ready import Known
from tracewalk.importers.registry import format_named, recognise
from tracewalk.importers.sample import take_sample
from tracewalk.importers.sidecars import Sidecars
from tracewalk.importers.sources import Source
from tracewalk.lake import Lake
from tracewalk.model import Trajectory

__all__ = ["Reader"]


@dataclass
class Reader:
    """How sources are read; can be sent to another process."""

    lake: Path
    options: Options
    format: str | None
    """Name of the format of all sources; None: each is asked."""
    dataset: str | None
    sidecars: Sidecars = field(default_factory=Sidecars)

    def readings(self, source: Source) -> Iterator[Reading]:
        """What a source holds: `Complete`, `Known`, traces, `Fault`s and what is skipped."""
        try:
            sample = take_sample(source.path, self.options.settings.import_bytes)
            known = format_named(self.format) if self.format else recognise(sample, self.options)
            if isinstance(known, str):
                yield Reading(Fault(str(source.known_as), 0, known), 0)
                return
            for reading in known.read(source.path, self.options):
                yield Reading(self._made(reading.what, source), reading.position)
        except OSError as fault:
            yield Reading(Fault(str(source.known_as), 0, f"cannot be read: {fault.strerror or fault}"), 0)

    def _made(self, what: Any, source: Source) -> Any:
        if isinstance(what, AgentRun):
            return self._of_run(what, source)
        if source.member and (file := getattr(what, "file", None)):  # a fault, or what is skipped
            inside = file.removeprefix(str(source.path))
            return replace(what, file=f"{source.known_as}{inside}" if file != inside else file)
        return what

    def _of_run(self, run: AgentRun, source: Source) -> Any:
        if self.dataset:
            run = replace(run, trajectory=replace(run.trajectory, dataset=self.dataset))
        alone, run = run, self.sidecars.join(run, source.known_as)
        joined = run is not alone
        before = self._earlier.of(run.trajectory.trajectory_id)
        if before and _is_same(before, run.trajectory, source):
            return Known(before["n_turns"], joined)
        if before:
            run = replace(run, trajectory=_with_said(run.trajectory, before))
        made = complete(run, source.file, source.member)
        return Complete(made, str(source.known_as), joined, replaces=before is not None)

    @cached_property
    def _opened(self) -> Lake:
        return Lake.open(self.lake, settings=self.options.settings)

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self._opened)

    def close(self) -> None:
        """Closes the lake that it reads."""
        if "_opened" in self.__dict__:
            self._opened.close()
            self.__dict__ = self.__getstate__()

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_opened", "_earlier")}


def _is_same(before: Mapping[str, Any], now: Trajectory, source: Source) -> bool:
    """Whether reading it again would give what the lake has."""
    if before["importer"] != IMPORTER:
        return False
    moved = before["source_file"] != source.file and not Path(before["source_file"]).exists()
    changed = any((value := getattr(now, name)) is not None and value != before[name] for name in SAID_BESIDE)
    return not (moved or changed)


def _with_said(now: Trajectory, before: Mapping[str, Any]) -> Trajectory:
    """A run with what a sidecar said of it once, where nothing is said of it now."""
    lost = {name: value for name in SAID_BESIDE if getattr(now, name) is None and (value := before[name]) is not None}
    return replace(now, **lost)
