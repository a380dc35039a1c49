"""Commits that a call made with git, from its command line and what git printed."""

from __future__ import annotations

import re

from tracewalk.agents.outputs import printed
from tracewalk.agents.plans import Planned
from tracewalk.agents.programs import program_of
from tracewalk.agents.shell import Command, commands_of
from tracewalk.model import StateChange

__all__ = ["commits_of"]

_QUIET = re.compile(r"-[a-z]*q|--quiet$")
_MADE = re.compile(r"^\[[^\n\]]{1,200}? ([0-9a-f]{7,40})\] ", re.MULTILINE)


def commits_of(step: Planned) -> list[StateChange]:
    """The commits of a call: their ids as git printed them, else the message of one that was quiet and went well."""
    line, call = step.line, step.call
    if line is None or "commit" not in line or "git" not in line:
        return []
    messages = [message for command in commands_of(line) if (message := _message(command)) is not None]
    if not messages:
        return []
    ids = _MADE.findall(printed(call.observation or "")[:100_000])[: len(messages)]
    if ids:
        return [_change(step, value, "git commit") for value in ids]
    went_well = call.exit_code == 0 and not call.error
    quiet = went_well and any(_QUIET.match(word) for c in commands_of(line) for word in c.texts)
    return [_change(step, messages[-1], "git commit, quiet")] if quiet and messages[-1] else []


def _message(command: Command) -> str | None:
    """The message that `git commit` is given; empty where it is given none; None of any other command."""
    name, arguments = program_of(command)
    if name != "git" or "commit" not in arguments:
        return None
    for at, word in enumerate(arguments[:-1]):
        if word in {"-m", "--message", "-am", "-qm"}:
            return arguments[at + 1]
    return ""


def _change(step: Planned, value: str, how: str) -> StateChange:
    return StateChange(0, step.turn, step.number, "commit", "derived", how, value=value)
