"""The shelf beside the SQL editor: named queries, the schema, what was run; searched in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["shelf"]

_ELEMENT = Mounted("shelf", styles=("stepper/stepper.css", "shelf/shelf.css"))


def shelf(data: dict[str, Any], *, key: str, asked: Callable[[], None]) -> None:
    """Show what there is to choose from; `asked` is called when something was chosen."""
    _ELEMENT.hear(data, key, asked)
