"""`tracewalk record --sandbox`: what it means beside `--unsafe`, and the ways of recording in a sandbox."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.cli.common import clean_lines, progress_bar, talk
from tracewalk.cli.stopping import stopping
from tracewalk.errors import SandboxMissing, UsageError

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.model import ReprStyle
    from tracewalk.recorder import Options, Recorded, SuiteSummary, Summary

__all__ = ["in_sandbox", "sandboxed_dataset", "sandboxed_file", "sandboxed_tests"]

_MOST_SHOWN = 100_000
"""Characters of what a program prints that go to the terminal; all of it is in the trace."""


def in_sandbox(*, sandbox: bool, unsafe: bool) -> bool:
    """Whether a sandbox is to be used. Raises `SandboxMissing` where there is none, unless `unsafe`, which is loud."""
    if unsafe and not sandbox:
        raise UsageError(
            "--unsafe goes with --sandbox only: `--sandbox --unsafe` runs the program with your own rights where this "
            "machine has no sandbox. Plain `tracewalk record` always runs it with your own rights."
        )
    if not sandbox:
        return False
    from tracewalk.sandbox import Sandbox

    why = Sandbox.missing()
    if why is None:
        return True
    if not unsafe:
        raise SandboxMissing(
            f"{why} Nothing was run. (`--sandbox --unsafe` would run it with your own rights: then it can read, "
            "change and delete your files and use the network.)"
        )
    talk.print(
        "WARNING: NOTHING ISOLATES THIS PROGRAM. It runs with YOUR OWN RIGHTS: it can read, change and delete your "
        f"files and use the network. --unsafe asks for that where there is no sandbox: {why}",
        style="bold red",
    )
    return False


class _Terminal:
    """stderr, with whatever programs print made harmless."""

    def __init__(self) -> None:
        self._room = _MOST_SHOWN

    def note(self, text: str) -> None:
        """A remark of Tracewalk's own."""
        talk.print(clean_lines(text))

    def printed(self, text: str) -> None:
        """What a program printed."""
        if self._room <= 0:
            return
        sys.stderr.write(clean_lines(text[: self._room]))
        self._room -= len(text)
        if self._room <= 0:
            talk.print(f"\n(more than {_MOST_SHOWN:,} characters; the rest is not shown here)")


def sandboxed_file(
    path: Path, entry: str | None, arguments: str, argv: list[str], lake: Lake, options: Options
) -> Recorded:
    """A function of a file, or the file as a script."""
    from tracewalk.sandbox.recording import record_file, record_script

    voice = _Terminal()
    if entry is None:
        return record_script(path, argv, lake=lake, options=options, voice=voice)
    return record_file(path, entry=entry, input=arguments, lake=lake, options=options, voice=voice)


def sandboxed_dataset(
    name: str, path: Path, lake: Lake, *, jobs: int | None, repr_style: ReprStyle, exact: bool, again: bool
) -> Summary:
    """A dataset, with a progress bar; Ctrl-C stops it."""
    from tracewalk.sandbox.dataset import record_dataset

    with progress_bar() as move, stopping() as stopped:
        return record_dataset(
            name, path, lake=lake, jobs=jobs or lake.settings.sandbox_slots, repr_style=repr_style, exact=exact,
            again=again, progress=lambda at: move(at.done, at.total, name), stopped=stopped,
        )  # fmt: skip


def sandboxed_tests(args: list[str], lake: Lake, options: Options) -> SuiteSummary:
    """A test suite."""
    from tracewalk.sandbox.suite import record_pytest

    with stopping() as stopped:
        return record_pytest(args, lake=lake, options=options, voice=_Terminal(), stopped=stopped)
