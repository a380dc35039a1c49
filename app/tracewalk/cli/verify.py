"""`tracewalk verify`: a model predicts what candidates do on tests, the sandbox runs them, both are compared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import HERE, LakeOption, clean_lines, list_faults, progress_bar, talk
from tracewalk.cli.predict import require_slots
from tracewalk.cli.stopping import stopping
from tracewalk.cli.verified import show
from tracewalk.errors import SandboxMissing, UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.predict import Ask, Endpoint, EndpointConfig
    from tracewalk.verify import Verified
    from tracewalk.verify.carried import Misnamed, Writing
    from tracewalk.verify.order import Order

__all__ = ["verify"]


_SLIPS: dict[Misnamed, str] = {
    "writer": "--writer: nothing is to be written, as all is given",
    "nobody": "give --endpoint NAME, or --solutions FILE",
    "predictor": "the file states outputs, which are predictions already: leave --endpoint away",
    "author": "give --endpoint NAME for who predicts, or --author NAME for who wrote the file",
    "tiny": "the tiny model was trained on traces and cannot write programs: give --solutions FILE, --reference or "
    "--writer NAME",
}


class Mode(StrEnum):
    """How the model that predicts is asked."""

    return_ = "return"
    full = "full"


def verify(
    problems: Annotated[
        Path,
        typer.Option(
            help="Problems: JSONL of CRUXEval, HumanEval, MBPP, LiveCodeBench...; or `samples`, with solutions."
        ),
    ],
    endpoint: Annotated[
        str | None,
        typer.Option(help="The model that predicts: `tiny`, a name of tracewalk.toml, or name=url."),
    ] = None,
    lake: LakeOption = HERE,
    solutions: Annotated[
        Path | None, typer.Option(help="File of solutions and tests, or of inputs or outputs of given programs.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="With --solutions: the model that wrote them.")] = None,
    writer: Annotated[
        str | None, typer.Option(help="The chat model that writes.", show_default="that of --endpoint")
    ] = None,
    reference: Annotated[
        bool, typer.Option("--reference", help="Candidates are the benchmark's own solutions.")
    ] = False,
    inputs: Annotated[
        bool, typer.Option("--inputs", help="Of given programs the writer finds an input for the output.")
    ] = False,
    mode: Annotated[Mode, typer.Option(help="return (one question) or full (the whole run).")] = Mode.return_,
    candidates: Annotated[
        int | None, typer.Option(min=1, help="Of each problem.", show_default="1, or all of a file")
    ] = None,
    tests: Annotated[int, typer.Option(min=0, help="That the writer devises for each problem.")] = 5,
    temperature: Annotated[
        float | None, typer.Option(min=0, help="Of the writer.", show_default="0, or 0.8 for several candidates")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the writer's sampling.")] = 0,
    name: Annotated[str | None, typer.Option(help="Of the problem set.", show_default="that of the file")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many problems.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Requests at once.")] = 1,
) -> None:
    """Verify solutions by the model's own predictions, and the predictions by running the solutions in the sandbox.

    For each problem a chat model, or a file, gives solutions and tests; the model says what each call will give; the
    sandbox runs it; all of it is kept as `checks`. What the lake has already is neither asked for nor run again.
    """
    from tracewalk.recorder import fixed_hash_seed

    fixed_hash_seed()
    _require_sandbox()
    from tracewalk.settings import load
    from tracewalk.verify.carried import Writing, misnamed
    from tracewalk.verify.order import read_order

    settings = load()
    require_slots(jobs, settings)
    order = read_order(
        *_samples(problems, solutions), most=settings.import_bytes, author=author, reference=reference, inputs=inputs,
        candidates=candidates, limit=limit, name=name,
    )  # fmt: skip
    if (slip := misnamed(order, endpoint, writer)) is not None:
        raise UsageError(_SLIPS[slip])
    writing = Writing.of(candidates if order.author is None else None, tests, temperature, seed)
    _report(order, _run(order, endpoint, writer, mode.value, writing, lake, jobs), lake)


def _require_sandbox() -> None:
    from tracewalk.sandbox import Sandbox

    if why := Sandbox.missing():
        raise SandboxMissing(f"{why} Nothing was run: what somebody wrote runs in the sandbox only.")


def _samples(problems: Path, solutions: Path | None) -> tuple[Path, Path | None]:
    """The files; those that come with Tracewalk where they are called `samples`."""
    from tracewalk.resources import folder

    if str(problems) != "samples" or problems.exists():
        return problems, solutions
    place = folder("sample_data") / "problems"
    return place / "problems.jsonl", solutions or place / "solutions.jsonl"


def _run(
    order: Order, endpoint: str | None, writer: str | None, mode: str, writing: Writing, lake: Path, jobs: int
) -> Verified:
    from tracewalk.cli.endpoints import endpoint_named
    from tracewalk.predict import Ask

    with ExitStack() as stack:
        config = stack.enter_context(endpoint_named(endpoint)) if endpoint else None
        other = stack.enter_context(endpoint_named(writer)) if writer else None
        move = stack.enter_context(progress_bar())
        stopped = stack.enter_context(stopping())
        return asyncio.run(_verify(lake, order, config, other, Ask(mode), writing, jobs, stopped, move))


async def _verify(
    folder: Path,
    order: Order,
    config: EndpointConfig | None,
    other: EndpointConfig | None,
    ask: Ask,
    writing: Writing,
    jobs: int,
    stopped: Callable[[], bool],
    move: Callable[[int, int, str], None],
) -> Verified:
    from tracewalk.lake import Lake
    from tracewalk.verify.carried import carry_out

    async with AsyncExitStack() as stack:
        # first, so that a slip leaves no empty lake behind
        endpoint, other_one = [await _opened(stack, one) for one in (config, other)]
        lake = stack.enter_context(Lake.create(folder))
        return await carry_out(
            order, lake, endpoint, other_one or endpoint, ask, writing, jobs=jobs, stopped=stopped,
            progress=lambda done, doing: move(done.done, done.total, doing),
        )  # fmt: skip


async def _opened(stack: AsyncExitStack, config: EndpointConfig | None) -> Endpoint | None:
    """An endpoint that answers, until the stack is left. Raises `EndpointError`."""
    from tracewalk.cwm import estimate_tokens
    from tracewalk.predict import Endpoint
    from tracewalk.settings import load

    if config is None:
        return None
    endpoint = await stack.enter_async_context(Endpoint(config, estimate=estimate_tokens, settings=load()))
    await endpoint.probe()
    return endpoint


def _report(order: Order, done: Verified, lake: Path) -> None:
    """The figures on stdout; what to know of the run on stderr."""
    from tracewalk.verify import groups_of

    for group, checks in groups_of(done.checks).items():
        print("\n".join(map(clean_lines, show(group, checks))))
    talk.print(f"{order.format}: {counted(done.made, 'check')}, {done.known:,} known")
    if done.interrupted:
        talk.print("Interrupted; what was whole is in the lake, and the same command goes on from there.")
        raise typer.Exit(130)
    if done.checks:
        talk.print(f"Each test of it: tracewalk serve {lake}, page Verify")
    list_faults(tuple(map(clean_lines, [*order.faults, *done.faults])))
