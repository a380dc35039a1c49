"""The estimate of a trace's tokens in SQL is the one that exports and predictions go by."""

from __future__ import annotations

import pytest
from tests.queries.conftest import Small

from tracewalk.cwm import budget
from tracewalk.lake import Lake
from tracewalk.predict import subject
from tracewalk.resources import folder
from tracewalk.sql import bind, find


def estimates(lake: Lake) -> dict[str, int]:
    query = find("traces/token_budget")
    rows = lake.cursor().sql(query.text, params=bind(query, {})).fetchall()
    return {trace_id: tokens for trace_id, _, _, tokens, _ in rows}


def test_it_is_the_budget_where_no_wrapper_is_added(small: Small) -> None:
    found = estimates(small.lake)
    whole = {trace_id: subject(small.lake, trace_id).cwm for trace_id in found}
    plain = {trace_id: trace for trace_id, trace in whole.items() if not trace.context.wrapped}
    assert len(plain) > 5
    assert {trace_id: found[trace_id] for trace_id in plain} == pytest.approx(
        {trace_id: budget(trace) for trace_id, trace in plain.items()}, rel=0.005
    )


def test_it_is_close_on_the_sample_lake() -> None:
    with Lake.open(folder("sample_data") / "lake") as lake:
        found = estimates(lake)
        short = [trace_id for trace_id in found if lake.n_steps(trace_id) < 2_000][::4]
        ratios = sorted(found[trace_id] / budget(subject(lake, trace_id).cwm) for trace_id in short)
    assert len(ratios) > 100
    assert 0.75 < ratios[0] <= ratios[-1] <= 1.05
    assert ratios[len(ratios) // 2] >= 0.99
