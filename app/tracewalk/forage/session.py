"""A session in a sandbox: commands that follow each other in one repository, which is never on the machine's disk.

Folder, exported variables and files last from one command to the next; processes and other variables do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tracewalk.forage.repository import Repository
from tracewalk.forage.witnessed import PytestRun, believe_runs
from tracewalk.sandbox import Sandbox, ShellResult
from tracewalk.sandbox.folder_copy import Entry
from tracewalk.sandbox.shell_order import FOLDER

__all__ = ["GIT", "NOTES", "Ran", "Session"]

NOTES: Final = ".forage"
"""The session's own folder beside the repository."""
GIT: Final = ("Tracewalk", "forage@tracewalk.invalid", "2026-01-01T00:00:00Z")
"""Who commits the repository as the agent finds it, and when: the same commit has the same id anywhere."""

_INSIDE = Path(__file__).parent / "inside"
_TOOLS: Final = {"edit": "edit.py", "create": "create.py", "witness": "tracewalk_forage_witness.py"}
_BEGIN: Final = f"""
if [ -f {FOLDER}/{NOTES}/exports ]; then source {FOLDER}/{NOTES}/exports 2>/dev/null; fi
cd "$(cat {FOLDER}/{NOTES}/cwd)" 2>/dev/null || cd {FOLDER}/%(name)s
export PYTHONPATH={FOLDER}/{NOTES}/tools PYTEST_PLUGINS=tracewalk_forage_witness PYTEST_DISABLE_PLUGIN_AUTOLOAD=1
export FORAGE_WITNESS={FOLDER}/{NOTES}/runs FORAGE_ROOT={FOLDER}/%(name)s GIT_CONFIG_GLOBAL={FOLDER}/{NOTES}/gitconfig
trap 'code=$?; {{ pwd -P > {FOLDER}/{NOTES}/cwd; export -p > {FOLDER}/{NOTES}/exports; }} 2>/dev/null; exit $code' EXIT
source {FOLDER}/{NOTES}/command
"""


_GIT_CONFIG: Final = """[user]
\tname = agent
\temail = agent@tracewalk.invalid
[safe]
\tdirectory = *
[core]
\tpager = cat
[advice]
\tdetachedHead = false
"""


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    shell: ShellResult
    before: dict[str, Entry] = field(repr=False)
    """The files by absolute path, as the command found them; without the session's own and without git's."""
    after: dict[str, Entry] = field(repr=False)
    cwd: str
    """Where the next command begins."""
    runs: tuple[PytestRun, ...] = ()
    """Runs of pytest within it."""
    lost: bool = False
    """What it did to the files is not known, and so undone."""


