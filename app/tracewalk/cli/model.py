"""`tracewalk model`: the tiny code world model, and any other GGUF file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracewalk.cli.common import talk
from tracewalk.errors import ModelError

__all__ = ["model_app"]

model_app = typer.Typer(help="The tiny code world model: serve, card.", no_args_is_help=True)

Which = Annotated[str, typer.Argument(help="`tiny`, the model that comes with Tracewalk, or a GGUF file.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")]


@model_app.command("serve")
def model_serve(model: Which = "tiny", port: Port = 0) -> None:
    """Serve a model on this machine, OpenAI-compatible, until interrupted; prints its URL."""
    from tracewalk.tiny import serving

    path = None if model == "tiny" else Path(model)
    try:
        with serving(path, port=port) as served:
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
