"""What the commands share: options, talk on stderr, a progress bar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tracewalk.errors import UsageError

__all__ = [
    "HERE",
    "LakeArgument",
    "LakeOption",
    "clean_lines",
    "list_faults",
    "printing_to_stderr",
    "progress_bar",
    "refuse_options",
    "short",
    "talk",
]

talk = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
HERE = Path("lake")

LakeOption = Annotated[
    Path, typer.Option("--lake", envvar="TRACEWALK_LAKE", help="Folder of the lake.", show_default="./lake")
]
LakeArgument = Annotated[Path | None, typer.Argument(help="Folder of the lake.", show_default="--lake")]


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr where that is a terminal, and the callback (done, total, text) that moves it."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Elsewhere nobody would see it move, and all that came of it is an empty line.
    with Progress(*columns, console=talk, transient=True, disable=not talk.is_interactive) as bar:
        task = bar.add_task("", total=None)

        def move(done: int, total: int, text: str = "") -> None:
            bar.update(task, completed=done, total=total, description=text)

        yield move


def list_faults(faults: tuple[str, ...]) -> None:
    """Lists faults on stderr; where there is one, the exit code becomes 1."""
    for fault in faults:
        talk.print(f"fault: {fault}")
    if faults:
        raise typer.Exit(1)


def refuse_options(context: typer.Context) -> None:
    """Raises `UsageError` for an option in front of a subcommand, where it would go nowhere."""
    given = [
        name for name in context.params if getattr(context.get_parameter_source(name), "name", "") == "COMMANDLINE"
    ]
    if given:
        names = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        command = f"tracewalk {context.info_name} {context.invoked_subcommand}"
        raise UsageError(f"{names} belongs behind the command: `{command} ... {names} ...`")


def printing_to_stderr() -> AbstractContextManager[object]:
    """What a recorded program prints is talk here: the command's own stdout carries ids."""
    return redirect_stdout(sys.stderr)


def clean_lines(text: str) -> str:
    """A text of strangers for a terminal: only its lines and tabs are as they were."""
    from tracewalk.results.clean import clean

    return "".join(c if c in "\n\t" else clean(c) for c in text) if not text.isprintable() else text


def short(text: str | None) -> str:
    """At most 120 characters of a text."""
    return "" if text is None else text if len(text) <= 120 else f"{text[:117]}..."
