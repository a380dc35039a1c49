"""What results of OpenHands record of files: whole contents before and after where they hold them, else the diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, text_of

if TYPE_CHECKING:
    from tracewalk.importers.openhands_story import CallDraft, Story

__all__ = ["note_edit"]


def note_edit(story: Story, call: CallDraft, told: dict[str, Any], content: str) -> None:
    """Takes down what a result says of one file, or, of `apply_patch`, of several."""
    commit = dict_of(dict_of(told.get("commit")).get("changes"))
    for name, change in commit.items():
        _note_patched(story, call, text_of(name), dict_of(change))
    path = text_of(told.get("path") or told.get("file_path"))
    if path and not commit and ("new_content" in told or "diff" in told) and told.get("command") != "view":
        _note_file(story, call, path, told, content)


def _note_file(story: Story, call: CallDraft, path: str, told: dict[str, Any], content: str) -> None:
    command = text_of(told.get("command") or call.given.get("command"))
    before, after = _whole(call, told)
    diff = _hunks(text_of(told.get("diff"))) or (_hunks(content) if content.startswith("--- ") else None)
    if command == "create" and after is None:
        after = text_of(call.given.get("file_text"))
    if (before is None and after is None and diff is None) or (before is not None and before == after):
        return
    known = told.get("prev_exist") is True or before is not None or told.get("is_new_file") is False
    new = not known and (command == "create" or told.get("is_new_file") is True or (after is not None and not command))
    how = "contents before and after" if before is not None or after is not None else "diff"
    story.change(
        call, "file", how, path=path, action="create" if new else "edit", diff=diff, before=before, after=after
    )


def _whole(call: CallDraft, told: dict[str, Any]) -> tuple[str | None, str | None]:
    """Contents before and after, unless they are only the pieces that the call names: some versions tell those."""
    before, after = text_of(told.get("old_content")), text_of(told.get("new_content"))
    pieces = text_of(call.given.get("old_str")), text_of(call.given.get("new_str"))
    if (before, after) == pieces or (before is None and after is not None and after == pieces[1]):
        return None, None
    return before, after


def _hunks(diff: str | None) -> str | None:
    """A diff without the lines that name its files; None where it has no hunk."""
    if not diff:
        return None
    at = 0 if diff.startswith("@@") else diff.find("\n@@") + 1
    return None if at == 0 and not diff.startswith("@@") else diff[at:]


def _note_patched(story: Story, call: CallDraft, path: str | None, change: dict[str, Any]) -> None:
    action = {"add": "create", "delete": "delete", "update": "edit"}.get(str(change.get("type")))
    if not path or action is None:
        return
    before, after, moved = (text_of(change.get(name)) for name in ("old_content", "new_content", "move_path"))
    if moved and moved != path:
        story.change(call, "file", "patch", path=moved, old_path=path, action="rename", before=before, after=after)
    else:
        story.change(call, "file", "patch", path=path, action=action, before=before, after=after)
