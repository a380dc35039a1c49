"""Format `atif`: trajectories in the Agent Trajectory Interchange Format of Harbor, of any version, read leniently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_documents import Source, document_sources, told
from tracewalk.importers.agent_run import record_of, run_id
from tracewalk.importers.atif_run import NAME, runs_of
from tracewalk.importers.damaged import before_damage, read_before_damage
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading, Skipped
from tracewalk.importers.given import dict_of, list_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_ASKED = 5
"""Elements of a list that are looked at."""
_TEXTS = "training texts that Harbor made of a run; the run itself stands in its trajectory"
_EMPTY = "an ATIF trajectory without a step"


def _likeness(value: Any) -> Guess:
    if isinstance(value, list):
        found = max(map(_likeness, value[:_ASKED]), key=lambda guess: guess.likeness, default=_NONE)
        return Guess(1, "") if found.likeness < 1 and _is_texts(value) else found
    document = dict_of(value)
    steps = document.get("steps")
    if str(document.get("schema_version")).upper().startswith("ATIF"):
        return Guess(1, "") if isinstance(steps, list) else Guess(0.9, "it has no list of `steps`")
    first = dict_of(next(iter(list_of(steps)), None))
    if "step_id" in first and "source" in first and "name" in dict_of(document.get("agent")):
        return Guess(1, "")
    return _NONE


_NONE = Guess(0, "it has no `schema_version` of ATIF and no `steps`, each with `step_id` and `source`")


def _is_texts(value: list[Any]) -> bool:
    """Whether it is what Harbor exports for training: conversations of a trial's episodes."""
    rows = [dict_of(row) for row in value[:_ASKED]]
    return bool(rows) and all(
        isinstance(row.get("conversations"), list) and "episode" in row and "trial_name" in row for row in rows
    )


def _guess(sample: Sample, _: Options) -> Guess:
    found = [_likeness(sample.document), *map(_likeness, sample.rows)]
    if sample.document is None and not sample.rows and b'"steps"' in sample.head:
        found.append(_likeness(before_damage(sample.head)))
    if sample.rows and _is_texts(sample.rows):
        return Guess(1, "")
    return max(found, key=lambda guess: guess.likeness)


def _read(path: Path, options: Options) -> Iterator[Reading]:
    limit = options.settings.import_bytes
    found = 0
    for source, position in document_sources(path, options, NAME):
        if not isinstance(source, Fault):
            found += 1
            yield from (Reading(what, position) for what in _found(source, limit))
        elif found or source.line > 1 or position < path.stat().st_size:
            yield Reading(source, position)
        else:  # it is all of the file, and too long
            yield from (Reading(what, position) for what in _beginning(path, limit, source))


def _beginning(path: Path, limit: int, fault: Fault) -> Iterator[Any]:
    """What stands in a document up to the limit, and what is wrong with it."""
    raw, value = read_before_damage(path, limit)
    if _likeness(value).likeness == 1:
        yield from _found(Source(path, 0, value, record_of(raw, 0), run_id(NAME, [raw]), NAME, damaged=True), limit)
        fault = Fault(fault.file, 0, f"{fault.message}; what stands before is imported")
    yield fault


def _found(source: Source, limit: int) -> Iterator[Any]:
    """The runs of a document, which may be a list of trajectories."""
    if isinstance(source.value, list) and _is_texts(source.value):
        yield Skipped(str(source.path), _TEXTS)
        return
    if isinstance(source.value, list):
        for number, value in enumerate(source.value):
            yield from _found(source.part(f"/{number}", value), limit)
        return
    document = dict_of(source.value)
    steps = document.get("steps")
    if _is_texts([document]):
        yield Skipped(str(source.path), _TEXTS)
    elif not isinstance(steps, list):
        names = ", ".join([*document][:12]) or "nothing"
        yield Fault(str(source.path), source.line, f"it has no list of `steps`; it has: {names}")
    elif not steps:
        yield Skipped(str(source.path), _EMPTY)
    else:
        yield from (told(run, source) for run in runs_of(document, source, limit))


FORMAT = Format(NAME, "a trajectory in ATIF", _guess, _read)
