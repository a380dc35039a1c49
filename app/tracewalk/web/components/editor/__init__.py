"""The SQL page's editor: a real text field over highlighted text, with completion, parameters, Run and Cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracewalk.web.components.mounted import Mounted

__all__ = ["editor"]

_ELEMENT = Mounted("editor", styles=("stepper/stepper.css", "editor/editor.css"))


def editor(data: dict[str, Any], *, key: str, asked: Callable[[], None]) -> None:
    """Show a query to be changed and run; `asked` is called when it is to be run or cancelled."""
    _ELEMENT.hear(data, key, asked)
