"""`tracewalk export`: what a lake holds, written for others."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, progress_bar, short, talk
from tracewalk.cli.stopping import stopping
from tracewalk.cli.writing import STDOUT, writing
from tracewalk.errors import UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.exporters import Exported

__all__ = ["export_command"]

_SHOWN = 20
"""Reasons for leaving traces out that are listed, the most frequent ones."""


class Out(StrEnum):
    """What can be written: traces as CWM's text, or trajectories in one of the forms of `exporters`."""

    cwm = "cwm"
    atif = "atif"
    openai = "openai"
    jsonl = "jsonl"
    cwm_rl = "cwm-rl"


_FORMS = (
    "Traces: cwm, CWM's trace text, ready for training. Trajectories, one a line: atif, Harbor's interchange format; "
    "openai, chat messages; jsonl, all that the lake holds of them; cwm-rl, CWM's own dumps."
)


def export_command(
    format_: Annotated[Out, typer.Option("--format", help=_FORMS)] = Out.cwm,
    lake: LakeOption = HERE,
    out: Annotated[Path, typer.Option(help="File to write; - is stdout.")] = STDOUT,
    jsonl: Annotated[
        bool | None,
        typer.Option("--jsonl/--text", help="cwm: one JSON object a line, or the texts alone.", show_default="jsonl"),
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Only traces, or trajectories, of this dataset.")] = None,
    split: Annotated[str | None, typer.Option(help="Only traces of this split.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only traces with this tag.")] = None,
    where: Annotated[str | None, typer.Option(help="Only those of which this SQL condition holds.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many: a fair sample, always the same.")] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="cwm: leave out longer texts, by the estimate.")] = None,
) -> None:
    """Write traces as CWM's text, or trajectories in forms that others read, one document after the other.

    Traces that cannot be written so are counted by reason on stderr. Ctrl-C leaves whole lines behind.
    """
    if format_ is not Out.cwm:
        of_traces = {"--split": split, "--tag": tag, "--max-tokens": max_tokens, "--jsonl and --text": jsonl}
        for name, given in of_traces.items():
            if given is not None:
                raise UsageError(
                    f"{name} cannot go with --format {format_.value}, which writes trajectories, not traces"
                )
        _export_trajectories(format_, lake, out, dataset=dataset, where=where, limit=limit)
        return
    from tracewalk.exporters import export
    from tracewalk.lake import Lake, chosen

    found = Lake.open(lake)
    ids = chosen(found, dataset=dataset, split=split, tag=tag, where=where, limit=limit)
    with stopping() as stopped, writing(out) as write, progress_bar() as move:
        done = export(
            found, ids, write, form="text" if jsonl is False else "jsonl", dataset=dataset, max_tokens=max_tokens,
            progress=lambda n, total: move(n, total, format_.value), stopped=stopped,
        )  # fmt: skip
    _tell_exported(done, len(ids))
    if len(ids) == 0 and (runs := found.catalog.count("trajectories")):
        others = ", ".join(form.value for form in Out if form is not Out.cwm)
        talk.print(f"These are traces; the lake has {counted(runs, 'trajectory')}, too, for --format {others}")


def _export_trajectories(
    form: Out, lake: Path, out: Path, *, dataset: str | None, where: str | None, limit: int | None
) -> None:
    from tracewalk.exporters import export_trajectories
    from tracewalk.lake import Lake, choose_trajectories

    found = Lake.open(lake)
    ids = choose_trajectories(found, dataset=dataset, where=where, limit=limit)
    with stopping() as stopped, writing(out) as write, progress_bar() as move:
        done = export_trajectories(
            found, ids, write, form=form.value, progress=lambda n, total: move(n, total, form.value), stopped=stopped
        )
    within = f", {done.within:,} of them within those that started them" if done.within else ""
    talk.print(f"written {counted(done.written + done.within, 'trajectory')} of {len(ids):,}{within}")
    if done.interrupted:
        talk.print("Interrupted; the others were not looked at.")
        raise typer.Exit(1)


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
