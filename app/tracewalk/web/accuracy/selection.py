"""Which predictions are counted: those of the cohorts that are compared, as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray

from tracewalk.links import Accuracy
from tracewalk.sql import statement
from tracewalk.web.accuracy import bootstrap
from tracewalk.web.accuracy.cohorts import Cohort

__all__ = ["LEFT_OUT", "Selection", "choose", "cohorts", "run"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

LEFT_OUT = {
    "cut": "trace has cut values",
    "does_not_fit": "does not fit the context",
    "unsupported": "mode unsupported",
    "failed": "failed",
    "cancelled": "cancelled",
    "unrated": "nothing to rate",
    "superseded": "superseded by a later attempt",
}
"""Why a prediction is not scored."""


@dataclass(frozen=True)
class Selection:
    """The chosen predictions; read-only, since it is shared between sessions."""

    table: pa.Table
    """The columns of `accuracy/chosen`."""
    cohorts: tuple[Cohort, ...]
    focus: Accuracy
    """The filters that they match."""

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the cohorts."""
        return tuple(cohort.key for cohort in self.cohorts)

    @cached_property
    def cohort(self) -> Ints:
        """The number of each row's cohort in `cohorts`."""
        order = {cohort.key: number for number, cohort in enumerate(self.cohorts)}
        coded = self.table["cohort"].combine_chunks().dictionary_encode()
        places = np.array([order[key] for key in coded.dictionary.to_pylist()], np.int64)
        found: Ints = places[coded.indices.to_numpy()]
        return found

    @cached_property
    def scored(self) -> Bools:
        """Whether a row counts in rates."""
        found: Bools = self.table["left_out"].is_null().to_numpy()
        return found

    @cached_property
    def _traces(self) -> tuple[Ints, pa.Array]:
        coded = self.table["trace_id"].combine_chunks().dictionary_encode()
        return coded.indices.to_numpy().astype(np.int64), coded.dictionary

    @property
    def trace(self) -> tuple[Ints, int]:
        """The number of each row's trace in `traces`, and how many there are."""
        return self._traces[0], len(self._traces[1])

    @property
    def traces(self) -> pa.Array:
        """The ids of the traces."""
        return self._traces[1]

    @cached_property
    def _clusters(self) -> tuple[Ints, int]:
        coded = self.table["program_id"].combine_chunks().dictionary_encode()
        place, n = bootstrap.clusters(coded.dictionary.to_pylist())
        return place[coded.indices.to_numpy()], n

    @property
    def cluster(self) -> Ints:
        """The cluster of programs that each row belongs to."""
        return self._clusters[0]

    @property
    def n_clusters(self) -> int:
        """How many clusters there are: the programs, or `bootstrap.MOST` groups of them."""
        return self._clusters[1]

    def numbers(self, name: str) -> Floats:
        """A column as numbers; NaN where it is NULL, 1 and 0 for true and false."""
        column = self.table[name].cast(pa.float64())
        values: Floats = column.to_numpy(zero_copy_only=False)
        return values

    def where(self, name: str, word: str) -> Bools:
        """The rows in which a column of text is this."""
        found: Bools = pc.fill_null(pc.equal(self.table[name], word), False).to_numpy()
        return found

    def common(self, name: str) -> list[str]:
        """The texts of a column in the scored rows, the commonest first."""
        found = pc.value_counts(self.table[name].filter(pa.array(self.scored)).drop_null())
        order = sorted(found.to_pylist(), key=lambda each: (-each["counts"], each["values"]))
        return [each["values"] for each in order]

    def rates(self, values: Sequence[Floats], of: Floats | None = None) -> list[bootstrap.Rates]:
        """For each of the values a rate for each cohort: the mean over the scored predictions that have one.

        With `of` the sum of the values by the sum of those, e.g. wrong steps by steps.
        """
        sums = [self.sums(column, of) for column in values]
        part = np.hstack([part for part, _ in sums])
        return bootstrap.rates(part, np.hstack([whole for _, whole in sums])).split(len(self.cohorts))

    def sums(self, values: Floats, of: Floats | None = None) -> tuple[Floats, Floats]:
        """What a rate is made of: sums of the values, and of their number or of `of`, by (cluster, cohort)."""
        wide = len(self.cohorts)
        size = self.n_clusters * wide
        rows = self.scored & ~np.isnan(values)
        if of is not None:
            rows &= ~np.isnan(of)
        place = self.cluster[rows] * wide + self.cohort[rows]
        part = np.bincount(place, values[rows], size).astype(np.float64)
        whole = np.bincount(place, None if of is None else of[rows], size).astype(np.float64)
        return part.reshape(-1, wide), whole.reshape(-1, wide)

    def count(self, rows: Bools) -> Ints:
        """How many of these rows each cohort has."""
        return np.bincount(self.cohort[rows], minlength=len(self.cohorts))

    def registered(self) -> pa.Table:
        """The scored predictions as the step queries want them: prediction_id, cohort and cluster."""
        columns = {
            "prediction_id": self.table["prediction_id"],
            "cohort": pa.array(self.cohort, pa.int8()),
            "cluster": pa.array(self.cluster, pa.int16()),
        }
        return pa.table(columns).filter(pa.array(self.scored))


def run(cursor: DuckDBPyConnection, name: str, params: Mapping[str, object], **given: pa.Table) -> pa.Table:
    """The answer to a query of `queries/accuracy`; `given` are the tables that it reads besides the lake's views."""
    for macro in ("edges", "matching"):
        cursor.execute(statement(f"accuracy/{macro}"))
    for table, rows in given.items():
        cursor.register(table, rows)
    return cursor.sql(statement(f"accuracy/{name}"), params=dict(params)).to_arrow_table()


def cohorts(cursor: DuckDBPyConnection, focus: Accuracy) -> list[Cohort]:
    """What matches the filters, the largest first."""
    rows = run(cursor, "cohorts", _filters(focus)).to_pylist()
    return [Cohort(row.pop("cohort"), **row) for row in rows]


def choose(cursor: DuckDBPyConnection, focus: Accuracy, wanted: tuple[Cohort, ...]) -> Selection:
    """The predictions of these cohorts that match the filters."""
    params = _filters(focus) | {"cohorts": [cohort.key for cohort in wanted]}
    return Selection(run(cursor, "chosen", params), wanted, focus)


def _filters(focus: Accuracy) -> dict[str, Any]:
    return {
        "model": focus.model,
        "mode": focus.mode,
        "protocol": focus.protocol,
        "constrained": {None: None, "yes": True, "no": False}[focus.constrained],
        "later": {None: None, "later": True, "beginning": False}[focus.start],
        "first": True if focus.samples == "first" else None,
        "dataset": focus.dataset,
        "split": focus.split,
        "tag": focus.tag,
        "func": focus.func,
    }
