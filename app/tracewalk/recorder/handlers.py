"""Signal handlers, as the interpreter itself takes and gives them.

`signal.signal` looks up both handlers in an enum, where a function is found after all the rest has failed: ten times
for each recording, which took a tenth of a short one.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from importlib import import_module
from types import FrameType
from typing import Any, Final

__all__ = ["IGNORE", "get_handler", "set_handler"]

_signal = import_module("_signal")

IGNORE: Final = int(signal.SIG_IGN)
"""`SIG_IGN` as a plain number, which alone is known there."""
set_handler: Final[Callable[[int, Callable[[int, FrameType | None], Any] | int | None], Any]] = _signal.signal
"""As `signal.signal`; what there was before is given as a function or a plain number."""
get_handler: Final[Callable[[int], Any]] = _signal.getsignal
"""As `signal.getsignal`, likewise."""
