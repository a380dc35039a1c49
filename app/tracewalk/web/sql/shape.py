"""Which chart fits a result: by the link, by the query's header, or by the shape of its columns."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.links import Sql
from tracewalk.sql import Chart
from tracewalk.web.sql.cells import kind_of

__all__ = ["Choice", "choose", "colours", "numbers", "places"]

_IDS = ("trace_id", "prediction_id", "program_id")
_MOST_COLUMNS = 4
"""Of a result that looks like counts; what has more is a list, and is shown as one."""
_MOST_COLOURS = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """A chart that can be drawn, and a word on what was asked for and cannot be."""

    chart: Chart
    fault: str | None = None


def choose(table: pa.Table, focus: Sql, suggested: Chart | None) -> Choice:
    """The chart of the page; what the link says comes first, then the query's header."""
    if focus.chart is None:
        if suggested is None:
            return Choice(_of_shape(table))
        fits = set(suggested.columns) <= set(table.column_names)
        return Choice(suggested if fits else Chart("none"))
    asked = Chart(focus.chart, focus.x, focus.y, focus.colour)
    gone = [name for name in asked.columns if name not in table.column_names]
    if gone:
        return Choice(Chart("none"), f"This result has no column {gone[0]!r} to draw.")
    return Choice(_completed(table, asked))


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
    first = names[0]
    kind = kind_of(table.schema.field(first).type)
    heights = [name for name in numbers(table) if name != first]
    if not heights:
        single = kind == "number" and len(names) == 1 and table.num_rows > 9
        return Chart("histogram", first) if single else Chart("none")
    groups = [name for name in colours(table) if name not in (first, *numbers(table))]
    colour = groups[0] if groups else None
    if kind == "time" or (kind == "number" and _rises(table, first)):
        return Chart("line", first, heights[0], colour)
    if kind == "number":
        return Chart("point", first, heights[0], colour)
    single = _tells_apart(table, [name for name in (first, colour) if name is not None])
    return Chart("bar", first, heights[0], colour) if single else Chart("histogram", heights[0])


def _tells_apart(table: pa.Table, names: list[str]) -> bool:
    """Whether no two rows have the same: a bar is one number, and many on top of each other are a distribution."""
    return bool(table.group_by(names).aggregate([]).num_rows == table.num_rows)


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
