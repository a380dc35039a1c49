"""Where `queries/` and `sample_data/` are: beside `app/` in a checkout, inside the package in a wheel."""

from __future__ import annotations

from pathlib import Path

from tracewalk.errors import NotFound

__all__ = ["folder"]

_PACKAGE = Path(__file__).parent
_ROOTS = (_PACKAGE, _PACKAGE.parents[1])


def folder(name: str) -> Path:
    """The folder `queries` or `sample_data`. Raises `NotFound` where the installation lacks it."""
    for root in _ROOTS:
        if (root / name).is_dir():
            return root / name
    looked = ", ".join(str(root / name) for root in _ROOTS)
    raise NotFound(f"this installation of Tracewalk has no folder {name!r}; looked at {looked}. Install it again.")
