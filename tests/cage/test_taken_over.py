"""A worker that was taken over: whatever it sends, the server says that the query was stopped, and goes on."""

from __future__ import annotations

import gc
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cage import taken_over
from tests.cage.cases import processes
from tests.cage.conftest import SMALL

from tracewalk.cage import Cage
from tracewalk.cage.held import Held
from tracewalk.cage.process import Process
from tracewalk.cage.received import answer
from tracewalk.cage.wire import Closed, Malformed, receive
from tracewalk.errors import SqlStopped
from tracewalk.lake import Lake


class TakenOver(Process):
    BEGIN = "import sys; sys.path.insert(0, sys.argv[3])\n" + Path(taken_over.__file__).read_text(encoding="utf-8")


@pytest.fixture
def taken(folder_of_lake: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cage]:
    monkeypatch.setattr("tracewalk.cage.pool.Process", TakenOver)
    with Lake.open(folder_of_lake) as lake:
        made = Cage(lake, replace(SMALL, sql_workers=1))
        yield made
        made.close()
    assert processes(folder_of_lake) == set()


@pytest.mark.parametrize("sent", taken_over.SENDS)
def test_what_is_no_sound_answer_is_refused(monkeypatch: pytest.MonkeyPatch, sent: str) -> None:
    before = open_files()
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(taken_over, "server", theirs, raising=False)
    with ours:
        with theirs:
            taken_over.SENDS[sent]()
        assert refused(ours)
    gc.collect()
    assert open_files() == before


def refused(ours: socket.socket) -> bool:
    try:
        reply, file = receive(ours, 1_000_000, 1.0)
        assert file is not None
        answer(reply, file, rows=10, most=SMALL.sql_bytes, held=Held(SMALL))
    except (Closed, Malformed):
        return True
    return False


@pytest.mark.parametrize("done", ["metadata", *taken_over.DOES])
def test_the_query_was_stopped_and_the_next_one_answers(taken: Cage, done: str) -> None:
    with pytest.raises(SqlStopped):
        taken.run(json.dumps(done), rows=10)
    assert taken.run("whole", rows=10).table().to_pydict() == {"x": [1, 2, 3]}


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
