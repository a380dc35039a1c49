"""`tracewalk predict` asks a model about the traces of a lake; `predict import` takes predictions made elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tracewalk.cli.common import HERE, LakeArgument, LakeOption, list_faults, progress_bar, refuse_options, talk
from tracewalk.errors import UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake
    from tracewalk.predict import Ask, Batch, EndpointConfig
    from tracewalk.settings import Settings

__all__ = ["predict_app", "require_slots", "rescore"]

predict_app = typer.Typer(
    help="Ask a model about the traces of a lake.", invoke_without_command=True, no_args_is_help=True
)


class Filters(NamedTuple):
    """Which traces of the lake; see `lake.choose`."""

    dataset: str | None
    split: str | None
    where: str | None
    limit: int | None


class Mode(StrEnum):
    """How a trace is put to a model."""

    full = "full"
    step = "step"
    action = "action"
    return_ = "return"
    score = "score"


@predict_app.callback()
def predict(
    context: typer.Context,
    endpoint: Annotated[
        str | None, typer.Option(help="`tiny`, a name of tracewalk.toml, or name=url of an OpenAI-compatible server.")
    ] = None,
    lake: LakeOption = HERE,
    mode: Annotated[Mode, typer.Option(help="full, step, action, return or score.")] = Mode.full,
    trace: Annotated[list[str] | None, typer.Option(help="Id of a trace; may be repeated.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Only traces of this dataset.")] = None,
    split: Annotated[str | None, typer.Option(help="Only items of this split.")] = None,
    where: Annotated[str | None, typer.Option(help="Condition in SQL over traces and items.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many traces.")] = None,
    steps: Annotated[str | None, typer.Option(help="Mode step: every:N or max:M of the steps.")] = None,
    from_step: Annotated[int | None, typer.Option(min=0, help="True prefix up to this step, then the model.")] = None,
    samples: Annotated[int, typer.Option(min=1, help="Predictions of each trace.")] = 1,
    temperature: Annotated[float, typer.Option(min=0, help="0 is greedy.")] = 0.0,
    top_p: Annotated[float, typer.Option(help="Nucleus sampling, with a temperature.")] = 1.0,
    max_tokens: Annotated[
        int | None, typer.Option(min=1, help="Of one answer.", show_default="twice the true trace")
    ] = None,
    constrain: Annotated[
        bool, typer.Option("--constrain", help="Only well-formed frames with lines of the program (a grammar).")
    ] = False,
    seed: Annotated[int, typer.Option(help="Of sampling.")] = 0,
    jobs: Annotated[int, typer.Option(min=1, help="Traces asked about at once.")] = 1,
) -> None:
    """Ask a model about the traces of a lake; what the lake has already is not asked again.

    Publishes as it goes: Ctrl-C loses at most the predictions under way, and the same command goes on from there.
    """
    from tracewalk.cli.endpoints import endpoint_named
    from tracewalk.lake import Lake
    from tracewalk.predict import Ask

    if context.invoked_subcommand is not None:
        refuse_options(context)
        return
    if endpoint is None:
        raise UsageError("--endpoint is missing: `tiny`, a name of tracewalk.toml, or name=url")
    if samples > 1 and temperature == 0:
        raise UsageError(f"--samples {samples} of greedy decoding would all be the same; give a --temperature too")
    ask = Ask(mode.value, from_step, steps, temperature, top_p, max_tokens, constrain, seed)
    with Lake.open(lake, writable=True) as found:
        require_slots(jobs, found.settings)
        ids = _traces(found, trace or (), Filters(dataset, split, where, limit))
        with endpoint_named(endpoint) as config, progress_bar() as move:
            batch = asyncio.run(_run(found, config, ask, ids, samples, jobs, move))
    _summarise(batch)


def require_slots(jobs: int, settings: Settings) -> None:
    """Raises `UsageError` where there would be more requests at once than one server may have."""
    if jobs > settings.answers_at_once:
        raise UsageError(
            f"--jobs {jobs} is more than the {settings.answers_at_once} requests that may be under way at one server; "
            f"TRACEWALK_ANSWERS_AT_ONCE={jobs} allows them"
        )


def _traces(lake: Lake, named: Sequence[str], filters: Filters) -> Sequence[str] | pa.ChunkedArray:
    """The traces named, each once, or those that the filters choose. Raises `NotFound`, `UsageError` for both."""
    from tracewalk.lake import chosen

    if not named:
        return chosen(lake, dataset=filters.dataset, split=filters.split, where=filters.where, limit=filters.limit)
    if given := [f"--{field}" for field, value in filters._asdict().items() if value is not None]:
        raise UsageError(f"--trace names traces, and {', '.join(given)} chooses among all: give the one or the other")
    for trace_id in named:
        lake.trace(trace_id)
    return list(dict.fromkeys(named))


async def _run(
    lake: Lake,
    config: EndpointConfig,
    ask: Ask,
    ids: Sequence[str] | pa.ChunkedArray,
    samples: int,
    jobs: int,
    move: Callable[[int, int, str], None],
) -> Batch:
    from tracewalk.cwm import estimate_tokens
    from tracewalk.predict import Endpoint, predict_batch

    async with Endpoint(config, estimate=estimate_tokens, settings=lake.settings) as endpoint:
        return await predict_batch(
            lake, endpoint, ask, ids, samples=samples, jobs=jobs,
            progress=lambda batch: move(batch.done, batch.total, _so_far(batch)),
        )  # fmt: skip


def _so_far(batch: Batch) -> str:
    right = f", {batch.right / batch.judged:.1%} of steps right" if batch.judged else ""
    return f"{batch.tokens_per_second:,.0f} tokens/s{right}"


def _summarise(batch: Batch) -> None:
    ended = ", ".join(f"{n:,} {ending}" for ending, n in sorted(batch.endings.items(), key=lambda pair: -pair[1]))
    print(f"{counted(batch.predicted, 'prediction')}, {batch.known:,} known, {batch.exact:,} exact")
    if batch.judged:
        print(f"steps right: {batch.right:,} of {batch.judged:,} ({batch.right / batch.judged:.1%})")
    if ended:
        print(f"ended: {ended}")
    for ending, why in batch.unasked.items():
        talk.print(f"{ending}, the first: {why}")
    talk.print(f"{batch.tokens:,} tokens, {batch.tokens_per_second:,.0f} tokens/s")
    if batch.interrupted:
        talk.print("Interrupted; what was whole is in the lake, and the same command goes on from there.")
        raise typer.Exit(130)
    list_faults(tuple(batch.faults))


@predict_app.command("import")
def predict_import(
    file: Annotated[Path, typer.Argument(help="JSONL of rows, or CRUXEval's generations.json.")],
    model: Annotated[str, typer.Option(help="Name of the model that made them.")],
    lake: LakeOption = HERE,
    dataset: Annotated[
        str | None, typer.Option(help="Whose task ids the rows carry.", show_default="any dataset of the lake")
    ] = None,
    vocabulary: Annotated[
        Path | None, typer.Option(help="tokenizer.json of the model, where rows carry token ids.")
    ] = None,
) -> None:
    """Take in predictions made elsewhere: CWM text with or without separators, token ids, or bare outputs.

    A row has `trace_id`, `task_id`, or `code` and `input`; and `text` (`generation`, `output`), `texts` or `token_ids`.
    Bare outputs are compared with what the call returned. Rows without a trace in the lake are listed; a second import
    adds nothing.
    """  # fmt: skip
    from tracewalk.lake import Lake
    from tracewalk.predict import import_predictions, read_vocabulary

    words = read_vocabulary(vocabulary) if vocabulary else None
    with Lake.open(lake, writable=True) as opened, progress_bar() as move:
        done = import_predictions(
            opened, file, model=model, dataset=dataset, vocabulary=words, progress=lambda n: move(n, n, "rows")
        )
    print(f"{counted(done.predictions, 'prediction')} of {counted(done.traces, 'trace')}, {done.known:,} known")
    if done.predictions:
        share = done.outputs_right / done.predictions
        print(f"{done.exact:,} exact, {done.outputs_right:,} with the right output ({share:.2%})")
    list_faults(tuple(done.faults))


def rescore(
    lake_path: LakeArgument = None,
    lake: LakeOption = HERE,
    everything: Annotated[bool, typer.Option("--all", help="Also those that today's rules judged already.")] = False,
) -> None:
    """Judge the predictions of a lake again, from their raw text, with today's rules."""
    from tracewalk.lake import Lake
    from tracewalk.predict import rescore as rescore_lake

    with Lake.open(lake_path or lake, writable=True) as opened, progress_bar() as move:
        done = rescore_lake(opened, everything=everything, progress=move)
    print(f"{counted(done.predictions, 'prediction')} judged again, {done.changed:,} with another verdict")
    if done.left:
        talk.print(f"{done.left:,} of mode score are left: they have no text of their own")
