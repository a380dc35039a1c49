"""A shell command in a private copy of a folder: its output, its exit code and what it did to the folder."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from tracewalk.errors import LimitError, NotFound, SandboxMissing, UsageError
from tracewalk.sandbox.bwrap import Walls, outer_user
from tracewalk.sandbox.folder_copy import Bounds, Copy, Entry, TooMuch, merged, read_folder
from tracewalk.sandbox.folder_diff import FileChange, changes, shown
from tracewalk.sandbox.place import Cancelled
from tracewalk.sandbox.places import PACKAGE, PYTHON
from tracewalk.sandbox.seccomp import filter_of
from tracewalk.sandbox.shell_order import FOLDER, ShellEnd, ShellOrder, believe_end, write_order
from tracewalk.sandbox.shell_output import Output
from tracewalk.sandbox.syscalls import SHELL
from tracewalk.settings import Settings

__all__ = ["ShellResult", "run_shell"]

Stopped = Literal["seconds", "memory", "output", "lost"]
"""Which limit ended it; `lost`: its sandbox ended, or told what cannot be."""

_TICK = 0.1
_CHUNK = 1 << 18
_START_SECONDS = 60.0
_BEGIN = "import sys; sys.path.append(sys.argv[5]); from tracewalk.sandbox.shell_inside import main; "
_BEGIN += "main(*map(int, sys.argv[1:5]))"


@dataclass(frozen=True)
class ShellResult:
    """What came of a command. All texts and paths in it are a stranger's."""

    output: str
    """stdout and stderr as they came; of a long one the beginning and the end."""
    exit_code: int | None
    """Minus a signal's number where one ended it; None where it was stopped."""
    diff: tuple[FileChange, ...] = field(repr=False)
    """What is not as it was in the folder, by path."""
    stopped: Stopped | None
    seconds: float
    output_bytes: int
    """All that it printed, up to the limit."""
    unseen: tuple[str, ...] = ()
    """What the diff does not know: paths that were not copied, or could not be read; or why there is none at all."""
    after: tuple[Entry, ...] | None = field(default=None, repr=False)
    """The copy as the command left it, for a next command; None where nothing is known of it."""


def run_shell(
    command: str,
    folder: Path | Sequence[Entry],
    settings: Settings,
    *,
    seconds: float,
    shell: Literal["bash", "sh"] = "bash",
    wanted: Callable[[], bool],
) -> ShellResult:
    """Runs it in a sandbox of its own, and waits for it; see `Sandbox.shell`."""
    bounds = Bounds(settings.sandbox_folder_files, settings.sandbox_tmp_bytes, settings.sandbox_file_bytes)
    copy, left_out = _copied(folder, bounds) if isinstance(folder, Path) else (Copy(tuple(folder)), [])
    order = ShellOrder(
        command=command,
        shell=_program(shell),
        seconds=seconds,
        memory=settings.sandbox_memory,
        tasks=settings.sandbox_tasks,
        files=settings.sandbox_files,
        file_bytes=settings.sandbox_file_bytes,
        environment=_environment(),
        rules=filter_of(SHELL).program,
        bounds=bounds,
        entries=copy.entries,
    )
    run = _Run(order, settings)
    try:
        end = run.follow(wanted)
    finally:
        run.close()
    before = {entry.path: entry for entry in copy.entries}
    return ShellResult(
        output=run.output.text,
        exit_code=end.exit_code,
        diff=changes(before, end.changed, end.removed, most_chars=settings.sandbox_diff_chars),
        stopped=end.stopped,  # type: ignore[arg-type]
        seconds=end.seconds,
        output_bytes=run.output.total,
        unseen=(*left_out, *map(shown, end.unread), *([end.too_much] if end.too_much else [])),
        after=None if end.too_much else merged(copy.entries, end.changed, end.removed),
    )


def _copied(folder: Path, bounds: Bounds) -> tuple[Copy, list[str]]:
    """The folder's content, and the paths of what is not in it."""
    if not folder.is_dir():
        raise NotFound(f"no folder {folder}: give the folder in which the command is to run.")
    try:
        copy = read_folder(str(folder), bounds)
    except TooMuch as fault:
        raise LimitError(
            f"A command in a sandbox gets a copy of its folder, and {folder} has {fault}. Give a smaller folder, or "
            "set TRACEWALK_SANDBOX_FOLDER_FILES or TRACEWALK_SANDBOX_TMP_BYTES."
        ) from None
    kept = tuple(entry for entry in copy.entries if entry.data is not None and entry.kind != "special")
    kept_paths = {entry.path for entry in kept}
    return Copy(kept), [shown(entry.path) for entry in copy.entries if entry.path not in kept_paths] + [
        *map(shown, copy.left_out)
    ]


