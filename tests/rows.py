"""Rows of datasets, recorded in the process of the tests."""

from __future__ import annotations

from pathlib import Path

from tracewalk.model import Limits, Trace
from tracewalk.recorder.keep import remember
from tracewalk.recorder.row_plan import listed, row_plan, row_subject
from tracewalk.recorder.rows import Row
from tracewalk.recorder.stage import stage
from tracewalk.settings import Settings

__all__ = ["here"]


def here(row: Row, limits: Limits, settings: Settings) -> Trace:
    """The trace of a row recorded without a sandbox."""
    subject = row_subject(row, limits, "cwm")
    with stage(str(Path.cwd()), [row.path]), listed(row.path, subject.program.text):
        return remember(row_plan(subject, row.path, exact=False, settings=settings))
