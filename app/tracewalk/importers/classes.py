"""Names of exception classes as the lake keeps them: without their module, where CWM's text can be had back so."""

from __future__ import annotations

from collections.abc import Iterable

from tracewalk.cwm.raised import Raised

__all__ = ["class_names"]


def class_names(raised: Iterable[str], module: str | None) -> tuple[str, ...]:
    """Of the full names of classes, as `<class '...'>` shows them; `module` is that of the program itself."""
    return tuple(dict.fromkeys(_short(name, module) for name in raised))


def _short(name: str, module: str | None) -> str:
    if module is not None and name.startswith(f"{module}."):
        return name.removeprefix(f"{module}.")
    last = name.rpartition(".")[2]
    written = Raised({}, (last,)).text(f"{last}()")
    return last if written.startswith(f"(<class '{name}'>") else name
