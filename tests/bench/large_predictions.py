"""A lake of many predictions for the benchmarks of the Accuracy page: no model was asked, see `made_predictions`.

`python tests/bench/large_predictions.py FOLDER [--predictions 100000] [--traces 20000] [--models 25]`: about fifty
predicted steps a prediction, so many models under every mode, traces as `large_lake` makes them. A lake that is there
gets more.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import large_lake
import numpy as np
from made_predictions import CORRECT, KINDS, Drawn, Truth, draw, steps_of
from samples import make_id

from tracewalk.lake import Lake, Writer
from tracewalk.model import Prediction, PredictionIdentity, Verdict

__all__ = ["make"]

CHUNK = 2_000
"""Predictions drawn together."""
MODELS = [f"{family}-{size}b" for family in ("alder", "birch", "cedar", "hazel", "rowan") for size in (1, 3, 8, 14, 32)]
RATES = dict(zip(MODELS, np.geomspace(0.08, 0.0012, len(MODELS)), strict=True))
"""The chance of a first error at a step of a program of ordinary difficulty."""
MODES = {"full": 0.55, "step": 0.12, "action": 0.12, "return": 0.16, "score": 0.05}
NOT_ASKED = 0.015
"""Predictions that did not fit the model's context."""
START = datetime(2026, 3, 1, tzinfo=UTC)


