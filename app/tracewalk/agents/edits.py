"""What a call of an editing tool does to files, as its arguments say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from tracewalk.agents.arguments import object_of, path_of, plain_name, text_of
from tracewalk.agents.names import EDITORS, TOOLS
from tracewalk.agents.patches import FilePatch, patches_of, search_replace
from tracewalk.agents.unified import Hunk
from tracewalk.frozen import frozen

__all__ = ["WINDOWED", "Edit", "edits_of", "patched", "windowed_edit"]


@frozen
class Edit:
    """One thing done to one file."""

    path: str | None
    """None: the file that is open in the agent's editor."""
    what: str
    """`write` `append` `replace` `insert` `lines` `hunks` `sed` `delete` `rename` `copy` `revert` `undo` `touch`."""
    how: str
    method: str = "derived"
    text: str = ""
    """What comes: the whole text, or the new part."""
    old: str = ""
    """What is replaced; of `rename` and `copy` the other path."""
    everywhere: bool = False
    first: int = 0
    """Of `lines` the first line, from 1; of `insert` the line after which the text comes, -1: at the end."""
    last: int = 0
    new: bool = False
    """The tool refuses where the file is there already."""
    hunks: tuple[Hunk, ...] = ()
    script: tuple[object, ...] = field(default=())
    """Of `sed` its commands."""


_OLD = ("old_str", "old_string", "oldString", "old_text", "oldText", "search", "old", "search_string", "old_code")
_NEW = ("new_str", "new_string", "newString", "new_text", "newText", "replace", "new", "replace_string", "new_code")
_WHOLE = ("file_text", "content", "contents", "new_content", "file_content", "code", "text")
_PATCH = ("patch", "diff", "input", "patchText", "patch_text", "text", "changes")
_ALL = ("replace_all", "replaceAll", "replace-all", "allow_multiple", "expected_replacements")
_SOURCES = ("source", "old_path", "from", "src")
_TARGETS = ("destination", "new_path", "to", "dst")
_TOOL = "tool arguments"
WINDOWED = re.compile(r"\s*edit(?:[ \t]+(\d{1,9}):(\d{1,9}))?[^\n]*\n(.*?)(?:\n|^)end_of_edit", re.DOTALL)


def edits_of(tool: str, arguments: str) -> list[Edit]:
    """The edits of a call, in order; none where the tool does not edit, or what it does cannot be told."""
    name = plain_name(tool)
    given = object_of(arguments)
    editor = name in EDITORS or name.startswith("text_editor_")
    if not editor and TOOLS.get(name) != "edit" and not (given and isinstance(given.get("command"), str)):
        return []
    if given is None:
        return list(_of_text(name, arguments))
    if editor or given.get("command") in ("create", "str_replace", "insert", "undo_edit"):
        return list(_of_editor(given))
    return list(_of_object(name, given)) if TOOLS.get(name) == "edit" else []


def _of_editor(given: Mapping[str, Any]) -> Iterator[Edit]:
    """Of an editor with commands, as Anthropic's and those made after it."""
    path, command = path_of(given), given.get("command")
    if path is None:
        return
    new = _first(given, ("new_str", "insert_text", "text"))
    if command in {"create", "write"} and (text := _first(given, ("file_text", "content"))) is not None:
        yield Edit(path, "write", _TOOL, text=text, new=command == "create")
    elif command == "str_replace" and (old := text_of(given.get("old_str"))):
        yield Edit(path, "replace", _TOOL, text=new or "", old=old)
    elif command == "insert" and isinstance(line := given.get("insert_line"), int) and new is not None:
        yield Edit(path, "insert", _TOOL, text=new, first=max(0, line))
    elif command == "undo_edit":
        yield Edit(path, "undo", _TOOL)


def _of_object(name: str, given: Mapping[str, Any]) -> Iterator[Edit]:
    """Of a tool whose arguments have names: by what is named."""
    path = path_of(given)
    for reading in (_moved, _replaced, _patch, _inserted, _written):
        if edits := list(reading(name, given, path)):
            yield from edits
            return
    if path:
        yield Edit(path, "touch", _TOOL)


def _moved(name: str, given: Mapping[str, Any], path: str | None) -> Iterator[Edit]:
    source, target = path_of(given, _SOURCES), path_of(given, _TARGETS)
    if name in {"delete_file", "remove_file", "delete"} and path:
        yield Edit(path, "delete", _TOOL)
    elif name in {"rename_file", "move_file"} and source and target:
        yield Edit(target, "rename", _TOOL, old=source)
    elif name == "undo_edit":
        yield Edit(path, "undo", _TOOL)


def _replaced(_name: str, given: Mapping[str, Any], path: str | None) -> Iterator[Edit]:
    edits = given.get("edits")
    for edit in edits if isinstance(edits, list) else [given]:
        if isinstance(edit, Mapping):
            old, new = _first(edit, _OLD), _first(edit, _NEW)
            if old is not None and new is not None:
                yield _replacement(path_of(edit) or path, old, new, _everywhere(edit))


