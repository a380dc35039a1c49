"""What DuckDB says went wrong, as an error of ours with its place in the visitor's own text."""

from __future__ import annotations

import json
from typing import Any

from tracewalk.cage.text import BEFORE, position
from tracewalk.errors import SqlError

__all__ = ["sql_error"]


def sql_error(why: BaseException, text: str, *, prefix: int = len(BEFORE)) -> SqlError:
    """The error of a query whose text begins `prefix` bytes after the start of what ran."""
    said, facts = str(why), _facts(str(why))
    if not facts:
        return SqlError(said)
    message = f"{facts.get('exception_type', 'SQL')} error: {facts.get('exception_message', said)}"
    place = str(facts.get("position", ""))
    return SqlError(message, position(text, int(place) - prefix + len(BEFORE)) if place.isdigit() else None)


def _facts(said: str) -> dict[str, Any]:
    """The parts of a message that DuckDB wrote as JSON (`errors_as_json`)."""
    try:
        facts = json.loads(said[said.index("{") :])
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) and "exception_message" in facts else {}
