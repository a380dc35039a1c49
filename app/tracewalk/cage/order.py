"""What a worker is told when it starts."""

from __future__ import annotations

import json
from dataclasses import asdict

from tracewalk.frozen import frozen

__all__ = ["Order"]


@frozen
class Order:
    """The lake, the worker's own folder and its limits; bytes where nothing else is said."""

    lake: str
    tmp: str
    parent: int
    """Process id of the server."""
    memory: int
    spill: int
    """What may be written into its own folder."""
    threads: int
    bytes: int
    """What an answer may have."""
    value_chars: int
    """Characters of one text, or items of one list."""
    chars: int
    """Characters of a query's text."""
    unsafe: bool
    """It starts without Landlock too."""

    def text(self) -> str:
        """As it is given to the process."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Order:
        """The order of a text."""
        return cls(**json.loads(text))
