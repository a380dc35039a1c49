"""A few predictions made by hand, whose every rate can be worked out on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa
from tests.lake.conftest import batch, make_id, make_program, make_steps, make_trace

from tracewalk.lake import Lake
from tracewalk.model import PREDICTED_STEPS, File, Item, Prediction, PredictionIdentity, Verdict

__all__ = ["EVENTS", "Said", "add_traces", "fill", "prediction", "trace_id"]

EVENTS = ("call", "line", "line", "return")
"""Of the true steps of every trace, as far as it goes."""


@dataclass(frozen=True)
class Said:
    """What was said of one true step: its verdict, and whether the error is a root one."""

    verdict: str = "correct"
    root: bool | None = None


OK, ROOT, INHERITED, MISSING = Said(), Said("state", True), Said("value", False), Said("missing", True)


def trace_id(name: str) -> str:
    return make_id("trace", name)


def add_traces(lake: Lake, traces: dict[str, tuple[int, int]], items: Sequence[Item] = (), **columns: object) -> None:
    """Traces by name: (number of the program, steps)."""
    with lake.writer() as writer:
        for name, (number, n_steps) in traces.items():
            program = make_program(number)
            writer.add_program(program)
            writer.add_steps(batch(make_steps(trace_id(name), n_steps)))
            files = (File("f.py", program.program_id),)
            own = {"program_id": program.program_id, "files": files, "name": name} | columns
            writer.add_trace(make_trace(trace_id(name), n_steps, **own))
        for item in items:
            writer.add_item(item)


def prediction(
    name: str, said: Sequence[Said], *, model: str = "m", mode: str = "full", attempt: int = 0, **columns: object
) -> tuple[Prediction, pa.Table]:
    """A prediction of the trace of that name, and its rows; its verdict follows from them."""
    identity = PredictionIdentity(trace_id(name), make_id(model), "cwm", 1, mode, "{}", 0, 0, attempt)
    made = Prediction(
        identity.prediction_id, trace_id(name), model, identity.fingerprint, "here", "cwm", 1, mode, None, "{}", False,
        0.0, 0, 0, attempt, "eos", None, "", 10, 20, True, 1.0, datetime(2026, 1, 1, tzinfo=UTC), "predicted",
        _verdict(said),
    )  # fmt: skip
    verdict = {key: columns.pop(key) for key in list(columns) if key in Verdict.__slots__}
    made = replace(made, **columns, verdict=replace(made.verdict, **verdict))  # type: ignore[arg-type]
    return made, _rows(made.prediction_id, said)


def _verdict(said: Sequence[Said]) -> Verdict:
    counts = Counter(each.verdict for each in said)
    right = [each.verdict == "correct" for each in said]
    until = right.index(False) if False in right else len(right)
    bad = said[until] if until < len(said) else None
    rate = sum(right) / len(right) if right else None
    rates = {name: rate for name in Verdict.__slots__ if name.endswith(("_em", "_match", "_json", "_aligned"))}
    rates |= {"step_accuracy": rate, "state_em_resolved": rate}
    kinds = ("correct", "state", "action", "event", "value", "missing", "extra", "malformed")
    return Verdict(
        ended="finished", valid_format=True, exact=bool(right) and all(right), output="1",
        return_correct=bool(right) and right[-1], output_correct=bool(right) and right[-1], n_true=len(said),
        n_predicted=len(said) - counts["missing"], right_until=until, first_bad_step=until if bad else None,
        first_bad_verdict=bad.verdict if bad else None, first_bad_name="x" if bad else None,
        first_bad_type="int" if bad and bad.verdict in ("state", "value") else None,
        n_root=sum(each.root is True for each in said), n_inherited=sum(each.root is False for each in said),
        **{f"n_{kind}": counts[kind] for kind in kinds}, **rates,
    )  # fmt: skip


def _rows(prediction_id: str, said: Sequence[Said]) -> pa.Table:
    """Each true step states one value anew, of so many characters as its number, an int in line steps."""
    rows = []
    for k, each in enumerate(said):
        right = each.verdict == "correct"
        kind = "int" if EVENTS[k % 4] == "line" else "str"
        rows.append(
            {
                "prediction_id": prediction_id, "step": k, "position": None if each.verdict == "missing" else k,
                "truth": k, "seed": False, "true_event": EVENTS[k % 4], "true_depth": 1, "event": EVENTS[k % 4],
                "depth": 1, "source": f"    line {k}\n", "verdict": each.verdict, "root": each.root,
                "iteration": k // 2,
                "changes": [], "differs": [] if right else [
                    {"name": "x", "value": "7", "rule": "text", "verdict": "wrong"}
                ],
                "judged": [{"name": "x", "type": kind, "size": k, "right": right}],
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=PREDICTED_STEPS)


def fill(lake: Lake) -> None:
    """Three programs, four traces and one with cut values; model m free-running and teacher-forced, model z once."""
    add_traces(
        lake,
        {"a": (0, 4), "b": (1, 3), "c": (2, 2), "d": (0, 4)},
        [
            Item("easy", "1", trace_id("a"), split="train", tags=("loop",)),
            Item("easy", "2", trace_id("b"), split="test"),
            Item("hard", "2", trace_id("b")),
            Item("hard", "3", trace_id("c")),
        ],
    )
    add_traces(lake, {"cut": (2, 2)}, n_cut=1)
    unrated = {"step_accuracy": None, "output_correct": None}
    said = [
        prediction("a", [], ended="failed", stopped_by="failed", error="502", **unrated),
        prediction("a", [OK, OK, ROOT, INHERITED], attempt=1),
        prediction("b", [OK, OK, OK]),
        prediction("c", [OK, MISSING], ended="budget_while_right", stopped_by="length"),
        prediction("d", [ROOT, OK, OK, OK]),
        prediction("cut", [OK, OK], **unrated),
        prediction("a", [OK, OK, OK, OK], mode="step"),
        prediction("b", [OK, ROOT, OK], mode="step"),
        prediction("a", [], model="z", ended="does_not_fit", stopped_by="does_not_fit", **unrated),
    ]
    with lake.writer() as writer:
        for made, rows in said:
            writer.add_prediction(made, rows)
