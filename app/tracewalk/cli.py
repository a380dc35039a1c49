"""The command line: one command, one call. stdout is data, stderr is talk.

Exit codes: 0 done, 1 done with faults (listed), 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tracewalk import lake as lakes
from tracewalk.errors import LakeError, TracewalkError, UsageError
from tracewalk.lake import Lake
from tracewalk.recorder import (
    Options,
    Recorded,
    SuiteSummary,
    Summary,
    fixed_hash_seed,
    record_dataset,
    record_file,
    record_pytest,
    record_script,
    require_file,
)
from tracewalk.usage import RecordCommand, given_parts, require_fitting
from tracewalk.words import counted

__all__ = ["app", "main"]

app = typer.Typer(
    name="tracewalk",
    help="A web explorer for code-world-model data: record Python programs, step through them in a browser.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
lake_app = typer.Typer(help="Look after a lake: check, compact, shards, rebuild, merge, remove.", no_args_is_help=True)
app.add_typer(lake_app, name="lake")

_talk = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


class Style(StrEnum):
    """How values are written."""

    cwm = "cwm"
    bounded = "bounded"


class Table(StrEnum):
    """The tables of a lake."""

    programs = "programs"
    traces = "traces"
    items = "items"
    steps = "steps"


LakeOption = Annotated[
    Path, typer.Option("--lake", envvar="TRACEWALK_LAKE", help="Folder of the lake.", show_default="./lake")
]
LakeArgument = Annotated[Path | None, typer.Argument(help="Folder of the lake.", show_default="--lake")]
Host = Annotated[str, typer.Option(help="Address to listen on; others than loopback are read-only.")]
Port = Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on, or the next free one.")]
BasePath = Annotated[str, typer.Option(help="Path under which everything is served, e.g. /tracewalk.")]
AllowWrite = Annotated[bool, typer.Option("--allow-write", help="Offer what writes or runs, also to other machines.")]
_HERE = Path("lake")


@app.callback(invoke_without_command=True)
def _tracewalk(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if show:
        print(version("tracewalk"))
        raise typer.Exit


@app.command()
def demo(host: Host = "127.0.0.1", port: Port = 8501, base_path: BasePath = "") -> None:
    """Open the explorer on the sample lake, copied to a folder of yours so that it can be written to."""
    from tracewalk.web.demo import demo_lake
    from tracewalk.web.server import serve as run

    run(demo_lake(), host=host, port=port, base_path=base_path, say=_talk.print)


@app.command()
def serve(
    lake_path: LakeArgument = None,
    lake: LakeOption = _HERE,
    host: Host = "127.0.0.1",
    port: Port = 8501,
    base_path: BasePath = "",
    allow_write: AllowWrite = False,
) -> None:
    """Open the explorer on a lake."""
    from tracewalk.web.server import serve as run

    found = Lake.open(lake_path or lake)
    run(found, host=host, port=port, base_path=base_path, allow_write=allow_write, say=_talk.print)


@app.command(cls=RecordCommand)
def record(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(help="Python file to record, or a path of tests after -m pytest.")
    ] = None,
    args: Annotated[list[str] | None, typer.Argument(help="After --: arguments of the script, or of pytest.")] = None,
    lake: LakeOption = _HERE,
    entry: Annotated[str | None, typer.Option(help="Function to call; without it the file runs as a script.")] = None,
    arguments: Annotated[str, typer.Option("--input", help="Arguments of the entry, e.g. '[3, 1], key=None'.")] = "",
    module: Annotated[str | None, typer.Option("-m", help="Only `pytest`: one trace for each test.")] = None,
    dataset: Annotated[str | None, typer.Option(help="NAME=FILE.jsonl with rows {id, code, input[, output]}.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that record a dataset.")] = 1,
    style: Annotated[
        Style | None, typer.Option("--repr", help="How values are written.", show_default="bounded; cwm for datasets")
    ] = None,
    root: Annotated[
        Path | None, typer.Option(help="Files under this folder are recorded.", show_default="of the file")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="No static analysis: slower, same steps.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Run what the lake has already; other steps are kept as a further run.")
    ] = False,
) -> None:
    """Record a function, a script, a test suite or a dataset into a lake.

    The code runs here and now with YOUR OWN RIGHTS, nothing isolates it: record only programs that you would run.
    Prints the id of the trace of a function or a script; the counts of tests and datasets.
    What the lake has already is not run again.
    """  # fmt: skip
    require_fitting(given_parts(context))
    fixed_hash_seed()
    if file is not None and module is None:
        require_file(Path(file))  # first, so that a slip leaves no empty lake behind
    found = Lake.create(lake)
    if dataset is not None:
        _record_dataset(found, dataset, jobs, style or Style.cwm, exact, again)
        return
    options = Options(root=root, repr_style=(style or Style.bounded).value, exact=exact, again=again, echo=True)
    if module is not None:
        _record_tests(found, module, [*([file] if file else []), *(args or [])], options)
        return
    path = Path(file or "")
    with _printing_to_stderr():
        if entry is None:
            recorded = record_script(path, args or [], lake=found, options=options)
        else:
            recorded = record_file(path, entry=entry, input=arguments, lake=found, options=options)
    _tell(recorded)


def _record_tests(lake: Lake, module: str, args: list[str], options: Options) -> None:
    if module != "pytest":
        raise UsageError(f"-m {module} cannot be recorded; -m pytest can, and scripts by their path.")
    _summarise(record_pytest(args=args, lake=lake, options=options))


def _record_dataset(lake: Lake, dataset: str, jobs: int, style: Style, exact: bool, again: bool) -> None:
    name, sign, path = dataset.partition("=")
    if not (name and sign and path):
        raise UsageError(f"--dataset {dataset!r} must be NAME=FILE.jsonl, e.g. cruxeval=cruxeval.jsonl.")
    with _progress() as move:
        summary = record_dataset(
            name, Path(path), lake=lake, jobs=jobs, repr_style=style.value, exact=exact, again=again,
            progress=lambda at: move(at.done, at.total, name),
        )  # fmt: skip
    _summarise(summary)


def _summarise(summary: Summary | SuiteSummary) -> None:
    for fault in summary.faults:
        _talk.print(f"fault: {fault}")
    print(", ".join(_counts(summary)) or "nothing to record")
    if summary.interrupted:
        _talk.print("Interrupted; what was done is in the lake.")
    if summary.faults or summary.interrupted:
        raise typer.Exit(1)


def _counts(summary: Summary | SuiteSummary) -> list[str]:
    own = {name: value for name, value in vars(summary).items() if type(value) is int and value}
    tests = summary.outcomes if isinstance(summary, SuiteSummary) else {}
    return [
        *(counted(n, "new run") if name == "new_runs" else f"{n:,} {name}" for name, n in own.items()),
        *(f"{counted(n, 'test')} {outcome}" for outcome, n in tests.items() if n),
    ]


def _printing_to_stderr() -> AbstractContextManager[object]:
    """What a recorded program prints is talk here: the command's own stdout carries ids."""
    return redirect_stdout(sys.stderr)


