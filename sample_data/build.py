#!/usr/bin/env python3
"""Builds the sample lake: records every program of the catalogue, every test of `till`, every held-out program.

Scripted agents repair the repositories beside this file, in the sandbox; the traces of their test runs are kept too.
There the solutions of the problems run, the branches of the catalogue, and twins of the held-out programs. Results are
those of the files in `results`, beside the published ones.

    PYTHONHASHSEED=0 python3.11 sample_data/build.py [FOLDER]

The lake comes to FOLDER (default: `lake` beside this file), in place of the one that is there, whose predictions and
checks are taken over for the traces that are the same. The same programs give the same trace ids and step digests
anywhere, which is why it insists on one Python version and one hash seed; the same agents do the same, but for the time
that they take.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracewalk.benchmarks import Given, add_published, import_results
from tracewalk.errors import RecordError, TracewalkError, UsageError
from tracewalk.forage import Limits, Task, by_script, forage, read_tasks
from tracewalk.lake import (
    Lake,
    as_prediction,
    check,
    choose,
    compact,
    merge,
    read_predictions,
    remove_checks,
    remove_dataset,
)
from tracewalk.model import Item, LineEdit, ReprStyle
from tracewalk.recorder import Options, record_dataset, record_file, record_pytest
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.rows import matches
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.verify import answering, kept_checks, verify
from tracewalk.verify.branch import Edit, make_branch
from tracewalk.verify.order import Order, read_order
from tracewalk.verify.twin import make_twins

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
SUITE = PROGRAMS / "till"
REPOSITORIES = HERE / "repositories"
PROBLEMS = HERE / "problems"
RESULTS = HERE / "results"
PYTHON = (3, 11)
DATASET = "samples"
SETTINGS = replace(Settings(), sandbox_shell_shown=6_000)
"""The defaults, whatever the environment says; of what a command prints without end a little is enough."""
AGENT = Limits(turns=22, seconds=120.0, context=131_072)


def catalogue(kind: str = "recording") -> list[dict[str, Any]]:
    """The tables of `catalogue.toml`, one for each recording or `branch`."""
    tables: list[dict[str, Any]] = tomllib.loads((HERE / "catalogue.toml").read_text("utf-8"))[kind]
    return tables


def build(folder: Path, before: Path) -> None:
    """Records everything into a new lake at `folder`, which must not exist yet; `before` is the lake that was, if any.

    Raises `UsageError` on another Python than 3.11 or without PYTHONHASHSEED=0, `RecordError` where a program does not
    end as its catalogue says, or the lake does not check clean.
    """
    _insist()
    with tempfile.TemporaryDirectory() as scratch, Lake.create(Path(scratch) / "lake", settings=SETTINGS) as lake:
        # Lists show the newest first: recorded from its end, the catalogue reads there as it was written.
        let_agents_work(lake, read_tasks(REPOSITORIES / "tasks.toml", SETTINGS))
        _run_solutions(lake)
        record_programs(lake)
        _take_over(lake, before)
        _add_results(lake)
        compact(lake)
        # The inputs of a compaction stay for a while; a merge copies only what is live.
        with Lake.create(folder) as fresh:
            merge(fresh, lake)
            faults = check(fresh)
    if faults:
        raise RecordError(f"the lake at {folder} is not whole: {faults[0]} ({len(faults)} faults)")


def record_programs(lake: Lake) -> None:
    """The held-out programs with their twins, the branches, the suite, and the catalogue."""
    _record_held_out(lake)
    _make_twins(lake)
    _make_branches(lake)
    items = _record_suite(lake) + [_record(entry, lake) for entry in reversed(catalogue())]
    with lake.writer() as writer:
        for item in items:
            writer.add_item(item)


def let_agents_work(lake: Lake, tasks: Sequence[Task]) -> None:
    """Every script at every task that names it, in the sandbox."""
    episodes = [(task, by_script(name)) for task in tasks for name in task.scripts]
    done = asyncio.run(forage(episodes[::-1], lake, limits=AGENT, options=_options("bounded", REPOSITORIES)))
    if faults := [f"{one.task_id}: {note}" for one in done.trajectories for note in one.notes]:
        raise RecordError(f"{faults[0]} ({len(faults)} faults): a sample is recorded whole")


def _insist() -> None:
    found = f"{sys.version_info.major}.{sys.version_info.minor}, PYTHONHASHSEED={os.environ.get('PYTHONHASHSEED')}"
    if sys.version_info[:2] != PYTHON or os.environ.get("PYTHONHASHSEED") != "0":
        raise UsageError(
            "The sample lake is recorded on Python 3.11 with PYTHONHASHSEED=0, since steps depend on both; "
            f"this is Python {found}. Run: PYTHONHASHSEED=0 python3.11 sample_data/build.py"
        )


def _options(style: ReprStyle, root: Path) -> Options:
    """The default limits, whatever the environment says: they are part of every trace's id."""
    return Options(root=root, repr_style=style, limits=limits_of(Settings(), style))


