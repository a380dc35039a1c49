"""What Claude Code records of a file that a tool changed: the patch, the content before it, and what was put there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.agents.lines import changed_blocks, joined, split
from tracewalk.agents.unified import Hunk, hunks_of, rendered
from tracewalk.importers.given import dict_of, int_of, list_of, sound, text_of
from tracewalk.model import StateChange

if TYPE_CHECKING:
    from tracewalk.agents.lines import Block

__all__ = ["changes_of"]

_CONTEXT = 3
_SIGNS = (" ", "+", "-", "\\")


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
    diff = rendered(hunks) if hunks else None
    how = "structured patch"
    if after is not None and (before is not None or created) and (not hunks or _applied(before or "", hunks) != after):
        # Also where the patch is one for the eye: Claude Code shows tabs as spaces in it.
        diff, how = rendered(_difference(before or "", after)), "content before and after"
    if diff is None and after is None:
        return None
    action = "create" if created else "edit"
    return StateChange(
        -1, turn, call, "file", "recorded", how, path=path, action=action, diff=diff, before=before, after=after
    )


def _text(given: dict[str, Any], *names: str) -> str | None:
    return next((sound(text) for name in names if isinstance(text := given.get(name), str)), None)


def _hunks(patch: Any) -> list[Hunk]:
    """The hunks of a structured patch; of one that is not as it should be none."""
    found = []
    for given in map(dict_of, list_of(patch)):
        start = int_of(given.get("oldStart"), 32)
        lines = [sound(line) for line in list_of(given.get("lines")) if isinstance(line, str)]
        if start is None or not lines or any(line[:1] not in _SIGNS for line in lines):
            return []
        read = hunks_of("@@\n" + "".join(f"{line}\n" for line in lines))
        found += [replace(hunk, start=max(start - 1, 0)) for hunk in read]
    return found


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
    lines, ended = split(before)
    made: list[str] = []
    at = 0
    for hunk in hunks:
        begin = hunk.start or 0
        if begin < at or lines[begin : begin + len(hunk.old)] != hunk.old:
            return None
        made += [*lines[at:begin], *hunk.new]
        at = begin + len(hunk.old)
        if at == len(lines):
            ended = not hunk.new_unended and (ended or hunk.old_unended or not lines)
    return joined([*made, *lines[at:]], ended)


def _difference(before: str, after: str) -> list[Hunk]:
    """The hunks that make one text of another, with three lines around what differs."""
    old, new = _marked(before), _marked(after)
    blocks = changed_blocks(old, new)
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and block[0] - groups[-1][-1][1] <= 2 * _CONTEXT:
            groups[-1].append(block)
        else:
            groups.append([block])
    return [_hunk(old, new, group) for group in groups]


def _marked(text: str) -> list[str]:
    """The lines of a text; the last one is marked where no line feed ends it, as it differs from one that is ended."""
    lines, ended = split(text)
    return lines if ended or not lines else [*lines[:-1], f"{lines[-1]}\n"]


def _hunk(old: list[str], new: list[str], group: list[Block]) -> Hunk:
    begin, end = max(group[0][0] - _CONTEXT, 0), min(group[-1][1] + _CONTEXT, len(old))
    lines: list[tuple[str, str]] = []
    at = begin
    for first, last, here, there in group:
        lines += [(" ", line) for line in old[at:first]]
        lines += [("-", line) for line in old[first:last]]
        lines += [("+", line) for line in new[here:there]]
        at = last
    lines += [(" ", line) for line in old[at:end]]
    unended = {sign for sign, line in lines if line.endswith("\n")}
    plain = tuple((sign, line.removesuffix("\n")) for sign, line in lines)
    return Hunk(begin, plain, bool(unended & {" ", "-"}), bool(unended & {" ", "+"}))
