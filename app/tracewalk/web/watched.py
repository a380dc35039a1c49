"""What those who watch a job see of it: made once for all of them, and not more often than it is worth."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from tracewalk.predict import judged_so_far
from tracewalk.web.answers import json_body
from tracewalk.web.jobs import Job
from tracewalk.web.predicted import predicted_columns

__all__ = ["seen"]

_SHARE = 5
"""A growing prediction is judged in at most this part of the time: 2,000 steps take 50 ms."""


@dataclass(slots=True)
class _View:
    lock: threading.Lock = field(default_factory=threading.Lock)
    version: int = -1
    body: bytes = b""
    until: float = 0.0
    """When another one may be made, though there is something new."""


_views: WeakKeyDictionary[Job, _View] = WeakKeyDictionary()


def seen(job: Job, known: int) -> bytes:
    """The job as JSON; `{"unchanged": true}` where the caller knows that version."""
    view = _views.setdefault(job, _View())
    with view.lock:
        if view.version != job.version and (job.over or time.monotonic() >= view.until):
            began = time.monotonic()
            version = job.version
            view.body, view.version = json_body(_shown(job, version)), version
            now = time.monotonic()
            view.until = now + (_SHARE - 1) * (now - began)
        if known == view.version:
            return json_body({"unchanged": True, "version": known, "seconds": _seconds(job)})
        return view.body


def _shown(job: Job, version: int) -> dict[str, Any]:
    return {
        "job": job.job_id,
        "state": job.state,
        "version": version,
        "trace": job.trace_id,
        "prediction": job.prediction_id,
        "endpoint": job.endpoint,
        "model": job.asked.model if job.asked else None,
        "mode": job.ask.mode,
        "from": job.ask.from_step,
        "tokens": job.draft.tokens,
        "seconds": _seconds(job),
        "error": job.error,
    } | _said(job)


def _said(job: Job) -> dict[str, Any]:
    """What was said so far, judged; nothing once the lake says it all."""
    about = job.subject
    if about is None:
        return {"partial": "", "payload": None, "verdict": None}
    found = judged_so_far(about, job.draft, job.ask.mode)
    return {
        "partial": found.said.tail,
        "payload": predicted_columns(found.rows(job.job_id), about.trace.files),
        "verdict": asdict(found.verdict),
    }


def _seconds(job: Job) -> float:
    """How long the model has been at it."""
    return time.monotonic() - job.draft.began if job.state == "running" else job.draft.seconds
