"""Names of files as agents give them: made absolute, and matched where one name is shorter than another."""

from __future__ import annotations

import posixpath
from typing import overload

__all__ = ["absolute", "is_absolute", "same_file"]

_LONGEST = 4096


def is_absolute(path: str) -> bool:
    """Whether a path begins at a root, also of Windows or at somebody's home."""
    return path.startswith(("/", "~", "\\")) or path[1:3] in {":\\", ":/"}


def same_file(one: str, other: str) -> bool:
    """Whether two names may be of one file: one is the other, or its end."""
    return one == other or one.endswith(f"/{other}") or other.endswith(f"/{one}")


@overload
def absolute(path: str, cwd: str | None) -> str: ...
@overload
def absolute(path: None, cwd: str | None) -> None: ...


def absolute(path: str | None, cwd: str | None) -> str | None:
    """A path without `.` and `..`, and from the root where the working directory is known."""
    if path is None or not path or len(path) > _LONGEST or path.startswith("~") or path[1:2] == ":" or "://" in path:
        return path
    if cwd and not is_absolute(path):
        path = posixpath.join(cwd, path)
    if "//" not in path and "/." not in path and path[0] != "." and path[-1] != "/":
        return path
    made = posixpath.normpath(path)
    return made[1:] if made.startswith("//") else made
