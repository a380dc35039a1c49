"""Which chart fits a result: by the link, by the query's header, or by the shape of its columns."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.frozen import frozen
from tracewalk.links import Sql
from tracewalk.sql import Chart
from tracewalk.web.sql.cells import kind_of

__all__ = ["Choice", "choose", "colours", "numbers", "places"]

_IDS = ("trace_id", "prediction_id", "program_id")
_MOST_COLUMNS = 4
"""Of a result that looks like counts; what has more is a list, and is shown as one."""
_MOST_COLOURS = 40
_FEW = 10
"""Rows below which nothing is a distribution."""


@frozen
class Choice:
    """A chart that can be drawn, and a word on what was asked for and cannot be."""

    chart: Chart
    fault: str | None = None


def choose(table: pa.Table, focus: Sql, suggested: Chart | None) -> Choice:
    """The chart of the page; what the link says comes first, then the query's header."""
    if focus.chart is None:
        if suggested is None:
            return Choice(_of_shape(table))
        return _fitting(table, suggested)
    asked = _fitting(table, Chart(focus.chart, focus.x, focus.y, focus.colour))
    return asked if asked.fault else Choice(_completed(table, asked.chart))


def _fitting(table: pa.Table, chart: Chart) -> Choice:
    """A chart where the result has its columns, else a word on the one that it lacks."""
    gone = [name for name in chart.columns if name not in table.column_names]
    return Choice(Chart("none"), f"This result has no column {gone[0]!r} to draw.") if gone else Choice(chart)


def _completed(table: pa.Table, chart: Chart) -> Chart:
    """With columns where a kind of chart needs them and none is named."""
    across, up = places(table), numbers(table)
    if chart.kind == "none" or not across:
        return Chart("none")
    if chart.kind == "histogram":
        return Chart("histogram", chart.x or (up or across)[0])
    x = chart.x or across[0]
    y = chart.y or next((name for name in up if name != x), up[0] if up else None)
    return Chart(chart.kind, x, y, chart.colour) if y is not None else Chart("none")


def _of_shape(table: pa.Table) -> Chart:
    """A few plain columns with a number among them are counts of something; what has ids is a list of things."""
    names = places(table)
    if table.num_rows < 2 or not names or len(names) < table.num_columns or len(names) > _MOST_COLUMNS:
        return Chart("none")
    if any(name in _IDS for name in names):
        return Chart("none")
    keys = _keys(table, names)
    if keys is None:
        return _of_raw(table)
    heights = [name for name in numbers(table) if name not in keys]
    first, *others = keys
    groups = [name for name in colours(table) if name != first and name not in heights]
    if not heights or not set(others) <= set(groups):
        return Chart("none")
    kind = kind_of(table.schema.field(first).type)
    rises = kind == "time" or (kind == "number" and _rises(table, first))
    shape = "line" if rises else "point" if kind == "number" else "bar"
    return Chart(shape, first, heights[0], next(iter([*others, *groups]), None))


def _keys(table: pa.Table, names: list[str]) -> list[str] | None:
    """The first column, or the first two, where they tell the rows apart, as those of a GROUP BY do."""
    for keys in (names[:1], names[:2]):
        if len(keys) < len(names) and table.group_by(keys).aggregate([]).num_rows == table.num_rows:
            return keys
    return None


def _of_raw(table: pa.Table) -> Chart:
    """Rows that are no counts: two numbers are points, one is a distribution."""
    plain = [name for name in numbers(table) if kind_of(table.schema.field(name).type) == "number"]
    if not plain or table.num_rows < _FEW:
        return Chart("none")
    if len(plain) == 1:
        return Chart("histogram", plain[0])
    groups = [name for name in colours(table) if name not in plain]
    return Chart("point", plain[0], plain[1], groups[0] if groups else None)


def _rises(table: pa.Table, name: str) -> bool:
    values = table.column(name).combine_chunks()
    return values.null_count == 0 and bool(pc.all(pc.less_equal(values[:-1], values[1:])).as_py())


def places(table: pa.Table) -> list[str]:
    """Columns that can stand along an axis."""
    return [field.name for field in table.schema if kind_of(field.type) not in ("nested", "bytes")]


def numbers(table: pa.Table) -> list[str]:
    """Columns that can be a height."""
    return [field.name for field in table.schema if kind_of(field.type) in ("number", "truth")]


def colours(table: pa.Table) -> list[str]:
    """Columns with few enough values to be told apart."""
    return [name for name in places(table) if len(pc.unique(table.column(name))) <= _MOST_COLOURS]