def _tell(recorded: Recorded) -> None:
    trace = recorded.trace
    ended = trace.result if trace.outcome == "returned" else trace.error or trace.stop_reason
    _talk.print(f"{recorded.status}: {trace.name}, {counted(trace.n_steps, 'step')}, {trace.outcome} {_short(ended)}")
    if recorded.left_out:
        _talk.print(
            f"{counted(len(recorded.left_out), 'file')} run but not recorded, beyond TRACEWALK_MAX_FILES: "
            + _short(", ".join(recorded.left_out))
        )
    print(trace.trace_id)


def _short(text: str | None) -> str:
    return "" if text is None else text if len(text) <= 120 else f"{text[:117]}..."


@lake_app.command("check")
def lake_check(lake_path: LakeArgument = None, lake: LakeOption = _HERE) -> None:
    """Compare every shard with the catalog; prints one line for each fault."""
    with _progress() as progress:
        faults = lakes.check(Lake.open(lake_path or lake), progress=progress)
    for fault in faults:
        print(fault)
    _talk.print(counted(len(faults), "fault") if faults else "The lake is whole.")
    if faults:
        raise typer.Exit(1)


@lake_app.command("compact")
def lake_compact(lake_path: LakeArgument = None, lake: LakeOption = _HERE) -> None:
    """Merge small shards into large, sorted ones."""
    with _progress() as progress:
        done = lakes.compact(Lake.open(lake_path or lake, writable=True), progress=progress)
    print(f"{counted(done.merged, 'shard')} became {done.made:,}, with {counted(done.rows, 'row')}")


