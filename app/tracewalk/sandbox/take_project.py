"""Outside: decides which of the user's files a sandbox gets, and reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tracewalk.errors import LimitError, RecordError
from tracewalk.sandbox.folder_copy import Bounds, Entry, TooMuch, read_folder
from tracewalk.sandbox.places import python_places
from tracewalk.sandbox.project import Project
from tracewalk.settings import Settings

__all__ = ["private_folders", "take_project"]

_SYSTEM = tuple(map(Path, ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/proc", "/sys", "/dev")))
_DERIVED = frozenset(("__pycache__", "node_modules"))
_MARKS = ("pyvenv.cfg", "catalog.sqlite")
"""Files of a virtual environment, and of a lake."""
_TMP = Path("/tmp")  # noqa: S108


def take_project(
    folder: Path,
    root: Path,
    *,
    lake: Path,
    settings: Settings,
    file: Path | None = None,
    words: Sequence[str] = (),
    tell: Callable[[str], None],
) -> Project:
    """A copy of all in the folder but hidden files, environments and lakes; both folders are without links.

    `tell` hears what else is left out. Raises `RecordError` for a folder that cannot be one of a project, `LimitError`
    for one that is too large.
    """
    _require_project(folder)
    apart = {str(lake.resolve()), *map(str, python_places())}
    bounds = Bounds(settings.sandbox_folder_files, settings.sandbox_tmp_bytes, settings.sandbox_file_bytes)

    def skip(path: str) -> bool:
        name, place = path.rpartition("/")[2], f"{folder}/{path}"
        return name.startswith(".") or name in _DERIVED or place in apart or _is_apart(place)

    try:
        copy = read_folder(str(folder), bounds, skip)
    except TooMuch as fault:
        raise LimitError(
            f"A program in a sandbox gets a copy of the files around it, and {folder} has {fault}. Give --root with "
            "a smaller folder, put the program into a folder of its own, or set TRACEWALK_SANDBOX_FOLDER_FILES or "
            "TRACEWALK_SANDBOX_TMP_BYTES."
        ) from None
    except OSError as fault:
        raise RecordError(f"{folder} cannot be read: {fault.strerror}.") from None
    if copy.left_out:
        tell(f"not in the sandbox, as it cannot be read: {', '.join(copy.left_out)}")
    if large := [entry.path for entry in copy.entries if entry.data is None]:
        tell(f"not in the sandbox, as it is larger than TRACEWALK_SANDBOX_FILE_BYTES: {', '.join(large)}")
    entries = tuple(entry for entry in copy.entries if entry.data is not None and entry.kind != "special")
    if file is not None:
        _require_file(file, folder, entries)
    return Project(str(folder), str(root), str(Path.cwd()), str(file or ""), tuple(words), entries)


def private_folders(project: Project) -> tuple[Path, ...]:
    """Where a sandbox needs private folders for it: for the copy, and for the working folder if that is elsewhere."""
    folder, cwd = Path(project.folder), Path(project.cwd)
    elsewhere = not cwd.is_relative_to(folder) and not _is_shown(cwd) and cwd != Path("/")
    wanted = [cwd, folder] if elsewhere and folder.is_relative_to(cwd) else [folder, cwd] if elsewhere else [folder]
    return tuple(path for path in wanted if path != _TMP)


def _is_shown(folder: Path) -> bool:
    return any(folder.is_relative_to(place) for place in (*_SYSTEM, *python_places()))


def _is_apart(place: str) -> bool:
    try:
        return any(Path(place, name).is_file() for name in _MARKS)
    except OSError:
        return False


def _require_project(folder: Path) -> None:
    if folder == Path("/") or _is_shown(folder):
        raise RecordError(
            f"{folder} belongs to the system or to Python itself: a sandbox cannot have a private copy of it. "
            "Put the program into a folder of its own."
        )
    if Path("~").expanduser().resolve().is_relative_to(folder):
        raise RecordError(
            f"{folder} holds your home folder, and a program in a sandbox gets a copy of the files around it. "
            "Put the program into a folder of its own, or give --root FOLDER."
        )


def _require_file(file: Path, folder: Path, entries: Sequence[Entry]) -> None:
    inside = file.relative_to(folder).as_posix()
    if not any(entry.kind == "file" and entry.path == inside for entry in entries):
        raise RecordError(
            f"{file} is not in the copy that a sandbox gets of {folder}: hidden files and folders (.name) and files "
            "beyond TRACEWALK_SANDBOX_FILE_BYTES are left out. Put it elsewhere."
        )
