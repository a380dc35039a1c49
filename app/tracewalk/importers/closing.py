"""The table that closes an import: what became of the files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tracewalk.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.importers.run import Imported

__all__ = ["closing_rows", "closing_words"]

_NAMED = 3
"""Files told by name of each reason for which files are skipped."""


def closing_rows(done: Imported) -> Iterator[tuple[str, int, str]]:
    """What was counted, how often, and what there is to say of it, in words of strangers too."""
    yield "files", done.n_files, ""
    yield "trajectories", done.n_trajectories, ""
    yield "turns", done.n_turns, ""
    if done.n_sidecars:
        yield "sidecars", done.n_sidecars, f"of which {counted(done.n_joined, 'trajectory')} had something to learn"
    reasons: dict[str, list[str]] = defaultdict(list)
    for skipped in done.skipped:
        reasons[skipped.reason].append(skipped.file)
    for reason, names in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        yield "skipped", len(names), f"{reason}: {shown}"


def closing_words(done: Imported) -> str:
    """In one line: `3 imported, 2 kept`."""
    words = [counted(n, "new run") if word == "new runs" else f"{n:,} {word}" for word, n in done.counts.items()]
    return ", ".join(words) or "nothing to import"
