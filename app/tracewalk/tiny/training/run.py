"""The one command: held-out programs, training, export, parity, evaluation; each goes on where it was left."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen
from tracewalk.tiny.documents import Document
from tracewalk.tiny.evaluate import Asker, evaluate
from tracewalk.tiny.examples import HAND_WRITTEN, examples, row_of, write_rows
from tracewalk.tiny.measures import about, record_measures
from tracewalk.tiny.overlap import held_out, unseen
from tracewalk.tiny.serve import serving
from tracewalk.tiny.tokenizer import Tokenizer
from tracewalk.tiny.training.checkpoint import load_progress
from tracewalk.tiny.training.data import encoded
from tracewalk.tiny.training.export import export
from tracewalk.tiny.training.parity import Parity, parity
from tracewalk.tiny.training.train import Plan, Report, train
from tracewalk.tiny.vocabulary import NEWEST

__all__ = ["Outcome", "Sizes", "run"]

Say = Callable[[str], None]

_PYTHON = (3, 11)


@frozen
class Sizes:
    """How much is held out, compared and measured."""

    held_out: int = 800
    scored: int = 200
    """Of them, scored now and then while training."""
    compared: int = 24
    measured: int = 300


@frozen
class Outcome:
    """What a training gave."""

    model: Path
    """In Q8_0: the one to serve."""
    parity: Parity
    measures: Path
    """As JSON, see `tracewalk.tiny.measured`."""


def run(folder: Path, plan: Plan, *, sizes: Sizes | None = None, say: Say, report: Callable[[Report], None]) -> Outcome:
    """Trains a model in a folder until the plan's time is up, exports it and measures it.

    The folder then holds `checkpoint.pt`, `train.jsonl`, `tiny-cwm-f16.gguf`, `tiny-cwm-q8_0.gguf`, `parity.json` and
    `measured.json`. Called again it goes on; with more minutes it trains longer. Ctrl-C keeps what is done and raises
    KeyboardInterrupt. Raises `UsageError` and `ModelError` as `train` and `serving` do.
    """
    sizes = sizes or Sizes()
    if sys.version_info[:2] != _PYTHON:
        raise UsageError(
            f"training needs Python 3.11, this is {platform.python_version()}: later versions run comprehensions "
            "without frames of their own, which CWM's text shows."
        )
    folder.mkdir(parents=True, exist_ok=True)
    say(f"generating {sizes.held_out} programs to hold out")
    held = held_out(sizes.held_out, NEWEST)
    tokenizer = Tokenizer.of_version(NEWEST)
    excluded = frozenset(document.fingerprint for document in held)
    train(folder, plan, excluded, [encoded(d, tokenizer) for d in held[: sizes.scored]], report)
    checkpoint = folder / "checkpoint.pt"
    for kind in ("f16", "q8_0"):
        say(f"writing {_model(folder, kind)}")
        export(checkpoint, _model(folder, kind), kind)
    found = _compare(folder, checkpoint, held[-sizes.compared :])
    say(f"compared with the checkpoint: {found}")
    rest = unseen(held, load_progress(checkpoint).keys)
    measures = _measure(folder, held, rest, sizes.measured, say)
    return Outcome(_model(folder, "q8_0"), found, measures)


def _model(folder: Path, kind: str) -> Path:
    return folder / f"tiny-cwm-{kind}.gguf"


def _compare(folder: Path, checkpoint: Path, of: list[Document]) -> Parity:
    with serving(_model(folder, "f16")) as served, Asker(served.url, served.context) as asker:
        found = parity(checkpoint, asker, of)
    rows: dict[str, Any] = {"summary": str(found), "tokens": found.other_tokens, "steps": found.other_steps}
    (folder / "parity.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return found


def _measure(folder: Path, held: list[Document], rest: list[Document], most: int, say: Say) -> Path:
    """Measures the model to serve on held-out programs, on those of them it never had, and on hand-written ones."""
    path = folder / "measured.json"
    sets = {"held-out": held[:most], "strict": rest[:most]}
    with serving(_model(folder, "q8_0")) as served, Asker(served.url, served.context) as asker:
        for name, of in sets.items():
            rows = folder / f"{name}.jsonl"
            write_rows(rows, [row_of(document, f"{name}_{i:03d}") for i, document in enumerate(of)])
            say(f"measuring on {len(of)} programs: {name}")
            record_measures(path, about(served), name, evaluate(asker, examples(rows)))
        say("measuring on programs written by hand")
        record_measures(path, about(served), "hand-written", evaluate(asker, examples(HAND_WRITTEN)[:most]))
    return path
