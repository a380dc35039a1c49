"""What a server says of its queries and its schema, as the library has it."""

from __future__ import annotations

from typing import Any

from tracewalk.sql import Argument, Chart, Column, Macro, Parameter, Query, Schema, Table

__all__ = ["read_query", "read_schema"]


def read_query(given: dict[str, Any]) -> Query:
    """A named query from its JSON."""
    parameters = tuple(Parameter(**one) for one in given["parameters"])
    return Query(**given | {"parameters": parameters, "chart": Chart(**given["chart"])})


def read_schema(given: dict[str, Any]) -> Schema:
    """Views and macros from their JSON."""
    tables = (Table(**one | {"columns": tuple(Column(**c) for c in one["columns"])}) for one in given["tables"])
    macros = (Macro(**one | {"arguments": tuple(Argument(**a) for a in one["arguments"])}) for one in given["macros"])
    return Schema(tables=tuple(tables), macros=tuple(macros))
