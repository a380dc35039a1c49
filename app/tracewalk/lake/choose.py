"""Choosing traces, trajectories or results of a lake: by dataset and the like, a condition in SQL, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from tracewalk.errors import NotFound, ShardError, UsageError
from tracewalk.model import ITEMS, TRACES, TRAJECTORIES
from tracewalk.sql import statement

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake.lake import Lake

__all__ = ["choose", "choose_results", "choose_trajectories", "chosen"]

_SLOT = "/* where */ true"
_COLUMNS = {
    "lake/choose": f"\"outcome = 'returned' AND n_steps < 500\". Columns: {', '.join(TRACES.names)}, nondeterministic; "
    f"of the item in a dataset: {', '.join(name for name in ITEMS.names if name != 'trace_id')}",
    "lake/choose_trajectories": f"\"outcome = 'solved' AND n_turns < 50\". Columns: {', '.join(TRAJECTORIES.names)}",
}
"""What a condition may be about, by query."""

_SHOWN = 20
"""Datasets, splits, tags or runs that a message lists at most."""


def choose(
    lake: Lake,
    *,
    dataset: str | None = None,
    where: str | None = None,
    limit: int | None = None,
    split: str | None = None,
    tag: str | None = None,
) -> list[str]:
    """The ids of the traces that fit every filter given, in the order of the ids.

    Ids are hashes, so that the first `limit` are a fair sample, the same one each time; a larger limit adds to it.
    `dataset`, `split` and `tag` hold for one and the same item. `where` is a condition in DuckDB's SQL over the columns
    of `traces` and `items`, of which a trace in no dataset has only NULL; it runs as it is, with the operator's rights,
    so never give it a visitor's text. Raises `NotFound` for a dataset, split or tag that the lake does not have,
    `UsageError` for a condition that DuckDB refuses, with its words and the columns, and for a limit below 1.
    """
    ids: list[str] = chosen(lake, dataset=dataset, where=where, limit=limit, split=split, tag=tag).to_pylist()
    return ids


def chosen(
    lake: Lake,
    *,
    dataset: str | None = None,
    where: str | None = None,
    limit: int | None = None,
    split: str | None = None,
    tag: str | None = None,
) -> pa.ChunkedArray:
    """The same as `choose`, as Arrow strings: a million are 36 MB."""
    item = {"dataset": dataset, "split": split, "tag": tag}
    found = _found(lake, "lake/choose", where, {**item, "limit": limit})
    if not found.num_rows:
        _require_known(lake, item)
    return found.column("trace_id")


def choose_trajectories(
    lake: Lake, *, dataset: str | None = None, where: str | None = None, limit: int | None = None
) -> list[str]:
    """The ids of the trajectories that fit every filter given, in the order of the ids; see `choose`.

    `where` is a condition in DuckDB's SQL over the columns of `trajectories`, never a visitor's. Raises `NotFound` for
    a dataset that no trajectory belongs to, `UsageError` as `choose` does.
    """
    found = _found(lake, "lake/choose_trajectories", where, {"dataset": dataset, "limit": limit})
    if dataset is not None and not found.num_rows:
        known = lake.query("lake/trajectory_datasets").column("dataset").to_pylist()
        _require_among(lake, "dataset", dataset, known)
    ids: list[str] = found.column("trajectory_id").to_pylist()
    return ids


def choose_results(
    lake: Lake,
    *,
    suite: str | None = None,
    suite_version: str | None = None,
    model: str | None = None,
    source: str | None = None,
    published: bool | None = None,
) -> list[str]:
    """The ids of the benchmark results that fit every filter given, in the order of the ids.

    `source` is the name of the file that they came from, or what a result itself names as its source. Raises `NotFound`
    where there is none.
    """
    given = {"suite": suite, "suite_version": suite_version, "model": model, "source": source, "published": published}
    ids: list[str] = lake.query("lake/choose_results", given).column("result_id").to_pylist()
    if not ids:
        wanted = " ".join(f"{name} {value!r}" for name, value in given.items() if value is not None)
        raise NotFound(f"no results of {wanted or 'any benchmark'} in {lake.path}; it has {_runs(lake)}")
    return ids


def _runs(lake: Lake) -> str:
    rows = lake.query("lake/result_runs").to_pylist()
    told = [f"{row['suite']!r} by {row['model']!r} ({row['source']})" for row in rows[:_SHOWN]]
    return "those of: " + "; ".join(told) + ("; ..." if len(rows) > _SHOWN else "") if rows else "none"


def _found(lake: Lake, name: str, where: str | None, parameters: dict[str, object]) -> pa.Table:
    limit = parameters["limit"]
    if isinstance(limit, int) and limit < 1:
        raise UsageError(f"a limit is at least 1, not {limit}; leave it out for all of them")
    return lake.query(name, parameters) if where is None else _where(lake, name, where, parameters)


def _where(lake: Lake, name: str, where: str, parameters: dict[str, object]) -> pa.Table:
    columns = _COLUMNS[name]
    if not where.strip():
        raise _refused(where, "it is empty", columns)
    cursor = lake.cursor()
    try:
        if len(cursor.extract_statements(_with("lake/condition", where))) != 1:
            raise _refused(where, "it is more than one statement", columns)
        return cursor.sql(_with(name, where), params=parameters).to_arrow_table()
    except duckdb.IOException as fault:
        raise ShardError(f"{lake.path} cannot be read: {fault}; `tracewalk lake check` says more") from fault
    except duckdb.Error as fault:
        raise _refused(where, str(fault).split("\n\n")[0], columns) from None


def _with(name: str, where: str) -> str:
    """A query with the condition in its slot, on lines of its own: it may end in a comment."""
    return statement(name).replace(_SLOT, f"\n{where}\n")


def _refused(where: str, why: str, columns: str) -> UsageError:
    return UsageError(
        f"the condition {where!r} cannot be used: {why}\n"
        f"It is what stands behind WHERE in DuckDB's SQL, e.g. {columns}."
    )


def _require_known(lake: Lake, item: dict[str, str | None]) -> None:
    """Tells a name that nothing in the lake has from one of which nothing fits the other filters."""
    known = lake.query("lake/places").to_pylist()[0]
    for kind, name in item.items():
        names = known[kind] or []
        if name is not None:
            _require_among(lake, kind, name, names)


def _require_among(lake: Lake, kind: str, name: str, names: list[str]) -> None:
    if name not in names:
        some = ", ".join(map(repr, names[:_SHOWN])) + (", ..." if len(names) > _SHOWN else "")
        raise NotFound(f"no {kind} {name!r} in {lake.path}; its {kind}s are: {some or 'none'}")
