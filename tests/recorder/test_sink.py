"""Batches of any size hold the same steps; memory stays flat."""

from __future__ import annotations

import tracemalloc

import pyarrow as pa
import pytest

from tracewalk.model import STEPS, Limits
from tracewalk.model.steps_digest import StepsDigest
from tracewalk.recorder.session import Session
from tracewalk.recorder.sink import to_arrow
from tracewalk.settings import Settings

BUSY = """
def walk(n):
    for i in range(n):
        yield [i]
def main():
    total = {}
    for turn in range(40):
        for got in walk(3):
            total[turn % 7] = total.get(turn % 7, 0) + len(got)
        if turn % 10 == 0:
            print(turn)
            try:
                total['no']
            except KeyError as error:
                total['error'] = str(error)
    return total
"""


@pytest.mark.parametrize("style", ["cwm", "bounded"])
def test_batches_of_any_size_give_the_same_steps_and_digest(record, style):
    whole = record(BUSY, style=style)
    assert whole.ending.outcome == "returned"
    assert len(whole.batches) == 1
    for rows in (1, 2, 7, 64, 500):
        parts = record(BUSY, style=style, settings={"row_group": rows})
        assert all(batch.num_rows <= rows for batch in parts.batches)
        assert parts.steps == whole.steps
        assert parts.session.digest == whole.session.digest
        assert parts.session.n_frames == whole.session.n_frames == 41


def test_the_digest_is_that_of_the_plain_table(record):
    recorded = record(BUSY)
    table = pa.concat_tables([pa.Table.from_batches([batch]).cast(STEPS) for batch in recorded.batches])
    assert table.schema == STEPS
    for size in (10, 100_000):
        digest = StepsDigest()
        for batch in table.to_batches(max_chunksize=size):
            digest.update(batch)
        assert digest.hexdigest() == recorded.session.digest
    assert record(BUSY.replace("turn % 7", "turn % 6")).session.digest != recorded.session.digest


def test_memory_is_flat():
    """Three times the steps and frames take no more memory: what a row needs is gone once it is emitted."""
    text = """
class Node:
    def __init__(self, value, after):
        self.value = value
        self.after = after
def step(n, head):
    head = Node(n, None)
    return head
def main(n):
    head = None
    for i in range(n):
        head = step(i, head)
    return n
"""
    space: dict = {}
    exec(compile(text, "<program>", "exec"), space)

    def peak(n):
        rows = [0]
        session = Session(
            "0" * 32,
            scope=lambda name: "p.py" if name == "<program>" else None,
            limits=Limits(10**9, 1000, 4000, 100),
            repr_style="bounded",
            outlet=to_arrow(lambda batch: rows.__setitem__(0, rows[0] + batch.num_rows)),
            source=lambda name: text,
            settings=Settings(row_group=1_000),
        )
        tracemalloc.start()
        assert session.run(lambda: space["main"](n)).value == n
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used, rows[0]

    small, few = peak(800)
    large, many = peak(3_200)
    assert many > 3.9 * few > 20_000
    assert large < 1.15 * small
