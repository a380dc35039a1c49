"""`tracewalk record`: a function, a script, a test suite or a dataset into a lake."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, clean_lines, printing_to_stderr, progress_bar, short, talk
from tracewalk.cli.sandboxed import in_sandbox, sandboxed_dataset, sandboxed_file, sandboxed_tests
from tracewalk.errors import UsageError
from tracewalk.usage import given_parts, require_fitting
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.recorder import Options, Recorded, SuiteSummary, Summary

__all__ = ["record"]


class Style(StrEnum):
    """How values are written."""

    cwm = "cwm"
    bounded = "bounded"


def record(
    context: typer.Context,
    file: Annotated[
        str | None, typer.Argument(help="Python file to record, or a path of tests after -m pytest.")
    ] = None,
    args: Annotated[list[str] | None, typer.Argument(help="After --: arguments of the script, or of pytest.")] = None,
    lake: LakeOption = HERE,
    entry: Annotated[str | None, typer.Option(help="Function to call; without it the file runs as a script.")] = None,
    arguments: Annotated[str, typer.Option("--input", help="Arguments of the entry, e.g. '[3, 1], key=None'.")] = "",
    module: Annotated[str | None, typer.Option("-m", help="Only `pytest`: one trace for each test.")] = None,
    dataset: Annotated[str | None, typer.Option(help="NAME=FILE.jsonl with rows {id, code, input[, output]}.")] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes, or sandboxes, that record a dataset.", show_default="1; 2 sandboxes"),
    ] = None,
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
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Run it shut off from your files, the network and other processes.")
    ] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="With --sandbox: run it with your own rights where there is no sandbox.")
    ] = False,
) -> None:
    """Record a function, a script, a test suite or a dataset into a lake.

    The code runs here and now with YOUR OWN RIGHTS, nothing isolates it: record only programs that you would run,
    and all others with --sandbox (Linux with bubblewrap; without it nothing is run).
    Prints the id of the trace of a function or a script; the counts of tests and datasets.
    What the lake has already is not run again.
    """  # fmt: skip
    from tracewalk.recorder import fixed_hash_seed

    require_fitting(given_parts(context))
    fixed_hash_seed()
    from tracewalk.lake import Lake
    from tracewalk.recorder import Options, require_file

    if file is not None and module is None:
        require_file(Path(file))  # first, so that a slip leaves no empty lake behind
    shut_off = in_sandbox(sandbox=sandbox, unsafe=unsafe)
    found = Lake.create(lake)
    if dataset is not None:
        _record_dataset(found, dataset, jobs, style or Style.cwm, exact, again, shut_off)
        return
    options = Options(root=root, repr_style=(style or Style.bounded).value, exact=exact, again=again, echo=True)
    if module is not None:
        _record_tests(found, module, [*([file] if file else []), *(args or [])], options, shut_off)
        return
    with printing_to_stderr():
        recorded = _record_file(Path(file or ""), entry, arguments, args or [], found, options, shut_off)
    _tell(recorded)


def _record_file(
    path: Path, entry: str | None, arguments: str, args: list[str], lake: Lake, options: Options, shut_off: bool
) -> Recorded:
    from tracewalk.recorder import record_file, record_script

    if shut_off:
        return sandboxed_file(path, entry, arguments, args, lake, options)
    if entry is None:
        return record_script(path, args, lake=lake, options=options)
    return record_file(path, entry=entry, input=arguments, lake=lake, options=options)


def _record_tests(lake: Lake, module: str, args: list[str], options: Options, shut_off: bool) -> None:
    from tracewalk.recorder import record_pytest

    if module != "pytest":
        raise UsageError(f"-m {module} cannot be recorded; -m pytest can, and scripts by their path.")
    if shut_off:
        _summarise(sandboxed_tests(args, lake, options))
    else:
        _summarise(record_pytest(args=args, lake=lake, options=options))


def _record_dataset(
    lake: Lake, dataset: str, jobs: int | None, style: Style, exact: bool, again: bool, shut_off: bool
) -> None:
    from tracewalk.recorder import record_dataset

    name, sign, path = dataset.partition("=")
    if not (name and sign and path):
        raise UsageError(f"--dataset {dataset!r} must be NAME=FILE.jsonl, e.g. cruxeval=cruxeval.jsonl.")
    if shut_off:
        _summarise(
            sandboxed_dataset(
                name, Path(path), lake, jobs=jobs, repr_style=style.value, exact=exact, again=again,
            )
        )  # fmt: skip
        return
    with progress_bar() as move:
        summary = record_dataset(
            name, Path(path), lake=lake, jobs=jobs or 1, repr_style=style.value, exact=exact, again=again,
            progress=lambda at: move(at.done, at.total, name),
        )  # fmt: skip
    _summarise(summary)


def _summarise(summary: Summary | SuiteSummary) -> None:
    for fault in summary.faults:
        talk.print(f"fault: {clean_lines(str(fault))}")
    print(", ".join(_counts(summary)) or "nothing to record")
    if summary.interrupted:
        talk.print("Interrupted; what was done is in the lake.")
    if summary.faults or summary.interrupted:
        raise typer.Exit(1)


def _counts(summary: Summary | SuiteSummary) -> list[str]:
    from tracewalk.recorder import SuiteSummary

    own = {name: value for name, value in vars(summary).items() if type(value) is int and value}
    tests = summary.outcomes if isinstance(summary, SuiteSummary) else {}
    return [
        *(counted(n, "new run") if name == "new_runs" else f"{n:,} {name}" for name, n in own.items()),
        *(f"{counted(n, 'test')} {outcome}" for outcome, n in tests.items() if n),
    ]


def _tell(recorded: Recorded) -> None:
    trace = recorded.trace
    ended = trace.result if trace.outcome == "returned" else trace.error or trace.stop_reason
    line = f"{recorded.status}: {trace.name}, {counted(trace.n_steps, 'step')}, {trace.outcome} {short(ended)}"
    talk.print(clean_lines(line))
    if recorded.left_out:
        talk.print(
            f"{counted(len(recorded.left_out), 'file')} run but not recorded, beyond TRACEWALK_MAX_FILES: "
            + short(", ".join(recorded.left_out))
        )
    print(trace.trace_id)
