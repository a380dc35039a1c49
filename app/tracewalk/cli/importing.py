"""`tracewalk import`: traces and agents' runs made elsewhere, into a lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, clean_lines, progress_bar, talk
from tracewalk.cli.stopping import stopping
from tracewalk.settings import load

if TYPE_CHECKING:
    from tracewalk.importers import Imported

__all__ = ["FORMATS", "import_command"]

FORMATS = (
    "cwm",
    "cwm-jsonl",
    "steps",
    "parquet",
    "cwm-rl",
    "swe-agent",
    "mini-swe-agent",
    "claude-code",
    "codex",
    "openhands",
    "atif",
    "inspect",
    "inspect-scout",
    "terminal-bench",
    "openai-chat",
)
"""Names of `importers.FORMATS`, told here without loading them: no other command needs the importers."""


def import_command(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders of them, zip and tar archives.")],
    lake: LakeOption = HERE,
    format_: Annotated[
        str | None, typer.Option("--format", help=", ".join(FORMATS), show_default="found by content")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Dataset to put all in.", show_default="as the files say")] = None,
    columns: Annotated[str, typer.Option(help="OURS=THEIRS,... where a file names its columns otherwise.")] = "",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes that read.", show_default="as many as are worth while")
    ] = None,
) -> None:
    """Take in traces and agents' runs made elsewhere: the format of each file is found by its content.

    What the lake has already is not added again; a run whose reports have changed is read anew. What cannot be read is
    listed and does not stop the rest. Reports and predictions beside runs are joined to them.
    """
    from tracewalk.importers import Options, columns_named, files_of, format_named, import_files
    from tracewalk.lake import Lake

    known = format_named(format_) if format_ else None
    options = Options(load(), columns_named(columns))
    files = files_of(paths)  # first, so that a slip leaves no empty lake behind
    with stopping() as stopped, progress_bar() as move:
        done = import_files(
            files, Lake.create(lake), options,
            dataset=dataset, format_=known, jobs=jobs, progress=move, stopped=stopped,
        )  # fmt: skip
    _tell(done)


def _tell(done: Imported) -> None:
    from tracewalk.importers import closing_words

    for fault in done.faults:
        talk.print(f"fault: {clean_lines(str(fault))}")
    for note, n in done.notes.items():
        talk.print(f"{n:,} {note}")
    if done.n_trajectories or done.n_sidecars or done.skipped:
        _tell_table(done)
    print(closing_words(done))
    if done.interrupted:
        talk.print("Interrupted; what was read is in the lake, and the same command goes on from there.")
    if done.faults or done.interrupted:
        raise typer.Exit(1)


def _tell_table(done: Imported) -> None:
    from tracewalk.importers import closing_rows

    rows = list(closing_rows(done))
    if done.faults:
        rows.append(("faults", len(done.faults), "listed above"))
    wide = max(len(f"{n:,}") for _, n, _ in rows)
    for what, n, more in rows:
        talk.print(f"{what:13} {n:{wide},}  {clean_lines(more)}".rstrip())
