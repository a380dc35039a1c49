"""Reading many traces whole: the same as one by one, in the order asked for, whatever the batches."""

from __future__ import annotations

import pytest
from tests.lake.conftest import fill, make_id, make_trace

from tracewalk.errors import NotFound
from tracewalk.lake import Lake, choose, read_many


def test_each_trace_comes_as_it_would_alone(lake: Lake) -> None:
    fill(lake, range(40))
    fill(lake, range(20, 60), dataset="c")
    ids = choose(lake)[::-1]
    found = list(read_many(lake, ids))
    assert [whole.trace.trace_id for whole in found] == ids
    for whole in found:
        trace_id = whole.trace.trace_id
        assert whole.trace == lake.trace(trace_id)
        assert whole.trace.steps is not None
        assert whole.trace.steps.drop_columns(["trace_id"]).to_pylist() == lake.steps(trace_id).to_pylist()
        assert whole.sources == {f.program_id: lake.program(f.program_id).text for f in whole.trace.files}
        assert sorted(whole.items, key=str) == sorted(lake.items(trace_id), key=str)
        assert [item.dataset for item in whole.items] == sorted(item.dataset for item in whole.items)


def test_a_trace_without_steps_comes_too(lake: Lake) -> None:
    with lake.writer() as writer:
        writer.add_trace(make_trace(make_id("none"), 0, files=()))
    fill(lake, [1])
    found = {whole.trace.trace_id: whole for whole in read_many(lake, choose(lake))}
    steps = found[make_id("none")].trace.steps
    assert steps is not None
    assert (steps.num_rows, found[make_id("none")].sources) == (0, {})


def test_a_trace_that_is_not_there_is_named(lake: Lake) -> None:
    fill(lake, [1])
    with pytest.raises(NotFound, match=make_id("gone")):
        list(read_many(lake, [*choose(lake), make_id("gone")]))