def _program(shell: str) -> str:
    if shell not in {"bash", "sh"}:
        raise UsageError(f"shell {shell!r} must be bash or sh.")
    found = shutil.which(shell, path="/usr/bin:/bin")
    if found is None:
        raise UsageError(f"there is no {shell} in /usr/bin here; use shell='sh'.")
    return found


def _environment() -> dict[str, str]:
    """Nothing of the parent's. `python` is the one that runs Tracewalk."""
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": "/tmp",  # noqa: S108
        "TMPDIR": "/tmp",  # noqa: S108
        "PWD": FOLDER,
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


class _Run:
    """One sandbox, as its parent sees it."""

    def __init__(self, order: ShellOrder, settings: Settings) -> None:
        self.output = Output(settings.sandbox_shell_shown)
        self._most_output = settings.sandbox_shell_bytes
        self._most_told = 2 * settings.sandbox_tmp_bytes + 1_000 * settings.sandbox_folder_files
        self._seconds = order.seconds
        self._spare = settings.sandbox_spare_seconds + _START_SECONDS
        self._told = bytearray()
        self._began = time.monotonic()
        given = os.memfd_create("order", os.MFD_CLOEXEC)
        self._pipe, output = os.pipe2(os.O_CLOEXEC)
        self._end, told = os.pipe2(os.O_CLOEXEC)
        hold, self._hold = os.pipe2(os.O_CLOEXEC)
        fds = [given, hold, output, told]
        walls = Walls(settings.sandbox_tmp_bytes, order.environment, (Path(FOLDER),), programs=True)
        python = [PYTHON, "-s", "-P", "-c", _BEGIN, *map(str, fds), str(PACKAGE.parent)]
        try:
            rest = memoryview(write_order(order))
            while rest:
                rest = rest[os.write(given, rest) :]
            self._process = subprocess.Popen(  # noqa: S603 - bubblewrap with our own interpreter
                walls.command(python),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=fds,
                env={},
                process_group=0,
                **outer_user(),  # type: ignore[call-overload]
            )
        finally:
            for fd in fds:
                os.close(fd)

    def follow(self, wanted: Callable[[], bool]) -> ShellEnd:
        """Waits for its end. Raises `Cancelled`, `SandboxMissing` where the sandbox did not start."""
        open_ = {self._pipe, self._end}
        lost = False
        while open_ and not lost:
            for ready in select.select([*open_], [], [], _TICK)[0]:
                data = os.read(ready, _CHUNK)
                if not data:
                    open_.discard(ready)
                elif ready == self._pipe:
                    self._hear(data)
                else:
                    self._told += data
            if not wanted():
                raise Cancelled
            late = time.monotonic() > self._began + self._seconds + self._spare
            lost = late or len(self._told) > self._most_told
        if not lost:
            self._require_started()
            with suppress(ValueError):
                return believe_end(bytes(self._told), get_args(Stopped))
        why = "the sandbox was ended, and with it the folder"
        return ShellEnd(None, "lost", time.monotonic() - self._began, too_much=why)

    def _hear(self, data: bytes) -> None:
        if self._hold >= 0:
            # Not a byte beyond the limit, however much came at once: a command gives the same text in each run.
            room = self._most_output - self.output.total
            self.output.add(data[:room])
            if len(data) > room:
                os.close(self._hold)
                self._hold = -1

    def _require_started(self) -> None:
        if self._told:
            return
        assert self._process.stderr is not None
        said = self._process.stderr.read()[-2_000:].decode("utf-8", "replace").strip()
        if said:
            raise SandboxMissing(f"the sandbox did not start: {said}")

    def close(self) -> None:
        """Ends the sandbox and everything in it."""
        for fd in (self._pipe, self._end, self._hold):
            if fd >= 0:
                os.close(fd)
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        if self._process.stderr:
            self._process.stderr.close()
