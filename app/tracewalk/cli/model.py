"""`tracewalk model`: the tiny code world model, and any other GGUF file."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracewalk.cli.common import progress_bar, talk
from tracewalk.errors import ModelError, UsageError

if TYPE_CHECKING:
    from tracewalk.tiny.examples import Example
    from tracewalk.tiny.training.train import Report

__all__ = ["model_app"]

model_app = typer.Typer(help="The tiny code world model: serve, card, evaluate, train.", no_args_is_help=True)

Which = Annotated[str, typer.Argument(help="`tiny`, the model that comes with Tracewalk, or a GGUF file.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")]


@model_app.command("serve")
def model_serve(model: Which = "tiny", port: Port = 0) -> None:
    """Serve a model on this machine, OpenAI-compatible, until interrupted; prints its URL."""
    from tracewalk.tiny import serving

    try:
        with serving(_path(model), port=port) as served:
            print(served.url, flush=True)
            talk.print(
                f"{served.model} ({served.fingerprint}) answers at {served.url}/v1/completions, "
                f"context {served.context:,} tokens, engine {served.engine} (Ctrl-C stops it)"
            )
            raise ModelError(f"the model's process ended by itself, with code {served.wait()}; start it again.")
    except KeyboardInterrupt:
        talk.print("stopped")


@model_app.command("card")
def model_card() -> None:
    """Print the tiny model's card: its data, its measured accuracy beside a trivial baseline, its limits."""
    from tracewalk.tiny import CARD_FILE

    print(CARD_FILE.read_text(encoding="utf-8"), end="")


@model_app.command("evaluate")
def model_evaluate(
    model: Which = "tiny",
    on: Annotated[
        str, typer.Option("--set", help="held-out, strict, hand-written, or a dataset FILE.jsonl.")
    ] = "strict",
    limit: Annotated[int, typer.Option(min=1, help="Programs to measure on at most.")] = 300,
    shuffle: Annotated[int | None, typer.Option(help="Seed of a random order; default: the set's own order.")] = None,
    out: Annotated[Path | None, typer.Option(help="File of measures to add the result to.")] = None,
) -> None:
    """Measure a model: each step after the true ones, and whole traces, beside a trivial baseline; prints JSON."""
    from tracewalk.tiny import serving
    from tracewalk.tiny.evaluate import Asker, evaluate
    from tracewalk.tiny.examples import sample
    from tracewalk.tiny.measures import about, record_measures

    with ExitStack() as stack:
        served = stack.enter_context(serving(_path(model)))
        asker = stack.enter_context(Asker(served.url, served.context))
        chosen = sample(_examples(on), limit, asker.fits, shuffle)
        progress = stack.enter_context(progress_bar())
        result = evaluate(asker, chosen, said=lambda done, total: progress(done, total, on))
    print(json.dumps(result, indent=1))
    if out:
        record_measures(out, about(served), Path(on).stem, result)


@model_app.command("train")
def model_train(
    out: Annotated[Path, typer.Argument(help="Folder to train in; one that was interrupted goes on.")],
    minutes: Annotated[float, typer.Option(help="To train, over all sittings.")] = 55.0,
    config: Annotated[str, typer.Option(help="Size of the network: 1m, 2m, 3m parameters.")] = "3m",
    threads: Annotated[int, typer.Option(min=1, help="Cores to train with.")] = 2,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile the network; needs a C++ compiler.")] = False,
) -> None:
    """Train a tiny code world model of your own: programs, training, export, parity, measures. Needs extra `train`."""
    try:
        from tracewalk.tiny.training.run import run
        from tracewalk.tiny.training.train import Plan
    except ImportError as why:
        raise UsageError(f"training needs torch and gguf ({why}): pip install 'tracewalk[train]'.") from None

    plan = Plan(config=config, minutes=minutes, threads=threads, compile=compiled)
    with progress_bar() as progress:

        def report(how: Report) -> None:
            now = how.progress
            progress(round(100 * now.minutes), round(100 * minutes), f"step {now.step:,} loss {how.loss:.3f}")
            if how.score:
                score = ", ".join(f"{name} {100 * share:.1f} %" for name, share in how.score.items())
                talk.print(f"{now.minutes:.1f} min, step {now.step:,}, {how.tokens_per_second:,.0f} tokens/s: {score}")

        done = run(out, plan, say=talk.print, report=report)
    print(done.model)
    talk.print(f"measures: {done.measures}; serve it: tracewalk model serve {done.model}")


def _path(model: str) -> Path | None:
    return None if model == "tiny" else Path(model)


def _examples(name: str) -> list[Example]:
    """The programs of a set, with what really happened."""
    from tracewalk.tiny.examples import HAND_WRITTEN, examples, row_of, write_rows
    from tracewalk.tiny.overlap import held_out, strict

    if name not in {"held-out", "strict"}:
        return examples(HAND_WRITTEN if name == "hand-written" else Path(name))
    if name == "strict":
        talk.print("generating again what the model was trained on, to leave that out: this takes minutes")
    found = held_out() if name == "held-out" else strict()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.jsonl"
        write_rows(path, [row_of(document, f"{name}_{i:03d}") for i, document in enumerate(found)])
        return examples(path)
