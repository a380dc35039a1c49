"""Judged steps as JSON columns, the shape that Compare's index reads: the payload of `/api/predictions/{id}/steps`.

A row is a predicted step beside the true one, or either alone, in the re-aligned order. A row without a true step of
the trace (an extra one, or one of an unrecorded wrapper) stands after the true step before it, its *anchor*: windows
are cut by anchors, so that they meet those of `/api/traces/{id}/steps`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.diff import EQUAL_RULES, WRONG_RULES
from tracewalk.model import CWM_EVENTS, VERDICTS, File
from tracewalk.web.columns import Pools, coded, ints, one

__all__ = ["DIFFERENCES", "predicted_columns"]

DIFFERENCES = ("equal", "cut", "wrong", "missing", "extra")
"""Verdicts of one name."""

_Ints = npt.NDArray[np.int64]


def predicted_columns(rows: pa.Table, files: Sequence[File], start: int = 0, stop: int | None = None) -> dict[str, Any]:
    """The rows (columns of `PREDICTED_STEPS`) whose anchors are the true steps [start, stop); `files` of the trace.

    Texts are indexes into the pools `strings` and `names`, -1 for none; `event` and `verdict` are indexes into
    `events` and `verdicts`. `root` is 1, 0 or -1 (correct). `cause` is a row number, `because` the true step at which
    that row stands. `rules` says what the rules of equality mean. `differs` and `tokens` are flat: the `row` of a
    difference counts from the first row here, `first`; `count` says how many tokens each row has.
    """
    anchors = _anchors(rows)
    first = int(np.searchsorted(anchors, start)) if start else 0
    last = len(anchors) if stop is None else int(np.searchsorted(anchors, stop))
    part, pool = rows.slice(first, last - first).combine_chunks(), Pools()
    return {
        "from": start,
        "first": first,
        "n_rows": len(rows),
        "verdicts": list(VERDICTS),
        "verdict": coded(part["verdict"], VERDICTS),
        "root": _flags(part["root"]),
        "cause": ints(part["cause"]),
        "because": _because(part["cause"], anchors),
        "truth": ints(part["truth"]),
        "anchor": anchors[first:last].tolist(),
        "position": ints(part["position"]),
        "seed": _flags(part["seed"]),
        "iteration": ints(part["iteration"]),
        "logprob": _numbers(part["logprob"]),
        **_said(part, files, pool),
        "differences": list(DIFFERENCES),
        "rules": EQUAL_RULES | WRONG_RULES,
        "differs": _differs(part, pool),
        "tokens": _tokens(part, pool),
        "files": [{"path": f.path, "program_id": f.program_id} for f in files],
    } | pool.lists()


def _said(part: pa.Table, files: Sequence[File], pool: Pools) -> dict[str, Any]:
    """What the predicted step itself is."""
    place = [f.program_id for f in files]
    texts = {name: pool.strings(part[name]) for name in ("source", "value", "raw", "fault", "rule")}
    return texts | {
        "events": list(CWM_EVENTS),
        "event": coded(part["event"], CWM_EVENTS),
        "frame": ints(part["frame_id"]),
        "depth": ints(part["depth"]),
        "func": pool.names(part["func"]),
        "file": coded(part["program_id"], place) if place else [-1] * len(part),
        "line": ints(part["line"]),
        "ambiguous": _flags(part["ambiguous"]),
    }


def _anchors(rows: pa.Table) -> _Ints:
    """Of each row: its true step, else that of the row before; 0 before the first."""
    truth = np.asarray(ints(rows["truth"]), dtype=np.int64)
    return np.maximum(np.maximum.accumulate(truth), 0) if len(truth) else truth


def _because(cause: pa.ChunkedArray, anchors: _Ints) -> list[int]:
    places = np.asarray(ints(cause), dtype=np.int64)
    known = (places >= 0) & (places < len(anchors))
    return [int(step) for step in np.where(known, anchors[np.where(known, places, 0)], -1)] if len(anchors) else []


def _differs(part: pa.Table, pool: Pools) -> dict[str, Any]:
    lists = one(part["differs"])
    flat = lists.flatten()
    return {
        "row": _parents(lists),
        "name": pool.names(flat.field("name")),
        "value": pool.strings(flat.field("value")),
        "rule": pool.strings(flat.field("rule")),
        "verdict": coded(flat.field("verdict"), DIFFERENCES),
    }


def _tokens(part: pa.Table, pool: Pools) -> dict[str, Any]:
    """`count`: how many of a row; a list of a row for each would be the largest of all columns."""
    texts, logprobs = one(part["token_texts"]), one(part["token_logprobs"]).flatten()
    flat = texts.flatten()
    return {
        "count": [int(n) for n in pc.fill_null(pc.list_value_length(texts), 0).to_pylist()],
        "text": pool.strings(flat),
        "logprob": _numbers(logprobs) if len(logprobs) == len(flat) else [None] * len(flat),
    }


def _parents(lists: pa.Array) -> list[int]:
    return [int(row) for row in pc.list_parent_indices(lists).to_pylist()]


def _flags(column: pa.ChunkedArray) -> list[int]:
    return ints(one(column).cast(pa.int8()))


def _numbers(column: pa.ChunkedArray | pa.Array) -> list[float | None]:
    """Two decimals are plenty for a colour; JSON has no NaN and no infinity."""
    values = pc.round(one(column).cast(pa.float64()), 2)
    return list(pc.if_else(pc.is_finite(values), values, None).to_pylist())
