"""`tracewalk export`: what a lake holds, written for others."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, progress_bar, short, talk
from tracewalk.cli.stopping import stopping
from tracewalk.cli.writing import STDOUT, writing
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.exporters import Exported

__all__ = ["export_command"]

_SHOWN = 20
"""Reasons for leaving traces out that are listed, the most frequent ones."""


class Out(StrEnum):
    """What can be written."""

    cwm = "cwm"


def export_command(
    format_: Annotated[Out, typer.Option("--format", help="CWM's trace text, ready for training.")] = Out.cwm,
    lake: LakeOption = HERE,
    out: Annotated[Path, typer.Option(help="File to write; - is stdout.")] = STDOUT,
    jsonl: Annotated[bool, typer.Option("--jsonl/--text", help="One JSON object a line, or the texts alone.")] = True,
    dataset: Annotated[str | None, typer.Option(help="Only traces of this dataset.")] = None,
    split: Annotated[str | None, typer.Option(help="Only traces of this split.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only traces with this tag.")] = None,
    where: Annotated[str | None, typer.Option(help="Only traces of which this SQL condition holds.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many traces: a fair sample, always the same.")
    ] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="Leave out longer texts, by the estimate.")] = None,
) -> None:
    """Write traces as CWM's text, prompt and steps, one document after the other.

    Traces that cannot be written so are counted by reason on stderr. Ctrl-C leaves whole lines behind.
    """
    from tracewalk.exporters import export
    from tracewalk.lake import Lake, chosen

    found = Lake.open(lake)
    ids = chosen(found, dataset=dataset, split=split, tag=tag, where=where, limit=limit)
    with stopping() as stopped, writing(out) as write, progress_bar() as move:
        done = export(
            found, ids, write, form="jsonl" if jsonl else "text", dataset=dataset, max_tokens=max_tokens,
            progress=lambda n, total: move(n, total, format_.value), stopped=stopped,
        )  # fmt: skip
    _tell_exported(done, len(ids))


def _tell_exported(done: Exported, n_chosen: int) -> None:
    talk.print(
        f"written {counted(done.written, 'document')} of {counted(n_chosen, 'trace')}, about {done.tokens:,} tokens"
    )
    reasons = sorted(done.left_out.items(), key=lambda pair: -pair[1].n)
    for _, reason in reasons[:_SHOWN]:
        one = reason.first
        talk.print(f"left out {reason.n:,}: {short(one.reason)} (e.g. {one.trace_id}, {short(one.name)})")
    if rest := sum(reason.n for _, reason in reasons[_SHOWN:]):
        talk.print(f"left out {rest:,} for other reasons")
    if done.interrupted:
        talk.print(f"Interrupted; {counted(n_chosen - done.done, 'trace')} were not looked at.")
        raise typer.Exit(1)
