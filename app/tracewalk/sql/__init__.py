"""The library of named queries: every SQL text of the project, found by `area/name` in `queries/`."""

from tracewalk.sql.library import bind, find, library, library_faults, statement
from tracewalk.sql.query import CHARTS, TYPES, Chart, Parameter, Query
from tracewalk.sql.schema import define, macros

__all__ = [
    "CHARTS",
    "TYPES",
    "Chart",
    "Parameter",
    "Query",
    "bind",
    "define",
    "find",
    "library",
    "library_faults",
    "macros",
    "statement",
]
