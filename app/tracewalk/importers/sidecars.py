"""Files beside runs, found by content: what they say of a run is joined to it, where there is no doubt which one it is.

A sidecar speaks of the runs in its *reach*: the smallest folder around it in which any run stands. Where several files
there are called after the same task, it is of the nearest; where two are as near as each other, it is joined to none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from tracewalk.frozen import frozen
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.file_names import bare_name
from tracewalk.importers.sidecar_facts import Says
from tracewalk.model import Trajectory

__all__ = ["Sidecars"]

_GENERAL = {"report", "reports", "result", "results", "preds", "all_preds", "predictions", "metrics", "all_metrics"}
"""Names of files that tell no task."""
_DETAILED = ("SWE-bench report", "Harbor trial", "Terminal-Bench trial")
"""What says more of one run goes before what says something of many."""


@frozen
class _Entry:
    """What one sidecar says of one run."""

    file: PurePath
    kind: str
    facts: Mapping[str, Any]
    within: bool


@dataclass(slots=True)
class Sidecars:
    """All sidecars of an import, and the places of its runs; to be filled before the first run is joined."""

    _by_id: dict[str, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    _by_folder: dict[PurePath, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    _runs: dict[str, list[PurePath]] = field(default_factory=lambda: defaultdict(list))
    """Files that may hold runs, by what they and their folders are called."""
    _around: set[PurePath] = field(default_factory=set)
    """Every folder in which such a file is, at any depth."""
    _in_folder: Counter[PurePath] = field(default_factory=Counter)

    def add(self, file: PurePath, says: Says) -> None:
        """Adds what a file says."""
        for name, facts in says.runs:
            entry = _Entry(file, says.kind, {k: v for k, v in facts.items() if v is not None}, says.within)
            if name is not None:
                self._by_id[name].append(entry)
            elif says.within:
                self._by_folder[file.parent].append(entry)
            elif (own := bare_name(file.name)) not in _GENERAL:
                self._by_id[own].append(entry)
            else:
                self._by_id[file.parent.name].append(entry)

    def add_file(self, file: PurePath) -> None:
        """Adds a file that may hold runs."""
        for name in {bare_name(file.name), file.parent.name}:
            self._runs[name].append(file)
        self._in_folder[file.parent] += 1
        self._around.update(file.parents)

    def join(self, run: AgentRun, file: PurePath) -> AgentRun:
        """The run with what is said of it where its own source says nothing."""
        if not (self._by_id or self._by_folder):
            return run
        facts: dict[str, Any] = {}
        for entry in self._of(run.trajectory, file):
            own = {"outcome_from": entry.file.name} if "outcome" in entry.facts and "outcome" not in facts else {}
            facts = {**entry.facts, **own, **facts}
        facts = {name: value for name, value in facts.items() if getattr(run.trajectory, name) is None}
        return replace(run, trajectory=replace(run.trajectory, **facts)) if facts else run

    def _of(self, run: Trajectory, file: PurePath) -> list[_Entry]:
        """What is said of a run, the most detailed first."""
        names = {run.task_id, run.native_id, bare_name(file.name)}
        if self._in_folder[file.parent] <= 1:
            names.add(file.parent.name)
        names |= set(file.parts) & self._by_id.keys()  # trials have folders of their own
        found: dict[str, list[_Entry]] = defaultdict(list)
        for name in names - {None, ""}:
            for entry in self._by_id.get(str(name), ()):
                if self._is_of(entry, str(name), file):
                    found[entry.kind].append(entry)
        nearest = [entry for entries in found.values() for entry in _nearest(entries, file)]
        for folder in file.parents:
            if folder in self._by_folder:
                nearest += self._by_folder[folder]
                break
        return sorted(nearest, key=lambda entry: entry.kind not in _DETAILED)

    def _is_of(self, entry: _Entry, name: str, file: PurePath) -> bool:
        """Whether a run is the one that a sidecar means by a name."""
        reach = next((folder for folder in entry.file.parents if folder in self._around), None)
        if reach is None or reach not in file.parents:
            return False
        others = [other for other in self._runs.get(name, ()) if reach in other.parents]
        if not others:
            return True
        near = [_shared(other, entry.file) for other in others]
        folders = {other.parent for other, n in zip(others, near, strict=True) if n == max(near)}
        return folders == {file.parent} or (file not in others and len(folders) <= 1)


def _nearest(entries: Iterable[_Entry], file: PurePath) -> list[_Entry]:
    """The nearest; none where several are that say different things."""
    near = [(_shared(entry.file, file), entry) for entry in entries]
    most = max(n for n, _ in near)
    first, *others = [entry for n, entry in near if n == most]
    return [first] if all(other.facts == first.facts for other in others) else []


def _shared(one: PurePath, other: PurePath) -> int:
    """Folders that two paths have in common."""
    n = 0
    for a, b in zip(one.parts[:-1], other.parts[:-1], strict=False):
        if a != b:
            break
        n += 1
    return n
