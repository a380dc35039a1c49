"""Links into the explorer, where a server is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import UsageError

if TYPE_CHECKING:
    from tracewalk.client.door import Door

__all__ = ["page_url"]


def page_url(door: Door, relative: str) -> str:
    """The whole address of a page. Raises `UsageError` for a lake that was opened by its folder."""
    if door.base is None:
        raise UsageError(
            f"no server is known for {door.place}; start one with `tracewalk serve`, and open its address instead: "
            'tracewalk.open("http://localhost:8501")'
        )
    return f"{door.base}/{relative}"
