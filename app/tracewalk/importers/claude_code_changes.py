"""What Claude Code records of a file that a tool changed: the patch, the content before it, and what was put there."""

from __future__ import annotations

from typing import Any

from tracewalk.importers.given import dict_of, int_of, list_of, sound, text_of
from tracewalk.model import StateChange

__all__ = ["changes_of"]

_CONTEXT = 3
_UNENDED = "\\ No newline at end of file"


def changes_of(result: Any, turn: int, call: int) -> list[StateChange]:
    """The state changes that the structured result of a tool tells of."""
    given = dict_of(result)
    path = _text(given, "filePath", "notebook_path")
    changes = []
    if path and any(name in given for name in _EVIDENCE) and (change := _file(given, path, turn, call)):
        changes.append(change)
    commit = dict_of(dict_of(given.get("gitOperation")).get("commit"))
    if sha := text_of(commit.get("sha")):
        changes.append(StateChange(-1, turn, call, "commit", "recorded", "git operation", value=sha))
    return changes


_EVIDENCE = ("structuredPatch", "originalFile", "oldString", "newString", "original_file", "updated_file", "edits")
"""Only what changed a file says any of this; a file that was read has a path, too."""


def _file(given: dict[str, Any], path: str, turn: int, call: int) -> StateChange | None:
    before = _text(given, "originalFile", "originalFileContents", "original_file")
    hunks = _hunks(given.get("structuredPatch"))
    created = given.get("type") == "create" or (before is None and not hunks and "content" in given)
    created = created or (before is None and "originalFile" in given and _text(given, "oldString") == "")
    after = _after(given, before, hunks)
    if created:
        before = None
    diff = _diff_of(hunks) if hunks else None
    how = "structured patch"
    if after is not None and (before is not None or created) and (not hunks or _applied(before or "", hunks) != after):
        # Also where the patch is one for the eye: Claude Code shows tabs as spaces in it.
        diff, how = _replaced(before or "", after), "content before and after"
    if diff is None and after is None:
        return None
    action = "create" if created else "edit"
    return StateChange(
        -1, turn, call, "file", "recorded", how, path=path, action=action, diff=diff, before=before, after=after
    )


def _text(given: dict[str, Any], *names: str) -> str | None:
    return next((sound(text) for name in names if isinstance(text := given.get(name), str)), None)


Hunk = tuple[int, int, int, int, list[str]]
_NUMBERS = ("oldStart", "oldLines", "newStart", "newLines")


def _hunks(patch: Any) -> list[Hunk]:
    found = []
    for hunk in map(dict_of, list_of(patch)):
        old, n_old, new, n_new = (int_of(hunk.get(name), 32) for name in _NUMBERS)
        lines = [sound(line) for line in list_of(hunk.get("lines")) if isinstance(line, str)]
        if lines and old is not None and n_old is not None and new is not None and n_new is not None:
            found.append((old, n_old, new, n_new, lines))
    return found


def _diff_of(hunks: list[Hunk]) -> str:
    return "".join(
        f"@@ -{old - (not n_old)},{n_old} +{new - (not n_new)},{n_new} @@\n" + "".join(f"{line}\n" for line in lines)
        for old, n_old, new, n_new, lines in hunks
    )


def _after(given: dict[str, Any], before: str | None, hunks: list[Hunk]) -> str | None:
    """The whole content afterwards, where it can be told exactly."""
    if (told := _text(given, "updated_file")) is not None:
        return told
    whole = given.get("type") in ("create", "update") or not ("oldString" in given or "edits" in given)
    if whole and (told := _text(given, "content")) is not None:
        return told
    if before is None and not (_text(given, "oldString") == "" and "originalFile" in given):
        return None
    made = _edited(given, before or "")
    applied = _applied(before or "", hunks) if hunks else None
    if given.get("userModified") is True or made is None:
        return applied
    return made


def _edited(given: dict[str, Any], text: str) -> str | None:
    """The text after the replacements that the tool made; None where one of them does not fit."""
    edits = [dict_of(edit) for edit in list_of(given.get("edits"))] or [given]
    for edit in edits:
        old, new = _text(edit, "oldString", "old_string"), _text(edit, "newString", "new_string")
        if old is None or new is None:
            return None
        if not old:
            if text:
                return None
            text = new
            continue
        n = text.count(old)
        every = edit.get("replaceAll") is True or edit.get("replace_all") is True
        if not n or (n > 1 and not every):
            return None
        text = text.replace(old, new)
    return text


def _applied(before: str, hunks: list[Hunk]) -> str | None:
    """The text after a patch; None where the patch does not fit."""
    lines = before.split("\n")
    made: list[str] = []
    at = 0
    for start, n_old, _, _, patch in hunks:
        begin = start - 1 if n_old or start else 0
        if not at <= begin <= len(lines):
            return None
        made += lines[at:begin]
        at = begin
        for line in patch:
            sign, text = line[:1], line[1:]
            if sign == "+":
                made.append(text)
            elif sign in (" ", "-"):
                if at >= len(lines) or lines[at] != text:
                    return None
                made += [text] if sign == " " else []
                at += 1
            elif sign != "\\":
                return None
    return "\n".join(made + lines[at:])


def _replaced(before: str, after: str) -> str:
    """A unified diff of one hunk between two texts: what they begin and end with alike is left out."""
    old, new = _lines(before), _lines(after)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head == len(old) == len(new):
        return ""
    begin = max(head - _CONTEXT, 0)
    rest = min(tail, _CONTEXT)
    n_old, n_new = len(old) - tail + rest - begin, len(new) - tail + rest - begin
    lines = [f"@@ -{begin + (n_old > 0)},{n_old} +{begin + (n_new > 0)},{n_new} @@\n"]
    for sign, part in (
        (" ", old[begin:head]),
        ("-", old[head : len(old) - tail]),
        ("+", new[head : len(new) - tail]),
        (" ", old[len(old) - tail : len(old) - tail + rest]),
    ):
        lines += [f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n{_UNENDED}\n" for line in part]
    return "".join(lines)


def _lines(text: str) -> list[str]:
    """Its lines with their ends; only a line feed ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
