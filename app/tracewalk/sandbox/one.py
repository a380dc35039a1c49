"""A job alone in a process: run, and run again with care where it did not tell how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from tracewalk.sandbox.desk import Desk
from tracewalk.sandbox.hearing import Hearing
from tracewalk.sandbox.jobs import Job, Ran
from tracewalk.sandbox.order import write_orders
from tracewalk.sandbox.place import Place, Status
from tracewalk.settings import Settings

__all__ = ["run_alone"]


def run_alone(usable: Callable[[], Place], job: Job, settings: Settings, desk: Desk, wanted: Callable[[], bool]) -> Ran:
    """What came of the job, whatever it does."""
    began = time.monotonic()
    first, status = _run(usable(), job, settings, wanted, None)
    if first.over:
        return first.later(desk, status, time.monotonic() - began)
    if first.is_forged or status.too_much:
        return first.died(status, time.monotonic() - began)
    began = time.monotonic()
    again, second = _run(usable(), job, settings, wanted, first.n_steps)
    if (ran := again.ran()[0]) is not None:
        return ran
    if again.n_steps < first.n_steps:  # another course: what is longer tells more
        again, second = first, status
    return again.died(second, time.monotonic() - began)


def _run(
    place: Place, job: Job, settings: Settings, wanted: Callable[[], bool], careful_from: int | None
) -> tuple[Hearing, Status]:
    hearing = Hearing([job], settings, careful=careful_from is not None)
    orders = write_orders([replace(job.order, careful_from=careful_from)])
    status = place.run(orders, cpu_seconds=hearing.cpu_seconds, take=hearing.take, late=hearing.late, wanted=wanted)
    return hearing, status
