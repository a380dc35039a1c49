"""What links trajectories in ATIF that stand in files of their own: who goes on from whom, who started whom."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from tracewalk.frozen import frozen
from tracewalk.importers.agent_run import record_of, run_id
from tracewalk.importers.atif_steps import Steps
from tracewalk.importers.given import dict_of, image_of, list_of, text_of
from tracewalk.importers.json_text import read_json
from tracewalk.model import Image

__all__ = ["NAME", "Link", "link_to", "named_file", "picture_in", "referred"]

NAME = "atif"
_FILES = 1_000
_BYTES = 256_000_000
"""Files of a folder, and bytes of them together, that are looked through for one that refers to another."""
_PICTURE = 20_000_000


@frozen
class Link:
    """That a trajectory refers to a file."""

    file: str
    """The name of the file that refers."""
    trajectory: str
    """The id of the trajectory in it."""
    ref: str
    """As it names the other."""
    continues: bool
    """Whether the other goes on from it; else the other is a sub-agent's."""
    turn: int | None


def link_to(path: Path, limit: int) -> Link | None:
    """Who refers to a file's trajectory: one of the files beside it, or beside its folder."""
    for folder, name in ((path.parent, path.name), (path.parent.parent, f"{path.parent.name}/{path.name}")):
        for link in _links(folder, limit):
            if link.file != name and _is(name, link.ref, link.file):
                return link
    return None


def referred(path: Path, ref: str | None, limit: int) -> str | None:
    """The id of the trajectory in a file that one beside it refers to; None where there is no such file."""
    file = named_file(path, ref)
    raw = _bytes_of(file, limit) if file else None
    return run_id(NAME, [raw]) if raw else None


def named_file(path: Path, ref: str | None) -> Path | None:
    """The file that a trajectory's file names, beside it or below; also where both were renamed alike in front."""
    pure = PurePosixPath(ref or "")
    if not ref or pure.is_absolute() or ".." in pure.parts or "\0" in ref or len(ref) > 255:
        return None
    for file in (path.parent / ref, *(path.with_name(prefix + pure.name) for prefix in _prefixes(path.name))):
        if file != path and file.is_file() and not file.is_symlink():
            return file
    return None


def _prefixes(name: str) -> Iterator[str]:
    """What may have been put before a file's name: all that ends in a sign between words."""
    return (name[: at + 1] for at, sign in enumerate(name) if sign in "._-")


def _is(name: str, ref: str, parent: str) -> bool:
    """Whether a file is the one that another names, also where both were renamed alike in front."""
    if name == ref or name == PurePosixPath(ref).name:
        return True
    base = PurePosixPath(ref).name
    prefix = name.removesuffix(base)
    return bool(base) and 0 < len(prefix) < len(name) and prefix[-1] in "._-" and parent.startswith(prefix)


def _links(folder: Path, limit: int) -> tuple[Link, ...]:
    try:
        return _links_in(str(folder), folder.stat().st_mtime_ns, limit)
    except OSError:
        return ()


@lru_cache(maxsize=8)
def _links_in(folder: str, _changed: int, limit: int) -> tuple[Link, ...]:
    """All that the trajectories of a folder refer to."""
    with os.scandir(folder) as entries:
        files = sorted(
            e.path for e in entries if e.name.endswith((".json", ".jsonl")) and e.is_file(follow_symlinks=False)
        )
    found: list[Link] = []
    left = _BYTES
    for file in files if len(files) <= _FILES else ():
        raw = _bytes_of(Path(file), min(limit, left))
        left -= len(raw or b"")
        if raw and b'trajectory_ref"' in raw and b"ATIF" in raw:
            found += _links_of(Path(file), raw)
    return tuple(found)


def _links_of(file: Path, raw: bytes) -> Iterator[Link]:
    try:
        document = dict_of(read_json(raw))
    except ValueError:
        return
    mine = run_id(NAME, [raw])
    if ref := text_of(document.get("continued_trajectory_ref")):
        yield Link(file.name, mine, ref, continues=True, turn=None)
    steps = Steps(lambda pointer: record_of(b"", 0, pointer), lambda _: None)
    steps.read(list_of(document.get("steps")))
    for told in steps.refs:
        if told.path:
            yield Link(file.name, mine, told.path, continues=False, turn=told.turn)


def _bytes_of(file: Path, limit: int) -> bytes | None:
    try:
        with file.open("rb") as opened:
            raw = opened.read(max(limit, 0) + 1)
    except OSError:
        return None
    return raw if len(raw) <= limit else None


def picture_in(path: Path, name: str) -> Image | None:
    """A picture in a file beside a trajectory's, or below; nothing else is opened, and no address."""
    pure = PurePosixPath(name)
    if "://" in name or pure.is_absolute() or ".." in pure.parts or "\0" in name or len(name) > 255:
        return None
    file = path.parent / name
    try:
        if not file.is_file() or not file.resolve().is_relative_to(path.parent.resolve()):
            return None
        raw = _bytes_of(file, _PICTURE)
    except OSError:
        return None
    return image_of(b64encode(raw).decode()) if raw else None
