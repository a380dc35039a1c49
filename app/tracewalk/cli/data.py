"""`tracewalk export` and `tracewalk import`: traces out of a lake, and truth made elsewhere into one."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, progress_bar, short, talk
from tracewalk.cli.stopping import stopping
from tracewalk.cli.writing import STDOUT, writing
from tracewalk.settings import load
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.exporters import Exported
    from tracewalk.importers import Imported

__all__ = ["FORMATS", "export_command", "import_command"]

FORMATS = ("cwm", "cwm-jsonl", "steps", "parquet", "cwm-rl", "swe-agent", "mini-swe-agent", "openai-chat")
"""Names of `importers.FORMATS`, told here without loading them: no other command needs the importers."""
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


def import_command(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them.")],
    lake: LakeOption = HERE,
    format_: Annotated[
        str | None, typer.Option("--format", help=", ".join(FORMATS), show_default="found by content")
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Dataset to put the traces in.", show_default="as the rows say")
    ] = None,
    columns: Annotated[str, typer.Option(help="OURS=THEIRS,... where a file names its columns otherwise.")] = "",
) -> None:
    """Take traces made elsewhere into a lake: CWM's text, rows of steps, Parquet; found by content.

    What the lake has already is not added again. Rows that cannot be read are listed and don't stop the rest.
    """
    from tracewalk.importers import Options, columns_named, files_of, format_named, import_files
    from tracewalk.lake import Lake

    known = format_named(format_) if format_ else None
    options = Options(load(), columns_named(columns))
    files = files_of(paths)  # first, so that a slip leaves no empty lake behind
    with stopping() as stopped, progress_bar() as move:
        done = import_files(
            files, Lake.create(lake), options, dataset=dataset, format_=known, progress=move, stopped=stopped
        )
    _tell_imported(done)


def _tell_imported(done: Imported) -> None:
    for fault in done.faults:
        talk.print(f"fault: {fault}")
    for note, n in done.notes.items():
        talk.print(f"{n:,} {note}")
    words = [counted(n, "new run") if word == "new runs" else f"{n:,} {word}" for word, n in done.counts.items()]
    print(", ".join(words) or "nothing to import")
    if done.interrupted:
        talk.print("Interrupted; what was read is in the lake.")
    if done.faults or done.interrupted:
        raise typer.Exit(1)
