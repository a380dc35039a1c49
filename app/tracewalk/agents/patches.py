"""Patches of one or many files as models and tools write them -> hunks: unified, `*** Begin Patch`, SEARCH/REPLACE."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracewalk.agents.unified import Hunk, hunks_of
from tracewalk.frozen import frozen

__all__ = ["FilePatch", "patches_of", "search_replace"]


@frozen
class FilePatch:
    """What a patch does to one file."""

    path: str | None
    """None where it names no file."""
    old_path: str | None
    action: str
    """One of `FILE_ACTIONS`."""
    hunks: tuple[Hunk, ...]


_ENVELOPE = re.compile(r"^\*\*\* (Update|Add|Delete) File: (.+)", re.MULTILINE)
_END = re.compile(r"^\*\*\* End Patch", re.MULTILINE)
_MOVE = re.compile(r"\*\*\* Move to: (.+)")
_GIT = re.compile(r'diff --git "?a/(.+?)"? "?b/(.+?)"?$')
_SEARCH = re.compile(r"(?:<{5,9}|-{5,9}) SEARCH>?\s*")
_PREFIX = re.compile(r"[ab]/")


def patches_of(text: str) -> Iterator[FilePatch]:
    """The files of a patch, in order."""
    text = text.replace("\r\n", "\n")
    if _ENVELOPE.search(text):
        yield from _of_envelope(text)
    else:
        yield from _of_unified(text)


def _of_envelope(text: str) -> Iterator[FilePatch]:
    """Of the form that Codex reads, whose hunks have no line numbers."""
    parts = _ENVELOPE.split(text)
    for verb, name, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        path, moved = name.strip(), _MOVE.match(rest, 1)
        body = rest[moved.end() if moved else 0 :].removeprefix("\n")
        if end := _END.search(body):
            body = body[: end.start()]
        lines = [line for line in body.removesuffix("\n").split("\n") if not line.startswith("*** End of File")]
        if verb == "Add":
            added = tuple(("+", line.removeprefix("+")) for line in lines) if body else ()
            yield FilePatch(path, None, "create", (Hunk(0, added),))
        elif verb == "Delete":
            yield FilePatch(path, None, "delete", ())
        else:
            target = moved[1].strip() if moved else path
            hunks = tuple(_unnumbered(lines))
            yield FilePatch(target, path if moved else None, "rename" if moved else "edit", hunks)


def _unnumbered(lines: list[str]) -> Iterator[Hunk]:
    """The hunks of lines that `@@` parts; the first may have none before it."""
    body = "\n".join(lines if lines and lines[0].startswith("@@") else ["@@", *lines])
    for hunk in hunks_of(body):
        yield Hunk(None, hunk.lines)


def _of_unified(text: str) -> Iterator[FilePatch]:
    """Of `git diff` and `diff -u`, also where what is around them is no diff."""
    lines = text.split("\n")
    at, count = 0, len(lines)
    git: tuple[str | None, str | None] = (None, None)
    action = "edit"
    while at < count:
        line = lines[at]
        if found := _GIT.match(line):
            if git[1] and action != "edit":
                yield FilePatch(git[1], git[0] if action == "rename" else None, action, ())
            git, action = (found[1], found[2]), "edit"
        elif line.startswith("new file mode"):
            action = "create"
        elif line.startswith("deleted file mode"):
            action = "delete"
        elif line.startswith("rename from "):
            action = "rename"
        elif line.startswith("--- ") and at + 1 < count and lines[at + 1].startswith("+++ "):
            old, new = _named(line), _named(lines[at + 1])
            end = _hunks_end(lines, at + 2)
            hunks = tuple(hunks_of("\n".join(lines[at + 2 : end])))
            action = "create" if old is None else "delete" if new is None else action
            path = new or old
            yield FilePatch(path, old if action == "rename" else None, action, hunks)
            git, action, at = (None, None), "edit", end
            continue
        elif line.startswith("@@") and at + 1 < count and git == (None, None):
            end = _hunks_end(lines, at)
            yield FilePatch(None, None, "edit", tuple(hunks_of("\n".join(lines[at:end]))))
            at = end
            continue
        at += 1
    if git[1] and action != "edit":
        yield FilePatch(git[1], git[0] if action == "rename" else None, action, ())


def _named(line: str) -> str | None:
    """The path after `---` or `+++`; None for none."""
    path = line[4:].split("\t", 1)[0].strip().strip('"')
    return None if path == "/dev/null" else _PREFIX.sub("", path, count=1) if _PREFIX.match(path) else path


def _hunks_end(lines: list[str], at: int) -> int:
    """Where the hunks that begin at a line end: at what names the next file, or is no part of a diff."""
    inside = False
    while at < len(lines):
        line, after = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        inside = inside or line.startswith("@@")
        named = line.startswith("diff --git ") or (line.startswith("--- ") and after.startswith("+++ "))
        strange = line[:1] not in {" ", "+", "-", "\\", "@", ""}
        over = not line and after[:1] not in {" ", "+", "-", "\\", "@"}
        if named or strange or over or not inside:
            break
        at += 1
    return at


def search_replace(text: str) -> Iterator[tuple[str | None, str, str]]:
    """The path before each SEARCH block where there is one, what it looks for, and what it puts there."""
    named: str | None = None
    before = ""
    parts: tuple[list[str], list[str]] | None = None
    side = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        if parts is None:
            if _SEARCH.fullmatch(line):
                parts, side = ([], []), 0
                named = before.strip() or named
            elif line.strip() and not line.startswith(("```", ":")):
                before = line
        elif side == 0 and re.fullmatch(r"={5,9}", line):
            side = 1
        elif re.fullmatch(r"(?:>{5,9}|\+{5,9}) REPLACE>?\s*", line):
            old, new = _without_head(parts[0]), parts[1]
            yield named, "\n".join(old) + ("\n" if old and not new else ""), "\n".join(new)
            parts, before = None, ""
        else:
            parts[side].append(line)


def _without_head(lines: list[str]) -> list[str]:
    """Without the line numbers that Roo Code puts before what is searched."""
    for at, line in enumerate(lines[:4]):
        if re.fullmatch(r"-{5,9}", line) and all(one.startswith(":") for one in lines[:at]):
            return lines[at + 1 :]
    return lines
