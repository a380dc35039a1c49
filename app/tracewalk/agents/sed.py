"""Scripts of `sed`: the subset that agents use, as commands; a script with anything else is not taken."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracewalk.agents.sed_patterns import python_pattern, python_replacement, repetitions
from tracewalk.frozen import frozen

__all__ = ["SedCommand", "sed_commands"]

Address = int | str | re.Pattern[str]
"""A line's number from 1, `$`, or what a line must match."""

_ADDRESS = re.compile(r"\s*(?:(\d{1,9})|(\$)|/((?:[^/\\\n]|\\.)*)/|\\(.)((?:(?!\4)[^\\\n]|\\.)*)\4)")
_GIVEN = re.compile(r"(?:[^\\\n]++|\\(?:[\s\S]|\Z))++")
"""A text to the end of its line, or of the first line that does not end in a backslash."""
_ESCAPED = re.compile(r"\\([\s\S])")


@frozen
class SedCommand:
    """One command of a script."""

    verb: str
    """One of `s d a i c`."""
    first: Address | None
    last: Address | None
    plus: bool = False
    """`last` counts from the first line."""
    others: bool = False
    """It is for the lines that the addresses do not name."""
    pattern: re.Pattern[str] | None = None
    cost: int = 0
    """Unbounded repetitions in all of its patterns."""
    text: str = ""
    """What `s` puts there, or the lines of `a`, `i` and `c`."""
    everywhere: bool = False
    nth: int = 1


def sed_commands(scripts: Sequence[str], *, extended: bool) -> tuple[SedCommand, ...] | None:
    """The commands of a script; None where it has one that is not known here."""
    try:
        return tuple(_Script("\n".join(scripts), extended=extended).commands())
    except (ValueError, re.error, RecursionError, OverflowError):
        return None


class _Script:
    def __init__(self, text: str, *, extended: bool) -> None:
        self.text, self.at, self.extended = text, 0, extended

    def commands(self) -> list[SedCommand]:
        found: list[SedCommand] = []
        while self._skip(" \t;\n"):
            found.append(self._command())
        if not found or len(found) > 100:
            raise ValueError("nothing to do, or too much")
        return found

    def _skip(self, blanks: str) -> bool:
        while self.at < len(self.text) and self.text[self.at] in blanks:
            self.at += 1
        return self.at < len(self.text)

    def _command(self) -> SedCommand:
        first, cost = self._address()
        last: Address | None = None
        plus = False
        if first is not None and self.text.startswith(",", self.at):
            self.at += 1
            plus = self.text.startswith("+", self.at)
            self.at += plus
            last, more = self._address()
            cost += more
            if last is None or (plus and not isinstance(last, int)):
                raise ValueError("no second address")
        self._skip(" \t")
        others = self.text.startswith("!", self.at)
        self.at += others
        self._skip(" \t")
        verb = self.text[self.at : self.at + 1]
        self.at += 1
        if verb == "s":
            pattern, text, everywhere, nth = self._substitution()
            cost += repetitions(pattern.pattern)
            return SedCommand("s", first, last, plus, others, pattern, cost, text, everywhere, nth)
        if verb == "d":
            return SedCommand("d", first, last, plus, others, cost=cost)
        if verb and verb in "aic":
            return SedCommand(verb, first, last, plus, others, cost=cost, text=self._lines())
        raise ValueError(f"unknown command {verb!r}")

    def _address(self) -> tuple[Address | None, int]:
        found = _ADDRESS.match(self.text, self.at)
        if not found:
            return None, 0
        self.at = found.end()
        if found[1]:
            return int(found[1]), 0
        if found[2]:
            return "$", 0
        pattern = self._pattern(
            found[3] if found[3] is not None else found[5], "/" if found[3] is not None else found[4]
        )
        return pattern, repetitions(pattern.pattern)

    def _substitution(self) -> tuple[re.Pattern[str], str, bool, int]:
        sign = self.text[self.at : self.at + 1]
        if not sign or sign in "\\\n":
            raise ValueError("no delimiter")
        self.at += 1
        pattern, replacement = self._part(sign), self._part(sign)
        flags = re.compile(r"[gIipm0-9]*").match(self.text, self.at)
        told = flags[0] if flags else ""
        self.at += len(told)
        if self.text[self.at : self.at + 1] not in {"", ";", "\n", " ", "}", "#"} or "p" in told or "m" in told:
            raise ValueError("unknown flags")
        number = re.sub(r"\D", "", told)
        made = self._pattern(pattern, sign, ignore="i" in told.lower())
        if "g" in told and made.search(""):
            raise ValueError("what may be empty, everywhere")
        return made, python_replacement(replacement, sign, made.groups), "g" in told, int(number or 1)

    def _part(self, sign: str) -> str:
        """Up to the delimiter; a delimiter in a class of characters counts too, as with GNU's."""
        start = self.at
        while self.at < len(self.text) and self.text[self.at] != sign:
            self.at += 2 if self.text[self.at] == "\\" else 1
        if self.at >= len(self.text):
            raise ValueError("not ended")
        self.at += 1
        return self.text[start : self.at - 1]

    def _pattern(self, text: str, sign: str, *, ignore: bool = False) -> re.Pattern[str]:
        if not text or len(text) > 2_000:
            raise ValueError("no pattern")
        if sign != "/" and sign not in "|+?(){}.*[]^$":
            text = text.replace("\\" + sign, sign)
        made = python_pattern(text.replace("\\/", "/"), extended=self.extended, sign=sign)
        return re.compile(made, re.IGNORECASE if ignore else 0)

    def _lines(self) -> str:
        """The text of `a`, `i` and `c`: GNU's one-line form and the classic one; after a backslash it goes on."""
        self._skip(" \t")
        if self.text.startswith("\\", self.at):
            self.at += 1
            rest = self.at
            self._skip(" \t")
            if self.text.startswith("\n", self.at):
                self.at += 1
            else:  # the backslash keeps the blanks that follow
                self.at = rest
        given = _GIVEN.match(self.text, self.at)
        if given is None:
            raise ValueError("no text")
        self.at = given.end()
        return _ESCAPED.sub(lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), given[0])
