"""Commands that a model wrote as text: blocks of code, or a tag, within its message."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["FINISHED", "Action", "actions_in", "around", "observed"]

FINISHED = ("MINI_SWE_AGENT_FINAL_OUTPUT", "COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT", "COMPLETE_TASK_AND_SUBMIT")
"""What an agent prints to submit."""

_OPENED = re.compile(r"```(?:mswea_bash_command|bash|shell|sh)[ \t\r]*\n\s*|<mswea_bash_command>")
_TAG_CLOSED = "</mswea_bash_command>"
_FENCE_CLOSED = "\n```"
_RETURNED = re.compile(
    r"\s*(?:<exception>.{0,20000}?</exception>\s*)?<returncode>\s*(-?\d{1,10})\s*</returncode>", re.DOTALL
)


class Action(NamedTuple):
    """A command, and where its block stands in the message."""

    command: str
    start: int
    end: int


def actions_in(text: str) -> list[Action]:
    """The commands of a message; mini-swe-agent runs one only where it is the only one."""
    found: list[Action] = []
    position = 0
    if "```" not in text and "<mswea" not in text:  # which takes a tenth of the search
        return found
    while opened := _OPENED.search(text, position):
        sign = _TAG_CLOSED if opened[0].startswith("<") else _FENCE_CLOSED
        closed = text.find(sign, opened.end() - 1)
        if closed < 0:
            break
        position = closed + len(sign)
        found.append(Action(text[opened.end() : closed].strip(), opened.start(), position))
    return found


def around(text: str, start: int, end: int) -> str | None:
    """What a message says before and after a part of it."""
    before, after = text[:start].strip(), text[end:].strip()
    return "\n\n".join(filter(None, (before, after))) or None


def observed(text: str) -> int | None:
    """The exit code that an answer tells, if it does."""
    found = _RETURNED.match(text)
    return int(found[1]) if found else None
