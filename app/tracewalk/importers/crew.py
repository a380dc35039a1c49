"""Sources read by several processes at once; what they hold comes to this one, which alone writes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path

from tracewalk.frozen import frozen
from tracewalk.importers.few_collections import few_collections
from tracewalk.importers.formats import Fault, Reading
from tracewalk.importers.gathered import Complete
from tracewalk.importers.reader import Reader
from tracewalk.importers.sources import Source

__all__ = ["Said", "read_by_many", "work"]

_AHEAD = 4
"""Sources handed to one process before it has told all of the first."""

_START = """
import sys
sys.path.append(sys.argv[2])
from tracewalk.importers.crew import work
work(int(sys.argv[1]))
"""


@frozen
class Said:
    """The next thing of a source; None: that was all of it."""

    source: Source
    reading: Reading | None


def read_by_many(reader: Reader, sources: Sequence[Source], jobs: int) -> Iterator[Said]:
    """What the sources hold, those of one source in order. A process that dies costs what it was at, told as a fault.

    Closing the iterator ends the processes.
    """
    waiting = deque(sources)
    with tempfile.TemporaryDirectory(prefix="tracewalk-") as folder:
        workers = [_Worker(reader, folder) for _ in range(min(jobs, len(sources)))]
        try:
            while waiting or any(worker.sources for worker in workers):
                for worker in workers:
                    while waiting and len(worker.sources) < _AHEAD:
                        worker.give(waiting.popleft())
                for pipe in wait([worker.pipe for worker in workers]):
                    worker = next(worker for worker in workers if worker.pipe is pipe)
                    try:
                        yield worker.hear()
                    except (EOFError, OSError):
                        workers.remove(worker)
                        if worker.sources:
                            yield worker.died()
                            yield Said(worker.sources.popleft(), None)
                        waiting.extendleft(reversed(worker.sources))
                        workers.append(_Worker(reader, folder))
        finally:
            for worker in workers:
                worker.end()


@dataclass
class _Worker:
    """One process, and the sources that it was handed, the one that it is at first."""

    reader: Reader
    folder: str
    sources: deque[Source] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.pipe, theirs = Pipe()
        package = Path(__file__).resolve().parents[2]
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-c", _START, str(theirs.fileno()), str(package)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            process_group=0,  # Ctrl-C in a terminal goes to the whole group: the parent alone decides what it means
        )
        theirs.close()
        with suppress(OSError):  # a dead process is found out when its pipe is read
            self.pipe.send(self.reader)

    def give(self, source: Source) -> None:
        self.sources.append(source)
        with suppress(OSError):
            self.pipe.send(source)

    def hear(self) -> Said:
        """The next thing that it says. Raises `EOFError` or OSError where it is dead."""
        reading = self.pipe.recv()
        source = self.sources[0] if reading is not None else self.sources.popleft()
        return Said(source, reading)

    def died(self) -> Said:
        code = self._process.wait()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        fault = Fault(str(self.sources[0].known_as), 0, f"the process that read it ended with {how}")
        return Said(self.sources[0], Reading(fault, self.sources[0].size))

    def end(self) -> None:
        self.pipe.close()
        self._process.kill()
        self._process.wait()


def work(descriptor: int) -> None:
    """The life of one process: a reader, then sources, until the pipe is closed."""
    os.nice(1)  # whoever writes goes first
    with few_collections(), suppress(EOFError, OSError), Connection(descriptor) as pipe:
        reader: Reader = pipe.recv()
        while True:
            source: Source = pipe.recv()
            for reading in reader.readings(source):
                what = reading.what
                pipe.send(Reading(what.ready(), reading.position) if isinstance(what, Complete) else reading)
            pipe.send(None)
