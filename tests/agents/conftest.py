"""Turns made by hand, and a check of diffs that does not use what it checks."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

from tracewalk.model import StateChange, ToolCall, Turn

DATA = Path(os.environ.get("TRACEWALK_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data") / "trajectories"


def call(tool: str, arguments: object = "", observation: str | None = "", **more: object) -> ToolCall:
    """A call; arguments that are no text are given as JSON."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return ToolCall(tool, text, observation=observation, **more)  # type: ignore[arg-type]


def shell(command: str, observation: str | None = "", exit_code: int | None = 0) -> ToolCall:
    return ToolCall("bash", command, observation=observation, exit_code=exit_code)


def turns(*calls: ToolCall | Sequence[ToolCall]) -> list[Turn]:
    """One turn of the agent for each call, or for each list of calls."""
    return [
        Turn(at, "agent", calls=(one,) if isinstance(one, ToolCall) else tuple(one)) for at, one in enumerate(calls)
    ]


def files(changes: Sequence[StateChange]) -> list[StateChange]:
    return [change for change in changes if change.kind == "file"]


def placed(diff: str | None) -> bool:
    """Whether all hunks of a diff have line numbers."""
    return diff is not None and re.search(r"(?m)^@@$", diff) is None


def applied(before: str, diff: str) -> str:
    """The text after a diff whose hunks are numbered; written apart from the code that makes them."""
    old = before.split("\n")
    made: list[str] = []
    at = 0
    ended = True
    for part in re.split(r"(?m)^(?=@@ )", diff)[1:]:
        head, _, body = part.partition("\n")
        start, count = re.match(r"@@ -(\d+)(?:,(\d+))? ", head).groups()  # type: ignore[union-attr]
        begin = int(start) - (count != "0")
        made += old[at:begin]
        at = begin
        lines = body.split("\n")[:-1]
        for n, line in enumerate(lines):
            after = lines[n + 1] if n + 1 < len(lines) else ""
            if line[0] in " -":
                assert old[at] == line[1:], (before, diff)
                at += 1
            if line[0] in " +":
                made.append(line[1:])
                ended = not after.startswith("\\")
            if line[0] == "-" and after.startswith("\\"):
                ended = True
    rest = old[at:]
    if rest == [] and made:  # the diff reaches the end, and the old text had no line feed there
        return "\n".join(made) + ("\n" if ended else "")
    if rest == [""]:
        return "\n".join(made) + ("\n" if made and ended else "")
    return "\n".join(made + rest)
