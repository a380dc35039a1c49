"""Every shard against the catalog, every trace and the like against its steps, every prediction against its trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tracewalk.frozen import frozen
from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.scan import scan
from tracewalk.lake.shards import ALONE, BODIES, checksum, metadata
from tracewalk.lake.staging import intended, leftovers
from tracewalk.model import SCHEMA_VERSION, TABLES
from tracewalk.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from tracewalk.lake.catalog import Shard
    from tracewalk.lake.lake import Lake
    from tracewalk.lake.shards import Key, Part

__all__ = ["Fault", "check", "damage"]

_WORDS = {"predicted_steps": "steps", "state_changes": "state changes"}
_AGAIN = {"traces": "record it again", "predictions": "predict it again", "trajectories": "import it again"}

_Places = dict[str, dict["Key", tuple[int, int]]]
"""By shard: the first row and the number of rows of each key."""


@frozen
class Fault:
    """One thing that is wrong; `str()` is one line that says where and what to do."""

    kind: str
    """missing, truncated, checksum, unreadable, rows, schema, orphan, leftover, misplaced, steps, lost or traceless."""
    where: str
    """A path relative to the lake folder, or what it is with its id."""
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


def check(lake: Lake, *, progress: Progress = silent) -> list[Fault]:
    """What is wrong with a lake; an empty list where nothing is. Readers and writers may be at work meanwhile."""
    faults = _strays(lake)
    shards, places = _snapshot(lake)
    said: dict[tuple[str, Key], tuple[str, tuple[int, ...]]] = {}
    for done, shard in enumerate(shards):
        progress(done, len(shards), shard.path)
        expected = places.pop(shard.path, {})
        if fault := damage(lake.path, shard):
            faults.append(fault)
            continue
        part = scan(lake.engine.plain(), lake.path, shard.path)
        faults += _misplaced(part, expected)
        said.update(((shard.table, key), (shard.path, n)) for key, n in part.lengths.items())
    progress(len(shards), len(shards), "checked")
    return faults + _miscounted(lake, said) + _lost(places) + _traceless(lake)


def _strays(lake: Lake) -> list[Fault]:
    """Files that no catalog entry and no living writer accounts for."""
    files = [file for table in TABLES for file in (lake.path / table).glob("*")]
    living, dead = intended(lake.path)
    expected = living | {row[0] for row in lake.catalog.rows("all_paths")}
    names = sorted(str(file.relative_to(lake.path)) for file in files)
    text = (
        "the catalog does not know this file; delete it, or `tracewalk lake rebuild` takes it in if it is a whole shard"
    )
    left = "left by a killed writer; the next writer removes it"
    strays = [
        Fault("leftover", name, left) if name in dead else Fault("orphan", name, text)
        for name in names
        if name not in expected
    ]
    return strays + [Fault("leftover", str(file.relative_to(lake.path)), left) for file in leftovers(lake.path)]


def damage(folder: Path, shard: Shard) -> Fault | None:
    """What is wrong with the file of a shard of the lake in `folder`, if anything is."""
    file = folder / shard.path
    kind, text = "", ""
    if not file.exists():
        kind, text = "missing", "the file is missing"
    elif (size := file.stat().st_size) != shard.bytes:
        kind, text = "truncated", f"{size:,} bytes long where {shard.bytes:,} were written"
    elif checksum(file) != shard.checksum:
        kind, text = "checksum", f"its content is not what was written (checksum {shard.checksum})"
    else:
        kind, text = _content(file, shard)
    again = "copy the file back, or `tracewalk lake rebuild` and record its traces again"
    return Fault(kind, shard.path, f"{text}; {again}") if kind else None


def _content(file: Path, shard: Shard) -> tuple[str, str]:
    """What is wrong inside a file that is just as it was written: kind and text, empty where nothing is."""
    try:
        facts = metadata(file)
    except (OSError, ValueError, KeyError, pa.ArrowException) as fault:
        return "unreadable", f"not a readable shard: {fault}"
    if facts["n_rows"] != shard.n_rows:
        return "rows", f"{facts['n_rows']:,} rows where the catalog says {shard.n_rows:,}"
    if facts["schema_version"] != SCHEMA_VERSION or facts["names"] != TABLES[shard.table].schema.names:
        return "schema", f"of schema version {facts['schema_version']} where this Tracewalk reads {SCHEMA_VERSION}"
    return "", ""


def _snapshot(lake: Lake) -> tuple[list[Shard], _Places]:
    """The shards and where the catalog says that rows are, of one version."""
    while True:
        version = lake.version
        shards = lake.catalog.shards()
        places: _Places = {}
        for head in (*BODIES, *ALONE):
            for key, path, row, *bodies in lake.catalog.all_of(head):
                places.setdefault(path, {})[key] = (row, 1)
                for body_path, first, n in zip(*[iter(bodies)] * 3, strict=True):
                    if n:
                        places.setdefault(body_path, {})[key] = (first, n)
        for key, dataset, task, path, row in lake.catalog.rows("all_items"):
            places.setdefault(path, {})[key, dataset, task] = (row, 1)
        if lake.version == version:
            return shards, places


def _misplaced(part: Part, expected: dict[Key, tuple[int, int]]) -> list[Fault]:
    """Rows of a shard that are not where the catalog says."""
    wrong = [key for key in part.rows.keys() | expected.keys() if part.rows.get(key) != expected.get(key)]
    if not wrong and part.whole:
        return []
    named = ", ".join(_name(key) for key in wrong[:3]) or "rows that are nobody's"
    text = f"{max(len(wrong), 1):,} of its rows, or of what has rows in it, are not where the catalog says"
    return [Fault("misplaced", part.name, f"{text} ({named}); `tracewalk lake rebuild` puts that right")]


def _miscounted(lake: Lake, said: dict[tuple[str, Key], tuple[str, tuple[int, ...]]]) -> list[Fault]:
    """Traces and the like that say another number of steps, or of what they have instead, than they have."""
    found: list[Fault] = []
    for head, bodies in BODIES.items():
        for key, _, _, *places in lake.catalog.all_of(head):
            there = tuple(places[2::3])
            path, n_said = said.get((head, key), ("", there))
            for body, n, wanted in zip(bodies, there, n_said, strict=True):
                if n != wanted:
                    text = f"has {n:,} {_WORDS.get(body, body)} where {path} says {wanted:,}; `tracewalk lake rebuild`"
                    found.append(Fault("steps", f"{TABLES[head].one} {_name(key)}", f"{text}, then {_AGAIN[head]}"))
    return found


def _traceless(lake: Lake) -> list[Fault]:
    """Predictions of traces that the lake has not: a rebuild keeps them, as they may have cost more than the traces."""
    text = "the lake has {} of it, but not the trace; record or import it again"
    rows = lake.catalog.later_rows("predictions", "traceless_predictions")
    return [Fault("traceless", f"trace {key.hex()}", text.format(counted(n, "prediction"))) for key, n in rows]


def _lost(places: _Places) -> list[Fault]:
    """What the catalog places in shards that are not of the lake."""
    text = "the catalog has {:,} rows in it, but it is no shard of this lake; `tracewalk lake rebuild` puts that right"
    return [Fault("lost", str(path), text.format(len(rest))) for path, rest in places.items()]


def _name(key: Key) -> str:
    return " ".join((key[1], key[2], key[0].hex())) if isinstance(key, tuple) else key.hex()
