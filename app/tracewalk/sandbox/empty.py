"""Inside: empties a folder that a hostile program has filled, or says that it cannot."""

from __future__ import annotations

import errno
import os
import stat

__all__ = ["empty", "n_entries"]

_MOST = 5_000
"""Entries that are removed one by one; a folder with more is thrown away with its sandbox, by the kernel."""
_MODE = 0o1777
_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def empty(folder: str) -> bool:
    """Removes all that is in the folder; False where something stays."""
    try:
        found = os.stat(folder)  # noqa: PTH116  what the server does between two jobs has to be little
        # What lies on another device is a mount: a place of the machine that is shown below a private folder.
        return stat.S_IMODE(found.st_mode) == _MODE and _Emptying(found.st_dev).folder(folder)
    except OSError:
        return False


def n_entries(folder: str) -> int:
    """Files, folders and links in the file system of a folder."""
    found = os.statvfs(folder)
    return found.f_files - found.f_ffree


class _Emptying:
    def __init__(self, device: int) -> None:
        self._device = device
        self._left = _MOST

    def folder(self, path: str, within: int | None = None, depth: int = 0) -> bool:
        """Empties a folder, never following a link. Raises `OSError`."""
        if depth > 100:
            return False
        handle = os.open(path, _OPEN, dir_fd=within)
        try:
            with os.scandir(handle) as entries:
                names = [entry.name for entry in entries]
            self._left -= len(names)
            return self._left >= 0 and all(self._remove(name, handle, depth) for name in names)
        finally:
            os.close(handle)

    def _remove(self, name: str, within: int, depth: int) -> bool:
        found = os.stat(name, dir_fd=within, follow_symlinks=False)
        # Of another user is what bubblewrap made as root, the way to a mount: a job could put nothing there.
        if found.st_dev != self._device or found.st_uid != os.geteuid():
            return True
        if not stat.S_ISDIR(found.st_mode):
            os.unlink(name, dir_fd=within)
            return True
        try:
            os.chmod(name, 0o700, dir_fd=within)
        except PermissionError:  # root's too: a user namespace shows them as nobody's
            return True
        if not self.folder(name, within, depth + 1):
            return False
        try:
            os.rmdir(name, dir_fd=within)
        except OSError as fault:
            return fault.errno == errno.ENOTEMPTY  # what is left leads to a mount
        return True