def _record(entry: dict[str, Any], lake: Lake) -> Item:
    path = PROGRAMS / entry["file"]
    options = _options("cwm", PROGRAMS)
    trace = record_file(path, entry=entry["entry"], input=entry["input"], lake=lake, options=options).trace
    if trace.n_cut or trace.outcome not in ("returned", "raised"):
        why = trace.stop_reason or f"{trace.n_cut} values are cut"
        raise RecordError(f"{path}: {trace.outcome}, {why}: a sample is recorded whole; make the program smaller")
    expected = entry.get("expected")
    right = matches(expected, trace.outcome, trace.result)
    return Item(DATASET, entry["id"], trace.trace_id, expected, right, entry["split"], tuple(entry["shows"]))


def _record_held_out(lake: Lake) -> None:
    summary = record_dataset("held_out", HERE / "held_out.jsonl", lake=lake, limits=limits_of(Settings(), "cwm"))
    if summary.faults:
        raise RecordError(f"held_out.jsonl: {summary.faults[0]}")


def _make_twins(lake: Lake) -> None:
    with Sandbox(SETTINGS) as sandbox:
        done = make_twins(lake, choose(lake, dataset="held_out"), sandbox)
    if done.left_out:
        raise RecordError(f"twins of held_out: {done.left_out[0]} ({len(done.left_out)} left out)")


def _make_branches(lake: Lake) -> None:
    """Before their parents: those are recorded for them, and once more when all else is there."""
    tables = catalogue("branch")
    parents = [_record(entry, lake) for entry in catalogue() if entry["id"] in {table["of"] for table in tables}]
    with lake.writer() as writer:
        for item in parents:
            writer.add_item(replace(item, dataset=_PARENTS))
    with Sandbox(SETTINGS, slots=1) as sandbox:
        for table in tables[::-1]:
            _branch(table, lake, sandbox)
    remove_dataset(lake, _PARENTS)


def _branch(table: dict[str, Any], lake: Lake, sandbox: Sandbox) -> None:
    (parent,) = choose(lake, where=f"task_id = '{table['of']}' AND dataset IN ('{_PARENTS}', 'held_out')")
    lines = (LineEdit("", table["line"], table["text"]),) if "line" in table else ()
    done = make_branch(lake, parent, Edit(table.get("step"), table.get("variables", {}), lines), sandbox)
    ended = done.trace.result if done.trace.outcome == "returned" else done.trace.error
    if ended != table["ends"] or done.strayed:
        raise RecordError(f"the branch {done.trace.name} left its parent at step {done.left} and ended in {ended}")


_PARENTS = "parents"
"""A dataset for a while."""


def _add_results(lake: Lake) -> None:
    """What the embedded model answered, as `score.py` wrote it down, and what papers say."""
    files = sorted(RESULTS.glob("*.jsonl"))
    for path in files:
        taken = import_results([path], lake, Given(suite=path.stem), named=[path])
        if taken.faults:
            raise RecordError(taken.faults[0])
    add_published(lake, datetime.now(UTC), None)


def solutions() -> Order:
    """The problems, with who wrote solutions for them."""
    return read_order(PROBLEMS / "problems.jsonl", PROBLEMS / "solutions.jsonl", most=SETTINGS.import_bytes)


def _run_solutions(lake: Lake) -> None:
    """Their traces; checks come with a prediction."""
    order, limits = solutions(), limits_of(Settings(), "cwm")
    assert order.author is not None, "it is a file"
    done = asyncio.run(verify(lake, order.problems, order.author, name=order.name, limits=limits, asking=answering("")))
    if faults := order.faults + done.faults:
        raise RecordError(f"{PROBLEMS}: {faults[0]} ({len(faults)} faults)")
    remove_checks(lake, [one.check_id for one in done.checks])


def _take_over(lake: Lake, before: Path) -> None:
    """Predictions and checks of the lake that was there, of traces that are the same."""
    if not before.is_dir():
        return
    with Lake.open(before) as old, lake.writer() as writer:
        for row, steps in read_predictions(old):
            if lake.has(row["trace_id"]):
                writer.add_prediction(as_prediction(row), steps)
        for one in kept_checks(old, solutions().name):
            if one.trace_id is not None and lake.has(one.trace_id):
                writer.add_check(one)


def _record_suite(lake: Lake) -> list[Item]:
    summary = record_pytest([SUITE], ["-q", "-p", "no:cacheprovider"], lake=lake, options=_options("bounded", SUITE))
    if summary.faults:
        raise RecordError(f"{SUITE}: {summary.faults[0]}")
    return [
        Item(DATASET, f"till/{name}", trace_id, split="tests", tags=("pytest", "several files"))
        for name, trace_id in summary.traces.items()
    ]


def main() -> int:
    """Builds the lake beside its place, then puts it there; returns the exit code."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "lake"
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        build(fresh, target)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    except TracewalkError as failed:
        print(f"error: {failed}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    size = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    print(f"{target}: {size / 1e6:.2f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    sys.exit(main())
