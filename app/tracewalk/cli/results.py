"""`tracewalk results`: benchmark results of files into a lake, what it has of them, and out again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, clean_lines, list_faults, progress_bar, talk
from tracewalk.cli.stopping import stopping
from tracewalk.errors import UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.benchmarks import Taken

__all__ = ["results_app"]

results_app = typer.Typer(help="Benchmark results: import files, list scores, remove.", no_args_is_help=True)


@results_app.command("import")
def import_results_command(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, and folders of JSON files.")] = None,
    lake: LakeOption = HERE,
    model: Annotated[str | None, typer.Option(help="Whose they are.", show_default="as files and folders say")] = None,
    suite: Annotated[
        str | None, typer.Option(help="The benchmark, e.g. math-500.", show_default="as files say")
    ] = None,
    suite_version: Annotated[str | None, typer.Option(help="Its version, e.g. v5.")] = None,
    published: Annotated[bool, typer.Option("--published", help="Add all of CWM's published scores.")] = False,
) -> None:
    """Take in results of benchmarks: the format of each file is found by its content.

    SWE-bench, LiveCodeBench, CRUXEval, lm-eval, simple-evals, CWM's evaluations, and graded answers in JSON lines. What
    the lake has already is not added again; CWM's published scores on the same suites come with them.
    """
    from tracewalk.benchmarks import Given, add_published, import_results
    from tracewalk.importers import files_of
    from tracewalk.lake import Lake

    if not paths and not published:
        raise UsageError("nothing to import: give FILES, or --published")
    named = [path for path in paths or () if not path.is_dir()]
    files = [path for path in files_of(paths or []) if path in named or path.suffix in (".json", ".jsonl")]
    with Lake.create(lake) as opened, stopping() as stopped, progress_bar() as move:
        taken = import_results(
            files, opened, Given(suite, suite_version, model), named=named, progress=move, stopped=stopped
        )
        if published:
            taken.published += add_published(opened, datetime.now(UTC), None)
    _tell(taken)


def _tell(taken: Taken) -> None:
    """What is new on stdout, what to know of the files on stderr."""
    groups: dict[tuple[str, str, str], tuple[int, int]] = {}
    for _name, form, suite, model, n in taken.files:
        files, results = groups.get((form, suite, model), (0, 0))
        groups[form, suite, model] = (files + 1, results + n)
    for (form, suite, model), (files, results) in groups.items():
        of = counted(files, "file")
        talk.print(clean_lines(f"{form}: {suite}, {model}: {counted(results, 'result')} of {of}"))
    if taken.passed_over:
        talk.print(f"{counted(len(taken.passed_over), 'file')} of folders passed over, which hold no results, as:")
        talk.print(clean_lines(f"    {taken.passed_over[0][:300]}"))
    told = [f"{taken.new:,} new", f"{taken.known:,} known", f"{taken.replaced:,} replaced"]
    print(f"{', '.join(told)}, {taken.published:,} published")
    if taken.interrupted:
        talk.print("Interrupted; what was read is in the lake, and the same command goes on from there.")
        raise typer.Exit(130)
    list_faults(tuple(map(clean_lines, taken.faults)))


@results_app.command("list")
def list_results(
    lake: LakeOption = HERE,
    suite: Annotated[str | None, typer.Option(help="Only this benchmark.")] = None,
) -> None:
    """List the scores of a lake by suite and model, with their 95 % intervals where they can be had."""
    from tracewalk.lake import Lake
    from tracewalk.sql import bind, find

    query = find("results/scores")
    with Lake.open(lake) as opened:
        given = bind(query, {"suite": suite} if suite else {})
        rows = opened.query(query.name, given).to_pylist()
    if not rows:
        talk.print(
            "No results" + (f" on {clean_lines(suite)}" if suite else "") + "; `tracewalk results import FILE...`"
        )
        return
    for row in rows:
        row["suite"] += f" {row['suite_version']}" if row["suite_version"] else ""
    wide = {name: max(len(clean_lines(row[name] or "")) for row in rows) for name in ("suite", "model", "metric")}
    for row in rows:
        named = "  ".join(f"{clean_lines(row[name] or ''):<{size}}" for name, size in wide.items())
        print(f"{named}  {100 * row['score']:6.2f} %  {_interval(row):<15}  {_kind(row)}".rstrip())


def _interval(row: dict[str, float | None]) -> str:
    low, high = row["low"], row["high"]
    return "" if low is None or high is None else f"({100 * low:.2f}-{100 * high:.2f})"


def _kind(row: dict[str, object]) -> str:
    if row["kind"] == "published":
        return clean_lines(f"published: {row['source']}")
    tasks = f"{counted(int(str(row['tasks'])), 'task')}, " if row["tasks"] else ""
    return clean_lines(f"{tasks}{row['source_file'] or row['source']}")


@results_app.command("remove")
def remove_results_command(
    lake: LakeOption = HERE,
    suite: Annotated[str | None, typer.Option(help="Those of this benchmark.")] = None,
    suite_version: Annotated[str | None, typer.Option(help="Those of this version of it.")] = None,
    model: Annotated[str | None, typer.Option(help="Those of this model.")] = None,
    source: Annotated[
        str | None, typer.Option(help="Those of this file or source, as `tracewalk results list` names it last.")
    ] = None,
    published: Annotated[
        bool | None,
        typer.Option(
            "--published/--own", help="Only what papers report, or only what files said.", show_default="both"
        ),
    ] = None,
) -> None:
    """Remove the results of a benchmark, of a model, of one file, or of all that is given together."""
    from tracewalk.lake import Lake, choose_results, remove_results

    if suite is None and model is None and source is None and published is None:
        raise UsageError(
            "give one or more of --suite NAME, --model NAME, --source FILE, --published and --own to say what goes"
        )
    with Lake.open(lake, writable=True) as there, progress_bar() as move:
        ids = choose_results(
            there, suite=suite, suite_version=suite_version, model=model, source=source, published=published
        )
        done = remove_results(there, ids, progress=move)
    print(f"removed {counted(done.results, 'result')}")
