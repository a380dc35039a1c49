"""What DuckDB says went wrong: as a kind, and as an error with its place in the visitor's own text."""

from __future__ import annotations

import errno
import json
from typing import Any

from tracewalk.cage.text import BEFORE, position
from tracewalk.errors import SqlError, SqlRefused

__all__ = ["TooLarge", "kind_of", "sql_error"]

_KINDS = {
    "INTERRUPT Error": "stopped",
    "Out of Memory Error": "memory",
    "FATAL Error": "broken",
    "INTERNAL Error": "broken",
}
"""By what DuckDB's messages begin with; Arrow passes them on under other classes. All others are about the query."""


class TooLarge(Exception):
    """An answer, or a value in it, beyond a limit."""


def kind_of(why: BaseException) -> str:
    """`refused`, `sql`, `large`, `memory`, `stopped`, or `broken`: it is not about the query, but about the worker."""
    if isinstance(why, SqlError):
        return "refused" if isinstance(why, SqlRefused) else "sql"
    if isinstance(why, TooLarge) or (isinstance(why, OSError) and why.errno == errno.EFBIG):
        return "large"
    if isinstance(why, MemoryError) or "bad_alloc" in str(why):
        return "memory"
    head, colon, _ = str(why).partition(": ")
    said_by_duckdb = colon and head.endswith(" Error")
    if said_by_duckdb or isinstance(why, ValueError | TypeError | NotImplementedError):  # Arrow's, and a value's
        return _KINDS.get(head, "sql")
    return "broken"


def sql_error(why: BaseException, text: str, *, prefix: int = len(BEFORE)) -> SqlError:
    """The error of a query whose text begins `prefix` bytes after the start of what ran."""
    said, facts = str(why), _facts(str(why))
    if not facts:
        return SqlError(said or type(why).__name__)
    advice = '. Use "SET '  # of a setting, which cannot be set here
    about = str(facts["exception_message"]).partition(advice)[0]
    message = f"{facts.get('exception_type', 'SQL')} error: {about}"
    place = str(facts.get("position", ""))
    return SqlError(message, position(text, int(place) - prefix + len(BEFORE)) if place.isdigit() else None)


def _facts(said: str) -> dict[str, Any]:
    """The parts of a message that DuckDB wrote as JSON (`errors_as_json`)."""
    try:
        facts = json.loads(said[said.index("{") :])
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) and "exception_message" in facts else {}