def make(folder: Path, *, predictions: int, traces: int, models: int = len(MODELS)) -> None:
    """Fills a lake with traces and predictions of them."""
    if not (folder / "catalog.sqlite").exists():
        large_lake.make(folder, traces=traces, steps=56 * traces, programs=max(traces // 13, 300), variants=250)
    rng = np.random.default_rng(0)
    with Lake.open(folder, writable=True) as lake:
        truth = Truth(lake)
        ids = truth.traces["trace_id"].to_pylist()
        code = truth.traces["program_id"].combine_chunks().dictionary_encode().indices.to_numpy()
        hardness = rng.gamma(1.5, 1 / 1.5, code.max() + 1)
        begun = int(lake.catalog.count("predictions"))
        with lake.writer() as writer:
            for first in range(begun, begun + predictions, CHUNK):
                n = min(CHUNK, begun + predictions - first)
                _add(writer, truth, ids, hardness[code], np.arange(first, first + n), rng, MODELS[:models])
                print(f"{first + n:,} predictions", file=sys.stderr, flush=True)


def _add(
    writer: Writer,
    truth: Truth,
    ids: list[str],
    hardness: np.ndarray,
    numbers: np.ndarray,
    rng: np.random.Generator,
    models: list[str],
) -> None:
    n = len(numbers)
    able = np.flatnonzero(truth.n_steps)
    trace = rng.choice(able, n)
    model = rng.choice(models, n)
    mode = rng.choice(list(MODES), n, p=list(MODES.values()))
    rate = np.clip(np.array([RATES[name] for name in model]) * hardness[trace], 1e-6, 0.9)
    drawn = draw(truth, trace, np.where(mode == "score", 1e-9, rate), mode, rng)
    made = [_prediction(truth, drawn, k, ids[trace[k]], str(model[k]), str(mode[k]), int(numbers[k])) for k in range(n)]
    asked = rng.random(n) >= NOT_ASKED
    steps = steps_of(truth, drawn, [one.prediction_id for one in made], mode, rng)
    for k, one in enumerate(made):
        rows = steps.slice(drawn.starts[k], drawn.starts[k + 1] - drawn.starts[k])
        writer.add_prediction(one if asked[k] else _unasked(one), rows if asked[k] else rows.slice(0, 0))


def _prediction(truth: Truth, drawn: Drawn, k: int, trace_id: str, model: str, mode: str, number: int) -> Prediction:
    identity = PredictionIdentity(trace_id, make_id(model), "cwm", 1, mode, '{"max_tokens":8192}', 0, number)
    verdict = _verdict(truth, drawn, k)
    return Prediction(
        prediction_id=identity.prediction_id,
        trace_id=trace_id,
        model=model,
        fingerprint=identity.fingerprint,
        endpoint=model.partition("-")[0],
        protocol="cwm",
        prompt_version=1,
        mode=mode,
        from_step=None,
        params=identity.params,
        constrained=False,
        temperature=0.0,
        seed=0,
        sample=0,
        attempt=0,
        stopped_by="eos" if verdict.ended == "finished" else "length",
        error=None,
        tail="<|end_of_text|>" if verdict.ended == "finished" else '<|line_sep|>{"x": "1',
        prompt_tokens=180 + number % 400,
        tokens=31 * verdict.n_predicted + number % 29,
        tokens_exact=True,
        seconds=0.4 * verdict.n_predicted,
        created_at=START + timedelta(seconds=3 * number),
        origin="predicted",
        verdict=verdict,
    )


def _verdict(truth: Truth, drawn: Drawn, k: int) -> Verdict:
    rows = slice(drawn.starts[k], drawn.starts[k + 1])
    judged = ~drawn.seed[rows]
    kind, index = drawn.kind[rows][judged], drawn.index[rows][judged]
    root = drawn.root[rows][judged]
    n = dict(zip(KINDS, np.bincount(kind, minlength=len(KINDS)).tolist(), strict=True))
    n_true = len(kind) - n["extra"]
    wrong = np.flatnonzero(kind != CORRECT)
    bad = int(wrong[0]) if len(wrong) else None
    at = None if bad is None else int(index[bad])
    share = n["correct"] / max(n_true, 1)
    acted = (n_true - n["action"] - n["event"] - n["missing"] - n["malformed"]) / max(n_true, 1)
    shown = (n_true - n["state"] - n["missing"] - n["malformed"]) / max(n_true, 1)
    result = truth.steps["value"][int(index[-1])].as_py()
    right = bool(kind[-1] == CORRECT)
    first = None if at is None else truth.changed[max(int(truth.offsets[at + 1]) - 1, 0)].as_py()
    return Verdict(
        ended=_ended(n, bad, int(drawn.index[drawn.starts[k]])),
        valid_format=n["malformed"] == 0,
        exact=bad is None,
        output=result if right else None,
        return_correct=right,
        output_correct=right,
        n_true=n_true,
        n_predicted=len(kind) - n["missing"],
        right_until=n_true if bad is None else bad,
        first_bad_step=None if at is None else truth.steps["step"][at].as_py(),
        first_bad_verdict=None if bad is None else KINDS[kind[bad]],
        first_bad_name=first["name"] if first and kind[bad] == 1 else None,
        first_bad_type=first["type"] if first and kind[bad] == 1 else None,
        **{f"n_{name}": count for name, count in n.items()},
        n_root=int(np.count_nonzero(root[wrong])),
        n_inherited=int(np.count_nonzero(~root[wrong])),
        step_accuracy=share,
        event_em=min(acted + 0.01, 1.0),
        action_em=acted,
        action_em_aligned=acted,
        state_em=shown,
        state_em_resolved=shown,
        valid_json=1.0 - n["malformed"] / max(n_true, 1),
        key_match=min(shown + 0.03, 1.0),
        key_value_match=shown,
        kth_action_em=acted,
        kth_state_em=shown,
        kth_valid_json=1.0,
        kth_key_match=min(shown + 0.03, 1.0),
        kth_key_value_match=shown,
    )


def _ended(n: dict[str, int], bad: int | None, salt: int) -> str:
    if n["missing"]:
        return "budget_after_divergence" if salt % 3 else "answer_lost"
    if n["extra"] > 20:
        return "runaway"
    return "budget_while_right" if bad is None and salt % 40 == 0 else "finished"


def _unasked(made: Prediction) -> Prediction:
    facts = {name: getattr(made, name) for name in made.__slots__}
    verdict = Verdict("does_not_fit", False, False, None, None, None, made.verdict.n_true, 0, 0)
    return Prediction(**facts | {"stopped_by": "does_not_fit", "tokens": 0, "tail": "", "verdict": verdict})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--predictions", type=int, default=100_000)
    parser.add_argument("--traces", type=int, default=20_000)
    parser.add_argument("--models", type=int, default=len(MODELS))
    given = parser.parse_args()
    began = time.monotonic()
    make(given.folder, predictions=given.predictions, traces=given.traces, models=given.models)
    print(f"{given.folder}: {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
