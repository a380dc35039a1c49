"""What goes with what on the command line of `tracewalk record`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from tracewalk.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["RecordCommand", "given_parts", "require_fitting"]

_ALWAYS = {"--lake", "--repr", "--exact", "--again", "--sandbox", "--unsafe"}
_WAYS = {
    "--dataset NAME=FILE.jsonl": _ALWAYS | {"--dataset", "--jobs"},
    "-m pytest": _ALWAYS | {"-m", "--root", "FILE", "ARGS"},
    "FILE.py --entry NAME": _ALWAYS | {"--entry", "--input", "--root", "FILE"},
    "FILE.py": _ALWAYS | {"--root", "FILE", "ARGS"},
}
_SHOWN = {"ARGS": "[-- ARGS]", "FILE": "a file or folder", "--input": "--input ARGUMENTS", "--jobs": "--jobs N"}


def given_parts(context: typer.Context) -> set[str]:
    """What was written on the command line: options by name, arguments in capitals, e.g. `{"FILE", "--jobs"}`."""
    found: set[str] = set()
    for part in context.command.params:
        source = context.get_parameter_source(part.name or "")
        if source and source.name == "COMMANDLINE":
            found.add(part.opts[0] if part.opts[0].startswith("-") else part.opts[0].upper())
    return found


def require_fitting(given: Collection[str]) -> None:
    """Raises `UsageError` where parts of a `record` command, e.g. `{"FILE", "--jobs"}`, do not go with each other."""
    way = _way(given)
    strange = sorted(set(given) - _WAYS[way])
    if not strange:
        return
    first = strange[0]
    homes = " or ".join(f"`{name}`" for name, parts in _WAYS.items() if first in parts)
    takes = ", ".join(_SHOWN.get(part, part) for part in sorted(_WAYS[way] - _named(way)))
    what = {"ARGS": "arguments after --", "FILE": "a FILE"}.get(first, first)
    raise UsageError(f"`record {way}` does not take {what}: that goes with {homes}. With `{way}` go: {takes}.")


def _way(given: Collection[str]) -> str:
    if "--dataset" in given:
        return "--dataset NAME=FILE.jsonl"
    if "-m" in given:
        return "-m pytest"
    if "FILE" not in given:
        raise UsageError("Nothing to record: give FILE.py, or -m pytest PATHS, or --dataset NAME=FILE.jsonl.")
    return "FILE.py --entry NAME" if "--entry" in given else "FILE.py"


def _named(way: str) -> set[str]:
    """The parts that the way's own name shows."""
    return set(way.replace("FILE.py", "FILE").split())


class RecordCommand(TyperCommand):
    """The command `record`, which says where a script's own options go."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parses the arguments. Raises `UsageError` for an option that is none of ours."""
        try:
            return super().parse_args(ctx, args)
        except Exception as fault:
            if type(fault).__name__ != "NoSuchOption":  # typer brings a click of its own, or does not
                raise
            message = getattr(fault, "format_message", fault.__str__)()
            raise UsageError(
                f"{message}. Arguments of the script itself, or of pytest, go after --: "
                "`tracewalk record FILE.py -- --some args`. `tracewalk record --help` lists the options."
            ) from None
