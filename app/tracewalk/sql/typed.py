"""Typed text: what the header that it may begin with says of its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.sql.header import read_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracewalk.sql.query import Query

__all__ = ["bind_typed", "headed"]


def headed(text: str) -> Query | None:
    """A typed text as its header tells it; None where it has one that does not fit, as while it is being written."""
    try:
        return read_query("typed", text, yours=True)
    except UsageError:
        return None


def bind_typed(text: str, given: Mapping[str, object]) -> dict[str, object]:
    """The values that a typed text runs with: those of its header by their types and defaults, others as given.

    Raises `UsageError` for a text that does not fit its type, and for what has no default and is missing.
    """
    values = dict(given)
    query = headed(text)
    for parameter in query.parameters if query is not None else ():
        value = given.get(parameter.name)
        values[parameter.name] = parameter.read(value) if isinstance(value, str | None) else value
    return values
