"""The API of benchmark results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from tracewalk.benchmarks import METHOD, Judged
from tracewalk.errors import UsageError
from tracewalk.links import Results, read_results
from tracewalk.web.answers import filters
from tracewalk.web.context import current
from tracewalk.web.results import asked

__all__ = ["RESULTS_ROUTES"]


def results(request: Request) -> Any:
    """The scores of each run on each suite; `suite` and `model` narrow them."""
    given = read_results(filters(request, Results))
    return {"scores": asked.scores(current().lake, given.suite, given.model)}


def tasks(request: Request) -> Any:
    """One page of the tasks of a suite; the filters are those of the page's URL."""
    given = read_results(filters(request, Results))
    if given.suite is None:
        raise UsageError("suite= is missing: tasks are listed by suite; /api/results names those there are.")
    page = asked.tasks(current().lake, given, current().settings.page_rows)
    listed = [{"task_id": task, "runs": page.cells[task]} for task in page.ids]
    return {"tasks": listed, "total": page.total, "next": page.following.after if page.following else None}


def result(request: Request) -> Any:
    """One result, with what it states of the run of its trace, each statement held against the truth."""
    lake = current().lake
    row = lake.result(request.path_params["id"]).row()
    if row["task_id"] is not None:
        found = asked.answers(lake, str(row["suite"]), str(row["task_id"]), str(row["model"]))
        row |= asked.links_of(next((one for one in found if one["result_id"] == row["result_id"]), {}))
    trace_id, texts = row["trace_id"], asked.texts_of(row)
    statements = asked.judged(lake, str(trace_id), texts) if trace_id else {}
    listed = [_told(name, one) for name, some in statements.items() for one in some]
    return {"result": row, "statements": listed, "method": METHOD}


def _told(text: str, one: Judged) -> dict[str, Any]:
    """A statement; `start` and `end` are characters of the text that it stands in."""
    said = one.statement
    return {
        "in": text, "start": said.start, "end": said.end, "name": said.name, "value": said.value,
        "verdict": one.verdict, "step": one.step, "frame": one.frame_id, "really": list(one.really),
    }  # fmt: skip


RESULTS_ROUTES: tuple[tuple[str, Callable[[Request], Any]], ...] = (
    ("/api/results", results),
    ("/api/results/tasks", tasks),
    ("/api/results/{id}", result),
)
