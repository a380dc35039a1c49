"""What a sandboxed program must not have changed: files of this machine, and the processes that run on it."""

from __future__ import annotations

import hashlib
import sysconfig
from pathlib import Path

from tracewalk.sandbox.places import PACKAGE

__all__ = ["below", "fingerprint"]


def fingerprint(*own: Path) -> dict[str, str]:
    """A digest of everything that is shown inside and could matter, and of the test's own files."""
    library = Path(sysconfig.get_path("stdlib"))
    places = [*library.glob("*.py"), *PACKAGE.rglob("*.py"), *(file for path in own for file in path.rglob("*"))]
    found = {str(place): _digest(place) for place in places}
    devices = [Path("/dev") / name for name in ("null", "zero", "full", "random", "urandom")]
    return found | {str(device): f"{device.stat().st_mode:o} {device.stat().st_uid}" for device in devices}


def _digest(place: Path) -> str:
    known = place.lstat()
    content = hashlib.blake2b(place.read_bytes()).hexdigest() if place.is_file() else ""
    return f"{known.st_mode:o} {known.st_size} {known.st_mtime_ns} {content}"


def below(pid: int) -> list[str]:
    """The ids of the processes that descend from one."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return [str(child) for child in found if Path(f"/proc/{child}").exists()]
