"""The worker processes of `record --dataset`, as their parent sees them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from types import TracebackType
from typing import Self

from tracewalk.errors import RecordError
from tracewalk.recorder.rows import Fault, Row
from tracewalk.recorder.worker import Answer, Order, Published
from tracewalk.settings import load

__all__ = ["Crew"]

WINDOW = 64
"""Rows handed to one worker ahead of its answers."""

_START = """
import signal, sys
early = []  # an interrupt that comes while the imports below still run
signal.signal(signal.SIGINT, lambda *_: early.append(True))
sys.path.append(sys.argv[2])
from tracewalk.recorder.worker import main
main(int(sys.argv[1]), early)
"""


class _Worker:
    """One process, the rows that it was handed, and the answers that are not in the lake yet."""

    def __init__(self, order: Order, folder: str) -> None:
        self.pipe, theirs = Pipe()
        self.rows: deque[Row] = deque()
        self.answered: list[tuple[Row, Answer]] = []
        self.heard = time.monotonic()
        self.told_to_end = False
        self.is_stuck = False
        package = Path(__file__).resolve().parents[2]
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-c", _START, str(theirs.fileno()), str(package)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED") or "0"},
            # Ctrl-C in a terminal goes to the whole group: the crew alone decides what it means for a worker.
            process_group=0,
        )
        theirs.close()
        self.pipe.send(order)

    def end_stuck(self) -> None:
        """Kills the process: it did not answer in time."""
        self.is_stuck = True
        self.process.kill()

    def give(self, row: Row | None) -> None:
        """Hands over a row, or None: there will be no more."""
        if not self.rows:
            self.heard = time.monotonic()
        if row:
            self.rows.append(row)
        elif self.told_to_end:
            return
        else:
            self.told_to_end = True
        with suppress(OSError):  # a dead worker is found out when its pipe is read
            self.pipe.send(row)


class Crew:
    """`jobs` workers; `kept` hears of each row given, once its answer is in the lake; `tick` of each sign of life.

    A worker that dies takes its unpublished rows along: they are given to another, except the one that it was at,
    which is answered as a fault. Leaving the context with an exception kills the workers.
    """

    def __init__(self, order: Order, jobs: int, kept: Callable[[Answer], None], tick: Callable[[], None]) -> None:
        self._order = order
        self._kept = kept
        self._tick = tick
        self._folder = tempfile.TemporaryDirectory(prefix="tracewalk-")
        self._workers = [_Worker(order, self._folder.name) for _ in range(jobs)]
        self._redo: deque[Row] = deque()
        self._interrupted = False
        # Beyond the recorder's own limit only something that no signal reaches is at work, such as one huge power.
        self._patience = order.limits.seconds + load().stuck_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _v: BaseException | None, _t: TracebackType | None) -> None:
        for worker in self._workers:
            worker.pipe.close()
            if kind is not None:
                worker.process.kill()
            worker.process.wait()
        self._folder.cleanup()

    @property
    def n_waiting(self) -> int:
        """Rows answered whose answers are not in the lake yet."""
        return sum(len(worker.answered) for worker in self._workers)

    def give(self, row: Row) -> None:
        """Hands a row to the worker with the fewest; waits while all have enough."""
        self._redo.append(row)
        self._listen(0)
        while self._redo:
            if len(self._least().rows) < WINDOW:
                self._least().give(self._redo.popleft())
            else:
                self._listen(1)

    def finish(self) -> None:
        """Waits until every row is answered and in the lake."""
        while self._workers:
            while self._redo:
                self._least().give(self._redo.popleft())
            if not any(worker.rows for worker in self._workers):
                for worker in self._workers:
                    worker.give(None)
            self._listen(1)

    def interrupt(self) -> None:
        """Breaks off what runs, drops what waits, and waits until what is done is in the lake."""
        self._interrupted = True
        for worker in self._workers:
            with suppress(ProcessLookupError):
                worker.process.send_signal(signal.SIGINT)
            worker.give(None)
        while self._workers:
            self._listen(1)

    def _least(self) -> _Worker:
        return min((w for w in self._workers if not w.told_to_end), key=lambda w: len(w.rows))

    def _listen(self, seconds: float) -> None:
        """Takes every message that is there, or the first that comes in time; ends workers that are stuck."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), timeout=seconds):
            assert isinstance(pipe, Connection)
            try:
                for message in _messages(pipe):
                    self._take(by_pipe[pipe], message)
            except (EOFError, OSError):
                self._leave(by_pipe[pipe])
        for worker in self._workers:
            if worker.rows and time.monotonic() - worker.heard > self._patience:
                worker.end_stuck()
        self._tick()

    def _take(self, worker: _Worker, message: Answer | Published) -> None:
        worker.heard = time.monotonic()
        if isinstance(message, Answer):
            worker.answered.append((worker.rows.popleft(), message))
            return
        for _row, answer in worker.answered:
            self._kept(answer)
        worker.answered.clear()

    def _leave(self, worker: _Worker) -> None:
        """A worker's pipe is closed: it ended, or died."""
        code = worker.process.wait()
        worker.pipe.close()
        self._workers.remove(worker)
        if self._interrupted or (code == 0 and worker.told_to_end):
            return
        if not worker.rows:
            raise RecordError(
                f"a recording process ended with exit code {code} while it wrote to the lake {self._order.lake}; "
                f"{len(worker.answered)} rows are not in it. Its message is on stderr; run the same command again."
            )
        row = worker.rows.popleft()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        message = f"the program ended the process that recorded it ({how})"
        if worker.is_stuck:
            message = f"the program did not end within {self._patience:g} s and nothing could interrupt it"
        self._kept(Answer(row.line, "fault", fault=Fault(self._order.file, row.line, row.task_id, message)))
        self._redo.extend(row for row, _answer in worker.answered)
        self._redo.extend(worker.rows)
        self._workers.append(_Worker(self._order, self._folder.name))


def _messages(pipe: Connection) -> Iterator[Answer | Published]:
    yield pipe.recv()
    while pipe.poll():
        yield pipe.recv()
