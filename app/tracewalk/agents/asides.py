"""Files that are written beside the work: patches to be handed in, and what commands print, kept to be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracewalk.agents.edits import Edit
    from tracewalk.model import StateChange

__all__ = ["ASIDES", "is_edit", "is_scratch", "keeps_print", "marked"]

ASIDES = frozenset({"git diff", "output"})
"""What `StateChange.how` says of them; the named queries leave out the same."""

_REDIRECTED = frozenset({"redirection", "tee"})
_KEPT = frozenset({".patch", ".diff", ".log", ".out", ".err", ".tmp", ".rej"})
_PRINTED = (".txt", ".text", ".stdout", ".stderr")
"""The same where it is not known what is written; who knows it may well be writing text for the task."""
_SCRATCH = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108 - names in logs, of which none is opened


def is_edit(change: StateChange) -> bool:
    """Whether a change is of a file that is worked on."""
    return change.kind == "file" and change.how not in ASIDES


def is_scratch(path: str, folders: Collection[str]) -> bool:
    """Whether a file stands in a temporary folder in which the run does not work; `folders`: where it does."""
    return path.startswith(_SCRATCH) and not any(folder.startswith(_SCRATCH) for folder in folders)


def keeps_print(path: str) -> bool:
    """Whether a file has the name of one that keeps a patch or what a command prints."""
    return PurePosixPath(path).suffix.lower() in _KEPT


def marked(edit: Edit, cwd: str | None) -> Edit:
    """An edit by a redirection, which says so where it only keeps what a command prints."""
    if edit.how not in _REDIRECTED or not edit.path:
        return edit
    printed = edit.path.lower().endswith(_PRINTED) or is_scratch(edit.path, [cwd] if cwd else [])
    aside = keeps_print(edit.path) or (edit.what == "touch" and printed)
    return replace(edit, how="output") if aside else edit
