"""Format `inspect`: logs of Inspect, as an archive (`.eval`) or as JSON of any version; each sample is a run."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import record_of, run_id
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading, Skipped
from tracewalk.importers.given import list_of
from tracewalk.importers.inspect_archive import SHELL, Archive, Member, NotReadable, is_log, open_archive
from tracewalk.importers.inspect_facts import facts_of
from tracewalk.importers.inspect_run import Origin, runs_of
from tracewalk.importers.json_document import forget_document
from tracewalk.importers.json_parts import Damage, Part, parts_of
from tracewalk.importers.raw_places import elsewhere
from tracewalk.model import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_NAME = "inspect"
_ZIP = b"PK\x03\x04"
_SAMPLES = "samples"
_FIRST = 40
"""Members of a document that are looked at."""
_EMPTY = "a log of Inspect without a sample"
_CUT = "samples of which the log holds the beginning only"


def _guess(sample: Sample, options: Options) -> Guess:
    if sample.head.startswith(_ZIP):
        with closing(_opened(sample.path, options)) as archive:
            return Guess(1, "") if is_log(archive) else Guess(0, "it is an archive without a header of Inspect")
    if not sample.head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") or b'"' not in sample.head:
        return Guess(0, "it is neither an archive nor a JSON object")
    if b'"eval"' not in sample.head and b'"epoch"' not in sample.head:
        return Guess(0, "it has no `eval` and no `samples`")
    return _likeness(_members(sample, options))


def _members(sample: Sample, options: Options) -> dict[str, Any]:
    """The first members of the document; of its samples none."""
    found: dict[str, Any] = {}
    for part in islice(parts_of(sample.path, options.settings.import_bytes, _SAMPLES), _FIRST):
        if isinstance(part, Damage) or (part.index is not None and "eval" in found):
            break
        found[part.key] = None if part.index is not None else part.value
    return found


def _likeness(members: dict[str, Any]) -> Guess:
    spec = members.get("eval")
    if isinstance(spec, dict) and "task" in spec and ("model" in spec or "dataset" in spec):
        if {"version", "status", "plan", "samples", "results"} & members.keys():
            return Guess(1, "")
        return Guess(0.8, "it has an `eval`, but neither a `version` nor `samples`")
    if _is_sample(members):
        return Guess(1, "")
    return Guess(0, "it has no `eval` with a `task` and a `model`")


def _is_sample(members: dict[str, Any]) -> bool:
    """Whether it is one sample, as an archive holds them."""
    said = {"id", "epoch", "input", "target"} <= members.keys() and isinstance(members.get("messages"), list)
    return said and bool({"output", "events", "scores", "transcript", "store"} & members.keys())


def _read(path: Path, options: Options) -> Iterator[Reading]:
    limit = options.settings.import_bytes
    with path.open("rb") as file:
        is_archive = file.read(len(_ZIP)) == _ZIP
    if is_archive:
        with closing(_opened(path, options)) as archive:
            yield from _of_archive(path, archive)
    else:
        forget_document()  # it is read anew, sample by sample
        yield from _of_document(path, limit)


def _opened(path: Path, options: Options) -> Archive:
    return open_archive(path, options.settings.import_bytes)


def _of_archive(path: Path, archive: Archive) -> Iterator[Reading]:
    if archive.overlap:
        yield Reading(Fault(str(path), 0, "its members overlap, as those of a bomb do; nothing of it is read"), 0)
        return
    header, names = archive.header(), archive.samples
    size = path.stat().st_size
    for number, name in enumerate(names, 1):
        position = size * number // len(names)
        try:
            sample, origin = _sample(archive, name)
        except NotReadable as fault:
            yield Reading(Fault(str(path / name), 0, str(fault)), position)
            continue
        if not isinstance(sample, dict):
            yield Reading(Fault(str(path / name), 0, "it is no sample, as it is no JSON object"), position)
            continue
        yield from (Reading(run, position) for run in runs_of(sample, origin, partial(facts_of, header)))
    if archive.cut:
        yield Reading(Fault(str(path), 0, f"the archive is cut off; it held {len(names):,} samples before"), size)
    elif not names:
        yield Reading(Skipped(str(path), _EMPTY), size)


def _sample(archive: Archive, name: str) -> tuple[Any, Origin]:
    """A sample, and where it stands. Raises `NotReadable`."""
    found = archive.read(name)
    note = None if found.whole else _CUT
    if not name.endswith(SHELL) or not isinstance(found.value, dict):
        origin = Origin(_NAME, run_id(_NAME, [found.raw]), record_of(found.raw, 0), name, note=note)
        return found.value, origin
    return _in_parts(archive, name, found, note)


def _in_parts(archive: Archive, name: str, shell: Member, note: str | None) -> tuple[Any, Origin]:
    """A sample whose lists stand in members of their own: its messages are named by ranges of one of these lists."""
    sample = dict(shell.value)
    parts = list(archive.sequence(name, "messages"))
    pool, places = _elements(parts), _Places({"messages": _placed(parts, name)})
    if "message_refs" in sample:
        ranges = [slice(*pair) for pair in list_of(sample["message_refs"]) if _is_range(pair)]
        told = places.lists["messages"]
        sample["messages"], places.lists["messages"] = (
            list(islice(chain.from_iterable(each[one] for one in ranges), 2 * len(pool) + 1)) for each in (pool, told)
        )
    else:
        sample["messages"] = pool
    sample["events_data"] = {"messages": pool}
    for key in ("events", "attachments"):
        found: list[Member] = []
        try:
            found.extend(archive.sequence(name, key))
        except NotReadable:
            note = f"samples of which not all {key} can be read"
        sample[key], places.lists[key] = _elements(found), _placed(found, name)
    with suppress(NotReadable):
        sample["metadata"] = archive.read(name.removesuffix(SHELL) + "/metadata.json").value
    made = run_id(_NAME, [shell.raw, *(part.raw for part in parts)])
    return sample, Origin(_NAME, made, None, name, note=note, parts=places)


def _placed(parts: list[Member], shell: str) -> list[Record]:
    """The record of each element of a list, as seen from the shell of its sample."""
    folder = shell.removesuffix(SHELL.removeprefix("/"))
    found = []
    for part in parts:
        whole, name = record_of(part.raw, 0), part.name.removeprefix(folder)
        places = (elsewhere(name, f"/{n}") for n in range(len(list_of(part.value))))
        found += [Record(0, whole.length, place, whole.digest) for place in places]
    return found


@dataclass(slots=True)
class _Places:
    """Where the elements of a sample's lists stand."""

    lists: dict[str, list[Record]]

    def __call__(self, pointer: str) -> Record | None:
        _, name, number, *rest = *pointer.split("/"), ""
        listed = self.lists.get(name, [])
        if not number.isdecimal() or int(number) >= len(listed):
            return None
        found = listed[int(number)]
        return replace(found, pointer=found.pointer + "".join(f"/{part}" for part in rest if part))


