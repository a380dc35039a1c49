"""The library of named queries, every SQL text found by `area/name` in `queries/`, and the views that they read."""

from tracewalk.sql.describe import Argument, Column, Macro, Schema, Table, describe, empty_schema
from tracewalk.sql.library import bind, find, library, library_faults, statement
from tracewalk.sql.query import CHARTS, TYPES, Chart, Parameter, Query
from tracewalk.sql.schema import define, macros
from tracewalk.sql.typed import bind_typed, headed

__all__ = [
    "CHARTS",
    "TYPES",
    "Argument",
    "Chart",
    "Column",
    "Macro",
    "Parameter",
    "Query",
    "Schema",
    "Table",
    "bind",
    "bind_typed",
    "define",
    "describe",
    "empty_schema",
    "find",
    "headed",
    "library",
    "library_faults",
    "macros",
    "statement",
]
