"""What makes a branch another run than its parent: the variables, lines or input that were edited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tracewalk.frozen import frozen

__all__ = ["Branch", "LineEdit", "Setting", "branch_of"]


@frozen
class Setting:
    """A variable of a step's frame, and the Python literal that is written into it before that step."""

    step: int
    name: str
    literal: str


@frozen
class LineEdit:
    """A line of a file, from 1, and the text in its place."""

    path: str
    line: int
    text: str


@frozen
class Branch:
    """How a branch was made from its parent."""

    parent: str
    """A trace's id."""
    step: int
    """The steps before this one are the parent's, if all goes as it should."""
    settings: tuple[Setting, ...] = ()
    """All that are written, by step: also those of the branches that it comes from, as far as they lie before."""
    lines: tuple[LineEdit, ...] = ()
    input: str | None = None

    @property
    def identity(self) -> dict[str, Any]:
        """What of it makes a run another one: `step` alone does not."""
        return {name: value for name, value in self.plain().items() if name != "step"}

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "parent": self.parent,
            "step": self.step,
            "settings": [asdict(setting) for setting in self.settings],
            "lines": [asdict(line) for line in self.lines],
            "input": self.input,
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Branch:
        """From what `plain` gave."""
        return cls(
            parent=plain["parent"],
            step=plain["step"],
            settings=tuple(Setting(**setting) for setting in plain["settings"]),
            lines=tuple(LineEdit(**line) for line in plain["lines"]),
            input=plain["input"],
        )

    def __str__(self) -> str:
        """Its own edit in few words, for people: `x = 3 at step 5`."""
        parts = [
            f"{each.name} = {_short(each.literal)} at step {each.step}"
            for each in self.settings
            if each.step == self.step
        ]
        parts += [f"{each.path}:{each.line} {_short(each.text.strip())}" for each in self.lines]
        parts += [] if self.input is None else [f"input {_short(self.input) or '(none)'}"]
        return "; ".join(parts)


def branch_of(limits: str | None) -> Branch | None:
    """How a trace was made from its parent, by its column `limits`; None for one that is no branch, or does not say."""
    try:
        found = json.loads(limits).get("branch") if limits else None
        return Branch.of(found) if found else None
    except (ValueError, KeyError, TypeError, AttributeError):  # a lake may have been made by anybody
        return None


def _short(text: str, chars: int = 60) -> str:
    line = " ".join(text[: 2 * chars].split())
    return line if len(text) <= chars else f"{line[:chars]}..."