def _patch(_name: str, given: Mapping[str, Any], path: str | None) -> Iterator[Edit]:
    patch = next((text for text in (text_of(given.get(key)) for key in _PATCH) if text and _is_patch(text)), None)
    if patch is not None:
        yield from patched(patch, path, "apply_patch" if "*** " in patch else _TOOL)


def _inserted(name: str, given: Mapping[str, Any], path: str | None) -> Iterator[Edit]:
    first, last = _number(given, ("start_line", "first_line")), _number(given, ("end_line", "last_line"))
    text = _first(given, ("replacement_text", "new_content", "content", "text", "new_str"))
    if text is None:
        return
    if first is not None:
        yield Edit(path, "lines", _TOOL, text=text, first=first, last=last or first)
    elif name in {"insert", "insert_line"}:
        line = _number(given, ("line", "insert_line", "line_number"))
        yield Edit(path, "insert", _TOOL, text=text, first=-1 if line is None else line)


def _written(name: str, given: Mapping[str, Any], path: str | None) -> Iterator[Edit]:
    text = _first(given, _WHOLE)
    if path and text is not None and "code_edit" not in given:
        what = "append" if name in {"append_file", "append_to_file"} else "write"
        yield Edit(path, what, _TOOL, text=text, new=name in {"create", "create_file"})
    elif path and name == "create":  # of SWE-agent: a file with one empty line
        yield Edit(path, "write", _TOOL, text="\n", new=True)


def _replacement(path: str | None, old: str, new: str, everywhere: bool) -> Edit:
    if not old:  # how Claude Code and Gemini make a file
        return Edit(path, "write", _TOOL, text=new, new=True)
    return Edit(path, "replace", _TOOL, text=new, old=old, everywhere=everywhere)


def _of_text(name: str, arguments: str) -> Iterator[Edit]:
    """Of a tool whose arguments are text: CWM's, SWE-agent's, and patches."""
    if windowed := WINDOWED.match(arguments):
        yield windowed_edit(windowed)
    elif _is_patch(arguments):
        yield from patched(arguments, None, "apply_patch" if "*** " in arguments else "search and replace")
    elif name in {"create", "write"}:
        path, _, text = arguments.partition("\n")
        if path.strip():
            yield Edit(path.strip(), "write", _TOOL, text=text, new=True)


def windowed_edit(found: re.Match[str]) -> Edit:
    """SWE-agent's `edit FIRST:LAST` with lines up to `end_of_edit`, in the file that is open."""
    first = int(found[1]) if found[1] else 0
    return Edit(None, "lines", _TOOL, text=found[3], first=first, last=int(found[2]) if found[2] else 0)


def patched(text: str, path: str | None, how: str, method: str = "derived") -> Iterator[Edit]:
    """What a patch does, in any of the forms that models write: an envelope, SEARCH and REPLACE, or a unified diff."""
    if "<<<<<<< SEARCH" in text or "------- SEARCH" in text:
        for named, old, new in search_replace(text):
            where = named or path
            if where:
                edit = _replacement(where, old, new, everywhere=False)
                yield Edit(edit.path, edit.what, "search and replace", method, edit.text, edit.old, new=edit.new)
        return
    patches = list(patches_of(text))
    for patch in patches:
        named = path if len(patches) == 1 or not patch.path else None
        yield from _of_patch(patch, named or patch.path, how, method)


def _of_patch(patch: FilePatch, where: str | None, how: str, method: str) -> Iterator[Edit]:
    """What the part of a patch that is about one file does."""
    if not where:
        return
    if patch.old_path and patch.old_path != where:
        yield Edit(where, "rename", how, method, old=patch.old_path)
    if patch.action == "delete":
        yield Edit(where, "delete", how, method)
    elif patch.action == "create":
        yield Edit(
            where, "write", how, method, text="".join(line + "\n" for h in patch.hunks for line in h.new), new=True
        )
    elif patch.hunks:
        yield Edit(where, "hunks", how, method, hunks=patch.hunks)


def _is_patch(text: str) -> bool:
    return any(
        sign in text for sign in ("*** Begin Patch", "<<<<<<< SEARCH", "------- SEARCH", "\n@@", "*** Update File")
    )


def _first(given: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((text for text in (text_of(given.get(key)) for key in keys) if text is not None), None)


def _number(given: Mapping[str, Any], keys: tuple[str, ...]) -> int | None:
    for key in keys:
        value = given.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 31:
            return value
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            return int(value)
    return None


def _everywhere(given: Mapping[str, Any]) -> bool:
    values = [given.get(key) for key in _ALL]
    return any(value is True or (isinstance(value, int) and value > 1) or value in ("true", "True") for value in values)