def _elements(parts: list[Member]) -> list[Any]:
    return [one for part in parts for one in list_of(part.value)]


def _is_range(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(type(part) is int and 0 <= part < 1 << 31 for part in pair)


def _of_document(path: Path, limit: int) -> Iterator[Reading]:
    header: dict[str, Any] = {}
    members: dict[str, Any] = {}
    read = 0
    n_samples = 0
    for part in parts_of(path, limit, _SAMPLES):
        if isinstance(part, Damage):
            where = f"its part at byte {part.offset:,} {part.why}"
            yield Reading(Fault(str(path), 0, f"{where}; what stands before is imported" if n_samples else where), read)
            continue
        read = part.offset + len(part.raw)
        if part.index is None:
            members[part.key] = part.value
            header[part.key] = part.value
            continue
        if "eval" not in header:  # it stands behind them
            header |= _header(path, limit)
        n_samples += 1
        yield from (Reading(what, read) for what in _of_part(path, header, part))
    if _is_sample(members):
        with path.open("rb") as file:
            raw = file.read(limit)
        origin = Origin(_NAME, run_id(_NAME, [raw]), record_of(raw, 0))
        yield from (Reading(run, read) for run in runs_of(members, origin, partial(facts_of, {})))
    elif not n_samples:
        yield Reading(Skipped(str(path), _EMPTY), read)


def _header(path: Path, limit: int) -> dict[str, Any]:
    """All members but the samples."""
    parts = parts_of(path, limit, _SAMPLES)
    return {part.key: part.value for part in parts if isinstance(part, Part) and part.index is None}


def _of_part(path: Path, header: dict[str, Any], part: Part) -> Iterator[Any]:
    if not isinstance(part.value, dict):
        yield Fault(str(path), 0, f"samples/{part.index} is no sample, as it is no JSON object")
        return
    place = f"/{_SAMPLES}/{part.index}"
    note = None if part.whole else _CUT
    origin = Origin(_NAME, run_id(_NAME, [part.raw]), record_of(part.raw, part.offset), None, place, note)
    yield from runs_of(part.value, origin, partial(facts_of, header))


FORMAT = Format(_NAME, "a log of Inspect (.eval or JSON)", _guess, _read)
