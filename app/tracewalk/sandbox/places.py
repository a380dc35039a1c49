"""What of this machine's files is shown inside: what Python needs to run the recorder, and nothing else."""

from __future__ import annotations

import os
import sys
from itertools import chain
from pathlib import Path

__all__ = ["PACKAGE", "PYTHON", "bound", "python_places"]

PACKAGE = Path(__file__).resolve().parents[1]
"""Tracewalk itself."""

_SYSTEM = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/local/lib", "/usr/share/zoneinfo")
_LINKED = ("/lib", "/lib32", "/lib64", "/libx32", "/bin", "/sbin")
"""Links into `/usr` on a merged system, folders of their own on others."""
_FILES = ("/etc/ld.so.cache", "/etc/localtime")
PYTHON = os.path.normpath(sys.executable)
"""The interpreter, by a path without detours: folders that it leads through may not be there inside."""

_PREFIXES = tuple(Path(os.path.normpath(prefix)) for prefix in (sys.base_prefix, sys.prefix))
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
    parts = _outermost([PACKAGE, *chain.from_iterable(map(_parts, _PREFIXES))])
    links = [link for link in _links() if not any(link.is_relative_to(part) for part in parts)]
    for part in (*parts, *links):
        for above in reversed(part.parents[:-1]):  # else bubblewrap makes them for root alone
            arguments += ["--perms", "0755", "--dir", str(above)]
        how = ["--symlink", str(part.readlink())] if part.is_symlink() else ["--ro-bind", str(part)]
        arguments += [*how, str(part)]
    return arguments


def _links() -> list[Path]:
    """The files through which the interpreter is found: a virtual environment's is a link to another, and so on."""
    found = [Path(PYTHON)]
    while found[-1].is_symlink():
        found.append(Path(os.path.normpath(found[-1].parent / found[-1].readlink())))
    return found


def _parts(prefix: Path) -> list[Path]:
    """What is needed of a prefix: not its `pip.conf`, which may hold a password, nor what else lies there."""
    return [prefix / name for name in (("lib",) if prefix in _SHARED else _NEEDED)]


def python_places() -> list[Path]:
    """The interpreter, its library and what is installed beside it; the virtual environment; Tracewalk."""
    return _outermost([*(prefix / "lib" if prefix in _SHARED else prefix for prefix in _PREFIXES), PACKAGE])


def _outermost(places: list[Path]) -> list[Path]:
    """Those that exist and do not lie in another."""
    found = sorted({place for place in places if place.exists()}, key=lambda place: len(place.parts))
    return [place for i, place in enumerate(found) if not any(place.is_relative_to(above) for above in found[:i])]
