"""A public query as its header tells it: what it is called, what it answers, what it takes, how to draw it."""

from __future__ import annotations

from datetime import UTC, datetime

from tracewalk.errors import UsageError
from tracewalk.frozen import frozen

__all__ = ["CHARTS", "TYPES", "Chart", "Parameter", "Query"]

TYPES = ("VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "TIMESTAMP")

CHARTS = {"bar": (2, 3), "line": (2, 3), "point": (2, 3), "histogram": (1, 1), "none": (0, 0)}
"""The kinds of charts, and how many columns each names, at least and at most."""

_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@frozen
class Parameter:
    """A value that a query takes, written `$name::TYPE` in its text."""

    name: str
    type: str
    """One of `TYPES`."""
    default: str | None
    """As text that `read` reads; None: NULL, or none at all where it is required."""
    required: bool
    about: str

    def read(self, text: str | None) -> object:
        """The value of a text from a link, a form or a command; None or blank: the default.

        Raises `UsageError` for a text that is not of the type, and for nothing where something is required.
        """
        given = text if text and text.strip() else self.default
        if given is None:
            if self.required:
                raise UsageError(f"the query needs ${self.name} ({self.type}): {self.about}")
            return None
        try:
            return _value(given, self.type)
        except (ValueError, KeyError, OverflowError):
            raise UsageError(f"${self.name} takes a {self.type}, not {given[:80]!r}; {self.about}") from None


@frozen
class Chart:
    """How the answer is best drawn: a kind of `CHARTS` and the columns that it draws."""

    kind: str
    x: str | None = None
    y: str | None = None
    colour: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names."""
        return tuple(column for column in (self.x, self.y, self.colour) if column is not None)


@frozen
class Query:
    """A named query of the library, ours or from an operator's folder."""

    name: str
    """`area/name`; `yours/name` for an operator's own."""
    title: str
    question: str
    notes: str
    parameters: tuple[Parameter, ...]
    chart: Chart
    text: str
    """The whole file, with its header."""
    yours: bool = False
    """It comes from an operator's folder, so that it runs in the cage."""


def _value(text: str, kind: str) -> object:
    if kind == "VARCHAR":
        return text
    if kind == "BIGINT":
        number = int(text)
        if not -(2**63) <= number < 2**63:
            raise ValueError(text)
        return number
    if kind == "DOUBLE":
        return float(text)
    if kind == "BOOLEAN":
        return _TRUTHS[text.strip().lower()]
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
