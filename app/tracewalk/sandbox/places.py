"""What of this machine's files is shown inside: what Python needs to run the recorder, and nothing else."""

from __future__ import annotations

import os
import sys
from itertools import chain
from pathlib import Path

__all__ = ["PACKAGE", "bound", "python_places"]

PACKAGE = Path(__file__).resolve().parents[1]
"""Tracewalk itself."""

_SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local/lib", "/usr/share/zoneinfo")
_LINKED = ("/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
"""Links into `/usr` on a merged system, folders of their own on others."""
_FILES = ("/etc/ld.so.cache", "/etc/localtime")
_NEEDED = ("bin", "lib", "lib64", "pyvenv.cfg")
_SHARED = (Path("/usr"), Path("/usr/local"))
"""Prefixes that hold more than Python."""


def bound(*, programs: bool = False) -> list[str]:
    """Arguments of bubblewrap that show these places, read-only, where they are; `programs`: all of `/usr` too."""
    arguments = ["--perms", "0755", "--dir", "/etc", "--perms", "0755", "--dir", "/usr"]
    for path in ["/usr"] if programs else _SYSTEM:
        arguments += ["--ro-bind-try", path, path]
    for path in _LINKED:
        if not programs and path in {"/bin", "/sbin"}:
            continue
        if Path(path).is_symlink():
            arguments += ["--symlink", str(Path(path).readlink()), path]
        else:
            arguments += ["--ro-bind-try", path, path]
    for path in (*_FILES, *(["/etc/alternatives"] if programs else [])):
        arguments += ["--ro-bind-try", os.path.realpath(path), path]
    for part in chain.from_iterable(map(_parts, python_places())):
        for above in reversed(part.parents[:-1]):  # else bubblewrap makes them for root alone
            arguments += ["--perms", "0755", "--dir", str(above)]
        how = ["--symlink", str(part.readlink())] if part.is_symlink() else ["--ro-bind", str(part)]
        arguments += [*how, str(part)]
    return arguments


def _parts(place: Path) -> list[Path]:
    """What is needed of a prefix: not its `pip.conf`, which may hold a password, nor what else lies there."""
    if place not in {Path(sys.base_prefix), Path(sys.prefix)}:
        return [place]
    return [place / name for name in _NEEDED if (place / name).exists()]


def python_places() -> list[Path]:
    """The interpreter, its library and what is installed beside it; the virtual environment; Tracewalk."""
    places: list[Path] = []
    for prefix in (Path(sys.base_prefix), Path(sys.prefix)):
        if prefix in _SHARED:
            places += [prefix / "lib", Path(sys.executable).resolve()]
        else:
            places.append(prefix)
    places.append(PACKAGE)
    found = sorted({place for place in places if place.exists()}, key=lambda place: len(place.parts))
    return [place for i, place in enumerate(found) if not any(place.is_relative_to(above) for above in found[:i])]
