"""Small predictions made by hand, of the traces that `conftest.fill` makes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
from tests.lake.conftest import Row, change, make_id

from tracewalk.lake import Lake
from tracewalk.model import PREDICTED_STEPS, Prediction, Verdict

__all__ = ["aged", "make_prediction", "make_said", "predict", "predicted_counts", "prediction_id", "said_of"]


def prediction_id(n: int, model: str = "m", mode: str = "full", sample: int = 0) -> str:
    """Of a prediction of the trace of that number."""
    return make_id("prediction", n, model, mode, sample)


def make_prediction(n: int, model: str = "m", mode: str = "full", sample: int = 0, **columns: object) -> Prediction:
    """A prediction of the trace of that number."""
    verdict = Verdict(
        ended="finished",
        valid_format=True,
        exact=False,
        output="'é\U0001f40d'",
        return_correct=None,
        output_correct=True,
        n_true=3,
        n_predicted=3,
        right_until=1,
        first_bad_step=1,
        first_bad_verdict="state",
        step_accuracy=2 / 3,
    )
    prediction = Prediction(
        prediction_id=prediction_id(n, model, mode, sample),
        trace_id=make_id(n),
        model=model,
        fingerprint=make_id(model),
        endpoint="here",
        protocol="cwm",
        prompt_version=1,
        mode=mode,
        from_step=None,
        params="{}",
        constrained=False,
        temperature=0.0,
        seed=2**40,
        sample=sample,
        attempt=0,
        stopped_by="eos",
        error=None,
        tail="<|end_of_text|>",
        prompt_tokens=None,
        tokens=99,
        tokens_exact=True,
        seconds=0.5,
        created_at=datetime(2026, 1, 2, tzinfo=UTC),
        origin="predicted",
        verdict=verdict,
    )
    return replace(prediction, **columns)  # type: ignore[arg-type]


def make_said(rows: int, verdict: str = "correct", **columns: object) -> pa.Table:
    """So many predicted steps, without `prediction_id`: every third has a difference, every fourth lists are null."""
    return pa.Table.from_pylist([_row(k, verdict) | columns for k in range(rows)], schema=PREDICTED_STEPS).drop_columns(
        ["prediction_id"]
    )


def _row(k: int, verdict: str) -> Row:
    differs = (
        [{"name": "x", "value": None if k % 2 else "'7'", "rule": "text", "verdict": "wrong"}] if k % 3 == 0 else []
    )
    row: Row = dict.fromkeys(PREDICTED_STEPS.names)
    row |= {"step": k, "position": k, "truth": k, "true_event": "line", "seed": False, "event": "line", "func": "f"}
    row |= {"line": 1 + k % 3, "source": "    y = x + 1\n", "verdict": verdict, "root": None if k % 2 else True}
    row |= {"changes": None if k % 4 == 3 else [change("x", str(k)), change(f"n{k}", None)], "differs": differs}
    row |= {"judged": [{"name": "x", "type": "int", "size": 1, "right": k % 5 > 0}], "raw": f"<|line_sep|>{k}"}
    return row | {"token_texts": ["<|line_sep|>", str(k)], "token_logprobs": [-0.5, None] if k % 2 else None}


def said_of(n: int) -> int:
    """How many rows `predict` gives the prediction of the trace of that number."""
    return 2 + n % 40


def predict(
    lake: Lake, numbers: Iterable[int], model: str = "m", mode: str = "full", *, inbox: bool = False
) -> list[str]:
    """Publishes one prediction of each of the traces. Returns their ids."""
    made: list[str] = []
    with lake.writer(inbox=inbox) as writer:
        for n in numbers:
            prediction = make_prediction(n, model, mode)
            writer.add_prediction(prediction, make_said(said_of(n)))
            made.append(prediction.prediction_id)
    return made


def predicted_counts(lake: Lake) -> tuple[int, ...]:
    """Predictions, told apart, the rows that they say, rows, rows told apart: of one version, in one statement."""
    told = (
        "SELECT count(*), count(DISTINCT prediction_id), coalesce(sum(n_rows), 0)::BIGINT, "
        "(SELECT count(*) FROM predicted_steps), "
        "(SELECT count(DISTINCT (prediction_id, step)) FROM predicted_steps) FROM predictions"
    )
    return lake.cursor().sql(told).fetchall()[0]


def aged(lake: Lake) -> None:
    """Makes it a lake of Tracewalk 0.1.0, which knew no predictions."""
    lake.close()
    with sqlite3.connect(lake.path / "catalog.sqlite") as connection:
        connection.execute("DROP TABLE predictions")
    connection.close()
    for table in ("predictions", "predicted_steps"):
        (lake.path / table).rmdir()
