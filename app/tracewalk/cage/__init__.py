"""The cage: separate processes, shut off by the kernel, in which SQL that a visitor typed runs.

Three walls, each of which holds alone: the gate lets one SELECT through that names only what is listed, the worker's
DuckDB is locked, and Landlock keeps the worker's process from every file but the lake's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.lazy import on_first_use

if TYPE_CHECKING:
    from tracewalk.cage.answer import Answer
    from tracewalk.cage.cage import Cage
    from tracewalk.cage.cancel import Cancel

__all__ = ["Answer", "Cage", "Cancel"]

# On first use: the worker, a module of this package too, must be shut off before DuckDB is imported.
__getattr__ = on_first_use(__name__, {"Answer": "answer", "Cage": "cage", "Cancel": "cancel"})
