"""What a step changed, as the sandbox saw it: files, the folder, tests, commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.model import StateChange
from tracewalk.sandbox.unified import unified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.forage.episode import Step
    from tracewalk.sandbox.folder_copy import Entry

__all__ = ["changes_of"]

_MOST_CHARS = 200_000
"""Of one side of a file whose content is kept whole; of a longer one the diff is."""
_MOST_FILES = 200
_HEADERS = 2


def changes_of(step: Step, turn: int) -> Iterator[StateChange]:
    """The changes of a step that is turn `turn`; their numbers are given later."""
    ran = step.outcome.ran if step.outcome else None
    if ran is None:
        return
    paths = [path for path in {**ran.before, **ran.after} if ran.before.get(path) != ran.after.get(path)]
    for path in sorted(paths)[:_MOST_FILES]:
        yield _file(path, ran.before.get(path), ran.after.get(path), turn)
    for run in ran.runs:
        yield StateChange(
            number=0, turn=turn, call=0, kind="tests", method="recorded", how="pytest",
            passed=len(run.named("passed")), failed=len(run.named("failed")),
            errors=len(run.named("error")), skipped=len(run.named("skipped")),
            tests_passed=run.named("passed"), tests_failed=run.named("failed", "error"),
        )  # fmt: skip
    if step.cwd is not None:
        yield StateChange(0, turn, 0, "cwd", "recorded", "session", value=step.cwd)
    if step.head is not None:
        yield StateChange(0, turn, 0, "commit", "recorded", "git", value=step.head)


def _file(path: str, old: Entry | None, new: Entry | None, turn: int) -> StateChange:
    before, after = _text(old), _text(new)
    is_text = (old is None or before is not None) and (new is None or after is not None)
    diff = unified(before or "", after or "", "file") if is_text else None
    short = max(len(before or ""), len(after or "")) <= _MOST_CHARS
    return StateChange(
        number=0,
        turn=turn,
        call=0,
        kind="file",
        method="recorded",
        how="sandbox",
        path=path,
        action="create" if old is None else "delete" if new is None else "edit",
        diff="".join(diff.splitlines(keepends=True)[_HEADERS:]) if diff else diff,
        before=before if short else None,
        after=after if short else None,
    )


def _text(entry: Entry | None) -> str | None:
    """None: there is none, or it is no text."""
    if entry is None or entry.data is None or b"\0" in entry.data:
        return None
    try:
        return entry.data.decode()
    except UnicodeDecodeError:
        return None
