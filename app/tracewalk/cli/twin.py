"""`tracewalk twin`: variants of traces, run in the sandbox, to see whether a model understood or memorised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, progress_bar, talk
from tracewalk.cli.stopping import stopping
from tracewalk.errors import UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake
    from tracewalk.verify.twin import Twinned

__all__ = ["twin"]

_LISTED = 5


def twin(
    traces: Annotated[list[str] | None, typer.Argument(help="Ids of traces.", show_default=False)] = None,
    dataset: Annotated[str | None, typer.Option(help="All traces of this dataset.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many of its traces.")] = None,
    n: Annotated[int, typer.Option("--n", min=1, max=100, help="Twins of each kind of each trace.")] = 1,
    kinds: Annotated[str, typer.Option(help="Of constants, names, inputs; with commas.")] = "constants,names,inputs",
    seed: Annotated[int, typer.Option(help="Another one gives other twins.")] = 0,
    into: Annotated[str, typer.Option(help="Dataset in which the twins stand.")] = "twins",
    jobs: Annotated[int | None, typer.Option(min=1, help="Sandboxes.", show_default="TRACEWALK_SANDBOX_SLOTS")] = None,
    lake: LakeOption = HERE,
) -> None:
    """Make twins of traces: the same program with other constants, renamed variables or another input, really run.

    A twin is kept where it ends as its original did; what is dropped is counted. Twins are branches of their originals
    in a dataset of their own, tagged `twin:KIND`: `tracewalk predict --dataset twins` asks a model about them, and the
    Accuracy page compares it with the originals. The same seed gives the same twins; those that are there are not run.
    """
    from tracewalk.recorder import fixed_hash_seed

    if bool(traces) == (dataset is not None):
        raise UsageError("give ids of traces, or --dataset")
    fixed_hash_seed()
    from tracewalk.lake import Lake
    from tracewalk.sandbox import Sandbox
    from tracewalk.verify.twin import make_twins

    with Lake.open(lake, writable=True) as opened:
        ids = _chosen(opened, traces, dataset, limit)
        with Sandbox(opened.settings, slots=jobs) as sandbox, progress_bar() as move, stopping() as stopped:
            done = make_twins(
                opened, ids, sandbox, kinds=tuple(each.strip() for each in kinds.split(",")), n=n, seed=seed,
                dataset=into, progress=lambda at, of: move(at, of, "twins"), wanted=lambda: not stopped(),
            )  # fmt: skip
    _tell(done, into)
    if done.interrupted:
        raise typer.Exit(1)


def _chosen(lake: Lake, traces: Sequence[str] | None, dataset: str | None, limit: int | None) -> Sequence[str]:
    from tracewalk.lake import chosen

    if not traces:
        found: pa.ChunkedArray = chosen(lake, dataset=dataset, limit=limit)
        ids: list[str] = found.to_pylist()
        return ids
    for trace_id in traces:
        lake.trace(trace_id)
    return list(dict.fromkeys(traces))


def _tell(done: Twinned, dataset: str) -> None:
    made = ", ".join(f"{n:,} {kind}" for kind, n in sorted(done.made.items())) or "none"
    print(f"{counted(done.made.total(), 'twin')} of {counted(done.traces, 'trace')} in dataset {dataset}: {made}")
    if done.kept:
        talk.print(f"{done.kept.total():,} were there and not run")
    for (kind, why), n in sorted(done.dropped.items()):
        talk.print(f"dropped: {n:,} {kind}, {why}")
    for kind, n in sorted(done.none.items()):
        talk.print(f"not made: {n:,} {kind}, nothing to change")
    for reason in done.left_out[:_LISTED]:
        talk.print(f"left out: {reason}")
    if len(done.left_out) > _LISTED:
        talk.print(f"left out: {len(done.left_out) - _LISTED:,} more traces")
    if done.interrupted:
        talk.print("stopped; the same command goes on from there")
