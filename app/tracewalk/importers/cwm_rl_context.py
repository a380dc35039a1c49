"""How many tokens CWM's context held: counted in a full dump, else by what its environment says is left."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Context", "tokens_of"]

_REMAINING = re.compile(r"\* Remaining tokens: (-?\d{1,9})\n</budget>\s*\Z")
_BUDGET_CHARS = 200


class Context:
    """The context as it is before the next answer."""

    def __init__(self) -> None:
        self.held: int | None = None
        self.method: str | None = None
        self._counted: int | None = 0

    def add(self, given: dict[str, Any], window: int | None, told: str) -> None:
        """Takes a transition; `told` is the last thing that came back, at whose end the budget stands."""
        action, observation = given.get("action"), given.get("observation")
        if not (isinstance(action, list) and isinstance(observation, list)) or self._counted is None:
            self._counted = None
        elif given.get("context_switch"):
            self._counted = len(observation)
        else:
            self._counted += len(action) + len(observation)
        self.held, self.method = self._counted, "derived"
        if self._counted is None:
            found = _REMAINING.search(told[-_BUDGET_CHARS:]) if window else None
            self.held = window - int(found[1]) if window and found else None
            self.method = "estimated" if found else None


def tokens_of(given: dict[str, Any]) -> int | None:
    """How many tokens an answer had: one reward is given for each, so that a minimal dump tells it too."""
    for name in ("action", "rewards"):
        if isinstance(found := given.get(name), list) and found:
            return len(found)
    return None
