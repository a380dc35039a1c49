"""Something that tells the page once a figure is drawn: what is drawn after it must not keep it waiting."""

from __future__ import annotations

from tracewalk.web.components.mounted import Mounted

__all__ = ["again_when_drawn"]

_ELEMENT = Mounted("drawn", styles=())


def again_when_drawn(figure: str, *, key: str) -> None:
    """Run the page again once an element of this CSS selector is there, or after some seconds without."""
    _ELEMENT.hear({"figure": figure}, key, asked=lambda: None)