class Session:
    """One repository in a sandbox. What commands leave in it is a stranger's."""

    def __init__(
        self, repository: Repository, sandbox: Sandbox, *, seconds: float, wanted: Callable[[], bool] = lambda: True
    ) -> None:
        self.root = f"{FOLDER}/{repository.name}"
        self.cwd = self.root
        self._name = repository.name
        self._sandbox = sandbox
        self._seconds = seconds
        self._wanted = wanted
        top = Entry(repository.name, "folder", 0o755)
        self._files: tuple[Entry, ...] = (top, *(_under(repository.name, entry) for entry in repository.entries))
        self._exports: Entry | None = None

    def commit(self) -> str | None:
        """Puts the repository under git, as one commit; its id, or None where git does not work."""
        author, mail, when = GIT
        ran = self.run(
            f"git init -q --template= -b main && git add -A && GIT_AUTHOR_DATE={when} GIT_COMMITTER_DATE={when} "
            f"git -c user.name={author} -c user.email={mail} commit -q -m 'The state to begin with' && "
            "git rev-parse HEAD"
        )
        return ran.shell.output.strip() if ran.shell.exit_code == 0 else None

    def run(self, command: str, *, given: str = "") -> Ran:
        """Runs a command where the last one ended; `given` is in the file `given`, for our own tools.

        Raises `Cancelled`, `SandboxMissing`.
        """
        before = self._by_path()
        shell = self._sandbox.shell(
            f"source {FOLDER}/{NOTES}/begin", self._laid_out(command, given), seconds=self._seconds, wanted=self._wanted
        )
        if shell.after is None:
            self.cwd = self.root
            return Ran(shell, before, before, self.cwd, lost=True)
        notes = {entry.path: entry for entry in shell.after if _is_note(entry.path)}
        self._files = tuple(entry for entry in shell.after if not _is_note(entry.path))
        if shell.stopped is None:
            exports = notes.get(f"{NOTES}/exports")
            self.cwd = _cwd(notes.get(f"{NOTES}/cwd")) or self.root
            self._exports = exports if exports and exports.kind == "file" else None
        else:  # as a session that was ended and begins anew
            self.cwd, self._exports = self.root, None
        return Ran(shell, before, self._by_path(), self.cwd, believe_runs(notes.values(), f"{NOTES}/runs"))

    def tool(self, name: str, given: str) -> Ran:
        """Runs one of our own tools on a text."""
        return self.run(f"python {FOLDER}/{NOTES}/tools/{_TOOLS[name]} < {FOLDER}/{NOTES}/given", given=given)

    def file(self, path: str) -> bytes | None:
        """The bytes of a file, by a path as a command would name it now; None where there is no such file."""
        wanted = _joined(self.cwd, path)
        found = self._by_path(git=True).get(wanted)
        return found.data if found and found.kind == "file" else None

    def put(self, path: str, data: bytes) -> None:
        """Writes a file of the repository's folder itself."""
        made = Entry(f"{self._name}/{path}", "file", 0o644, len(data), data)
        self._files = (*(entry for entry in self._files if entry.path != made.path), made)

    @property
    def head(self) -> str | None:
        """The commit that is checked out, where git says it in the plain way."""
        files = self._by_path(git=True)
        text = _text_of(files.get(f"{self.root}/.git/HEAD"))
        if text.startswith("ref: refs/"):
            text = _text_of(files.get(f"{self.root}/.git/{text.removeprefix('ref: ')}"))
        return text if len(text) == 40 and set(text) <= set("0123456789abcdef") else None

    @property
    def repository(self) -> Repository:
        """The repository as it is now."""
        start = f"{self._name}/"
        inner = [entry for entry in self._files if entry.path.startswith(start)]
        return Repository(self._name, tuple(_without(start, entry) for entry in inner if not _is_git(entry.path)))

    def _laid_out(self, command: str, given: str) -> list[Entry]:
        notes = [
            Entry(NOTES, "folder", 0o755),
            _file(f"{NOTES}/begin", _BEGIN % {"name": self._name}),
            _file(f"{NOTES}/command", f"{command}\n"),
            _file(f"{NOTES}/cwd", f"{self.cwd}\n"),
            _file(f"{NOTES}/gitconfig", _GIT_CONFIG),
            *([self._exports] if self._exports else []),
            _file(f"{NOTES}/given", given),
            Entry(f"{NOTES}/runs", "folder", 0o755),
            Entry(f"{NOTES}/tools", "folder", 0o755),
            *(_file(f"{NOTES}/tools/{name}", _source(tool)) for tool, name in _TOOLS.items()),
        ]
        return [*notes, *self._files]

    def _by_path(self, *, git: bool = False) -> dict[str, Entry]:
        """Files and links by absolute path."""
        there = (entry for entry in self._files if entry.kind in {"file", "link"} and (git or not _is_git(entry.path)))
        return {f"{FOLDER}/{entry.path}": entry for entry in there if not _is_cache(entry.path)}


def _source(tool: str) -> str:
    return (_INSIDE / f"{tool}.py").read_text("utf-8")


def _file(path: str, text: str) -> Entry:
    data = text.encode("utf-8", "surrogateescape")
    return Entry(path, "file", 0o644, len(data), data)


def _text_of(entry: Entry | None) -> str:
    return (entry.data or b"").decode("utf-8", "replace").strip() if entry else ""


def _under(name: str, entry: Entry) -> Entry:
    return Entry(f"{name}/{entry.path}", entry.kind, entry.mode, entry.size, entry.data)


def _without(start: str, entry: Entry) -> Entry:
    return Entry(entry.path.removeprefix(start), entry.kind, entry.mode, entry.size, entry.data)


def _is_note(path: str) -> bool:
    return path == NOTES or path.startswith(f"{NOTES}/")


def _is_git(path: str) -> bool:
    return ".git" in path.split("/")


def _is_cache(path: str) -> bool:
    return any(part in {"__pycache__", ".pytest_cache"} for part in path.split("/"))


def _cwd(note: Entry | None) -> str | None:
    """A folder as a command left word of it: anything may stand there."""
    data = note.data if note and note.kind == "file" else None
    text = (data or b"").decode("utf-8", "replace").removesuffix("\n")
    return text if text.startswith("/") and text.isprintable() and len(text) < 4_096 else None


def _joined(cwd: str, path: str) -> str:
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{cwd}/{path}").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts)