@lake_app.command("shards")
def lake_shards(
    lake_path: LakeArgument = None,
    lake: LakeOption = _HERE,
    table: Annotated[Table, typer.Option(help="Whose shards.")] = Table.steps,
) -> None:
    """Print the paths of the Parquet files that make up a table now, one a line.

    Read these, not a glob: what a compaction replaced stays in the folder for TRACEWALK_GRACE_SECONDS.
    """
    for path in Lake.open(lake_path or lake).paths(table.value):
        print(path)


@lake_app.command("rebuild")
def lake_rebuild(lake_path: LakeArgument = None, lake: LakeOption = _HERE) -> None:
    """Make the catalog again from the shards."""
    with _progress() as progress:
        done = lakes.rebuild(lake_path or lake, progress=progress)
    print(_contents(done))
    _faults(done.faults)


@lake_app.command("merge")
def lake_merge(
    into: Annotated[Path, typer.Argument(help="Lake that receives; made where there is none.")],
    source: Annotated[Path, typer.Argument(help="Lake whose traces are added; it stays as it is.")],
) -> None:
    """Add one lake's traces to another; what is there already is not doubled."""
    given = Lake.open(source)  # first, so that a slip leaves no empty lake behind
    with _progress() as progress:
        done = lakes.merge(Lake.create(into), given, progress=progress)
    print(f"added {_contents(done)}")
    _faults(done.faults)


@lake_app.command("rm")
def lake_rm(
    dataset: Annotated[str, typer.Option(help="Name of the dataset to remove.")],
    lake_path: LakeArgument = None,
    lake: LakeOption = _HERE,
) -> None:
    """Remove a dataset, and the traces that stand in no other."""
    with _progress() as progress:
        done = lakes.remove_dataset(Lake.open(lake_path or lake, writable=True), dataset, progress=progress)
    print(f"removed {_contents(done)}")


def _contents(done: lakes.Rebuilt | lakes.Merger | lakes.Removal) -> str:
    return ", ".join((counted(done.traces, "trace"), counted(done.programs, "program"), counted(done.items, "item")))


def _faults(faults: tuple[str, ...]) -> None:
    for fault in faults:
        _talk.print(f"fault: {fault}")
    if faults:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr, and the callback (done, total, text) that moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_talk, transient=True) as bar:
        task = bar.add_task("", total=None)

        def move(done: int, total: int, text: str = "") -> None:
            bar.update(task, completed=done, total=total, description=text)

        yield move


def main() -> None:
    """The entry point: our own errors become one message on stderr and an exit code."""
    try:
        app()
    except TracewalkError as failed:
        _talk.print(f"error: {failed}")
        sys.exit(1 if isinstance(failed, LakeError) else 2)
    except KeyboardInterrupt:
        _talk.print("interrupted; what was whole is kept")
        sys.exit(130)
    except Exception as failed:  # the last resort: nobody but a developer wants the traceback
        if os.environ.get("TRACEWALK_DEBUG"):
            raise
        what = " ".join(f"{type(failed).__name__}: {failed}".split())
        _talk.print(f"this is a fault of Tracewalk: {what}; run again with TRACEWALK_DEBUG=1 for the traceback")
        sys.exit(1)
