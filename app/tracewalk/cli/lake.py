"""`tracewalk lake`: looking after a lake."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeArgument, LakeOption, list_faults, progress_bar, talk
from tracewalk.errors import UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.lake import Merger, Rebuilt, Removal

__all__ = ["lake_app"]

lake_app = typer.Typer(help="Look after a lake: check, compact, shards, rebuild, merge, remove.", no_args_is_help=True)


class Table(StrEnum):
    """The tables of a lake."""

    programs = "programs"
    traces = "traces"
    items = "items"
    steps = "steps"
    predictions = "predictions"
    predicted_steps = "predicted_steps"
    trajectories = "trajectories"
    turns = "turns"
    state_changes = "state_changes"
    checks = "checks"
    results = "results"
    problems = "problems"


@lake_app.command("check")
def lake_check(lake_path: LakeArgument = None, lake: LakeOption = HERE) -> None:
    """Compare every shard with the catalog; prints one line for each fault."""
    from tracewalk import lake as lakes
    from tracewalk.lake import Lake

    with progress_bar() as progress:
        faults = lakes.check(Lake.open(lake_path or lake), progress=progress)
    for fault in faults:
        print(fault)
    talk.print(counted(len(faults), "fault") if faults else "The lake is whole.")
    if faults:
        raise typer.Exit(1)


@lake_app.command("compact")
def lake_compact(lake_path: LakeArgument = None, lake: LakeOption = HERE) -> None:
    """Merge small shards into large, sorted ones."""
    from tracewalk import lake as lakes
    from tracewalk.lake import Lake

    with progress_bar() as progress:
        done = lakes.compact(Lake.open(lake_path or lake, writable=True), progress=progress)
    print(f"{counted(done.merged, 'shard')} became {done.made:,}, with {counted(done.rows, 'row')}")


@lake_app.command("shards")
def lake_shards(
    lake_path: LakeArgument = None,
    lake: LakeOption = HERE,
    table: Annotated[Table, typer.Option(help="Whose shards.")] = Table.steps,
) -> None:
    """Print the paths of the Parquet files that make up a table now, one a line.

    Read these, not a glob: what a compaction replaced stays in the folder for TRACEWALK_GRACE_SECONDS.
    """
    from tracewalk.lake import Lake

    for path in Lake.open(lake_path or lake).paths(table.value):
        print(path)


@lake_app.command("rebuild")
def lake_rebuild(lake_path: LakeArgument = None, lake: LakeOption = HERE) -> None:
    """Make the catalog again from the shards."""
    from tracewalk import lake as lakes

    with progress_bar() as progress:
        done = lakes.rebuild(lake_path or lake, progress=progress)
    print(_contents(done))
    list_faults(done.faults)


@lake_app.command("merge")
def lake_merge(
    into: Annotated[Path, typer.Argument(help="Lake that receives; made where there is none.")],
    source: Annotated[Path, typer.Argument(help="Lake whose traces are added; it stays as it is.")],
) -> None:
    """Add one lake's traces to another; what is there already is not doubled."""
    from tracewalk import lake as lakes
    from tracewalk.lake import Lake

    given = Lake.open(source)  # first, so that a slip leaves no empty lake behind
    with progress_bar() as progress:
        done = lakes.merge(Lake.create(into), given, progress=progress)
    print(f"added {_contents(done)}")
    list_faults(done.faults)


@lake_app.command("rm")
def lake_rm(
    lake_path: LakeArgument = None,
    lake: LakeOption = HERE,
    dataset: Annotated[str | None, typer.Option(help="Name of the dataset to remove.")] = None,
    model: Annotated[str | None, typer.Option(help="Name of the model whose predictions to remove.")] = None,
    mode: Annotated[str | None, typer.Option(help="With --model: its predictions under this mode only.")] = None,
    trajectories: Annotated[
        str | None,
        typer.Option(metavar="CONDITION", help="Trajectories to remove, in SQL, as \"source_file LIKE '%/run3/%'\"."),
    ] = None,
) -> None:
    """Remove a dataset with the traces that stand in no other, a model's predictions, or trajectories."""
    from tracewalk import lake as lakes
    from tracewalk.lake import Lake

    if sum(one is not None for one in (dataset, model, trajectories)) != 1:
        raise UsageError("give one of --dataset NAME, --model NAME and --trajectories CONDITION to say what is removed")
    if mode is not None and model is None:
        raise UsageError("--mode goes with --model: it says which of a model's predictions are removed")
    with Lake.open(lake_path or lake, writable=True) as there, progress_bar() as progress:
        if dataset is not None:
            done = lakes.remove_dataset(there, dataset, progress=progress)
        elif model is not None:
            done = lakes.remove_predictions(there, model=model, mode=mode, progress=progress)
        else:
            ids = lakes.choose_trajectories(there, where=trajectories)
            done = lakes.remove_trajectories(there, ids, progress=progress)
    print(f"removed {_contents(done)}")


def _contents(done: Rebuilt | Merger | Removal) -> str:
    from tracewalk.model import TABLES

    always = ("traces", "programs", "items", "predictions", "trajectories")
    tables = (*always, *(table for table in ("checks", "results", "problems") if getattr(done, table)))
    return ", ".join(counted(getattr(done, table), TABLES[table].one) for table in tables)
