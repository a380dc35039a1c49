"""What a script of sed does to the lines of a file, as far as they are known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracewalk.agents.hunks import Splice
from tracewalk.agents.sed import Address, SedCommand

__all__ = ["sed_splices"]

_MOST_WORK = 20_000_000
"""Steps that a script's patterns may take on one file, at worst."""


def sed_splices(commands: Sequence[object], lines: Sequence[str | None], *, whole: bool) -> list[Splice] | None:
    """What a script does to lines, in order; None where that needs lines that are not known, or too much work.

    `whole`: there are no more lines than those given.
    """
    given = [command for command in commands if isinstance(command, SedCommand)]
    known = [line for line in lines if line is not None]
    if not all(map(_numbered, given)) and (not whole or len(known) < len(lines)):
        return _of_known(given, lines) if len(known) * len(given) < _MOST_WORK and _is_local(given) else None
    searched = [command for command in given if command.cost or not _numbered(command)]
    if sum((len(line) + 1) ** (1 + command.cost) for command in searched for line in known) > _MOST_WORK:
        return None
    run = _Run(given, len(lines) if whole else -1)
    found: list[Splice] = []
    try:
        for at, line in _relevant(given, lines):
            before, kept, after = run.line(line, at + 1)
            if kept == [line]:
                _add(found, at, at, before)
                _add(found, at + 1, at + 1, after)
            else:
                _add(found, at, at + 1, [*before, *(text for text in kept if text is not None), *after])
    except (re.error, IndexError, LookupError):
        return None
    return found


def _add(found: list[Splice], begin: int, end: int, lines: list[str]) -> None:
    """Adds a splice, to the last one where it goes on from that."""
    if found and found[-1][1] == begin:
        found[-1] = (found[-1][0], end, found[-1][2])
        found[-1][2].extend(lines)
    elif lines or end > begin:
        found.append((begin, end, lines))


def _is_local(given: Sequence[SedCommand]) -> bool:
    """Whether what a script does to a line depends on that line alone, and it leaves alone those that do not match."""
    for command in given:
        matches = isinstance(command.first, re.Pattern) or (command.first is None and command.verb == "s")
        if not (matches and command.last is None and not command.others):
            return False
    return True


def _of_known(given: Sequence[SedCommand], lines: Sequence[str | None]) -> list[Splice] | None:
    """What a script does to the lines that are known, as if no other matched; None where it changes none of them."""
    found: list[Splice] = []
    for at, line in enumerate(lines):
        if line is not None:
            made = sed_splices(given, [line], whole=True)
            if made is None:
                return None
            found += [(at + a, at + b, new) for a, b, new in made]
    return found or None


def _relevant(given: Sequence[SedCommand], lines: Sequence[str | None]) -> list[tuple[int, str | None]]:
    """The lines that a script looks at: those that it names, where all its addresses are numbers."""
    if not all(_numbered(c) and not c.others and isinstance(c.first, int) for c in given):
        return list(enumerate(lines))
    named: set[int] = set()
    for c in given:
        first = c.first if isinstance(c.first, int) else 1
        last = first if c.last is None else c.last if isinstance(c.last, int) else len(lines)
        last = first + last if c.plus else last
        named.update(range(first, min(max(first, last), len(lines)) + 1))
    return [(n - 1, lines[n - 1]) for n in sorted(named) if 0 < n <= len(lines)]


def _numbered(command: SedCommand) -> bool:
    return isinstance(command.first, int) and (command.last is None or isinstance(command.last, int))


class _Run:
    """A script at work: where its ranges stand."""

    def __init__(self, commands: Sequence[SedCommand], last: int) -> None:
        self.commands = commands
        self.last = last
        """The number of the last line; -1: not known."""
        self.inside = [False] * len(commands)
        self.ends = [0] * len(commands)

    def line(self, line: str | None, number: int) -> tuple[list[str], list[str] | list[None], list[str]]:
        """What comes before a line, what becomes of it, what comes after; `LookupError` where its text is needed."""
        before: list[str] = []
        after: list[str] = []
        for n, command in enumerate(self.commands):
            if self._chosen(n, command, line, number) == command.others:
                continue
            if command.verb == "s":
                if line is None or command.pattern is None:
                    raise LookupError("a line that is not known")
                line = _substituted(command, command.pattern, line)
            elif command.verb == "i":
                before += command.text.split("\n")
            elif command.verb == "a":
                after += command.text.split("\n")
            else:  # a range that `c` changes gives its text once, at its end
                once = command.verb == "c" and (command.last is None or not self.inside[n])
                return [*before, *(command.text.split("\n") if once else [])], [], after
        return before, [None] if line is None else line.split("\n"), after

    def _chosen(self, n: int, command: SedCommand, line: str | None, number: int) -> bool:
        """Whether the addresses of a command name a line; takes note of where its range stands."""
        if command.first is None:
            return True
        if self.inside[n]:
            ends = command.last.search(line or "") if isinstance(command.last, re.Pattern) else number >= self.ends[n]
            self.inside[n] = not ends
            return True
        if not self._is(command.first, line, number):
            return False
        if command.last is not None:
            self.ends[n] = self.last
            if isinstance(command.last, int):
                self.ends[n] = number + command.last if command.plus else command.last
            self.inside[n] = isinstance(command.last, re.Pattern) or number < self.ends[n]
        return True

    def _is(self, address: Address, line: str | None, number: int) -> bool:
        if isinstance(address, int):
            return address == number
        if isinstance(address, str):
            return number == self.last
        return address.search(line or "") is not None


def _substituted(command: SedCommand, pattern: re.Pattern[str], line: str) -> str:
    if command.nth == 1:
        return pattern.sub(command.text, line, count=0 if command.everywhere else 1)
    for n, found in enumerate(pattern.finditer(line), 1):
        if n == command.nth and not command.everywhere:
            return line[: found.start()] + found.expand(command.text) + line[found.end() :]
    return line
