"""A shell's command line as the simple commands in it: words, redirections, here-documents. Nothing is expanded or run.

It reads what agents write, not all of a shell's grammar: a line that is cut off or odd gives what can be seen of it.
Every character is looked at once, so time is linear in the length of the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from tracewalk.frozen import frozen

__all__ = ["Command", "Word", "commands_of"]

_PLAIN = re.compile(r"[^ \t\r\n'\"\\$`|&;()<>#]+")
_DOUBLE = re.compile(r'[^"\\$`]+')
_VARIABLE = re.compile(r"\$(?:\w+|[@*#?$!-])")
_OPERATOR = re.compile(r"&&|\|\||\|&|;;|&>>|&>|>>|>&|>\||<<<|<<-|<<|<&|<>|[|;&<>()]")
_BLANK = re.compile(r"(?:[ \t\r]|\\\r?\n)+")
_NESTED = re.compile(r"\\.|'[^']*'|[()]|[^\\'()]+|[\\']", re.DOTALL)
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "0": "\0",
    "e": "\x1b",
}

_LONGEST_REMEMBERED = 10_000
"""Characters of a line whose commands are kept: kinds, changes and commits all ask for them."""

_RESERVED = frozenset({"if", "then", "else", "elif", "do", "while", "until", "!", "{", "time"})
_CLOSING = frozenset({"fi", "done", "esac", "}"})


@frozen
class Word:
    """One word of a command."""

    text: str
    """Without its quotes."""
    fixed: bool
    """Whether it is the same whatever the shell's variables and files: nothing in it is expanded."""


@dataclass(slots=True)
class Command:
    """One simple command."""

    words: list[Word] = field(default_factory=list)
    writes: list[tuple[str, Word]] = field(default_factory=list)
    """Redirections of what it prints: `>` or `>>`, and the file."""
    reads: Word | None = None
    """The file that it reads instead of the keyboard."""
    here: Word | None = None
    """The here-document that it reads; `fixed` where nothing in it is expanded."""
    before: str = ""
    """The operator before it: `&&`, `||`, `|`, `;` or `&`; empty at the beginning."""
    depth: int = 0
    """Of the subshell it stands in."""
    program: tuple[str, list[str]] | None = field(default=None, compare=False, repr=False)
    """What it runs, once `programs.program_of` has told."""

    @property
    def texts(self) -> list[str]:
        """Its words as texts."""
        return [word.text for word in self.words]


@dataclass(slots=True)
class _Pending:
    command: Command
    end: str
    fixed: bool
    tabs: bool


def commands_of(line: str) -> list[Command]:
    """The simple commands of a command line of one or many lines, in order, without the words of its blocks."""
    return _remembered(line) if len(line) <= _LONGEST_REMEMBERED else _Reader(line).read()


@lru_cache(maxsize=512)
def _remembered(line: str) -> list[Command]:
    return _Reader(line).read()


class _Reader:
    def __init__(self, line: str) -> None:
        self.line = line
        self.at = 0
        self.found: list[Command] = []
        self.command = Command()
        self.pending: list[_Pending] = []
        self.depth = 0

    def read(self) -> list[Command]:
        line = self.line
        while self.at < len(line):
            if blank := _BLANK.match(line, self.at):
                self.at = blank.end()
            elif line[self.at] == "\n":
                self.at += 1
                self._end(";")
                self._here_documents()
            elif line[self.at] == "#":
                end = line.find("\n", self.at)
                self.at = len(line) if end < 0 else end
            elif operator := _OPERATOR.match(line, self.at):
                self.at = operator.end()
                self._operator(operator[0])
            else:
                self._add(self._word())
        self._here_documents()
        self._end("")
        return [c for c in self.found if c.words or c.writes]

    def _add(self, word: Word) -> None:
        words = self.command.words
        if not words and word.text in _RESERVED:
            return
        if not words and word.text in _CLOSING:
            return
        words.append(word)

    def _end(self, operator: str) -> None:
        done = self.command
        if done.words or done.writes or done.here:
            self.found.append(done)
            self.command = Command(before=operator, depth=self.depth)
        elif operator != ";" or not done.before:
            done.before = operator if self.found else ""
        self.command.depth = self.depth

    def _operator(self, operator: str) -> None:
        if operator in {"(", ")"}:
            self._end(self.command.before if operator == "(" else ";")
            self.depth = max(0, self.depth + (1 if operator == "(" else -1))
            self.command.depth = self.depth
        elif operator in {"&&", "||", "|", "|&", ";", ";;", "&"}:
            self._end({"|&": "|", ";;": ";"}.get(operator, operator))
        else:
            self._redirection(operator)

    def _redirection(self, operator: str) -> None:
        if blank := _BLANK.match(self.line, self.at):
            self.at = blank.end()
        if self.at >= len(self.line) or self.line[self.at] in "\n|;&()<>":
            return
        quoted = self.line[self.at] in "'\"\\"
        target = self._word()
        if operator in {"<<", "<<-"}:
            self.pending.append(_Pending(self.command, target.text, quoted, operator == "<<-"))
        elif operator == "<<<":
            self.command.here = Word(target.text + "\n", target.fixed)
        elif operator in {"<", "<>"}:
            self.command.reads = target
        elif operator in {">", ">>", ">|", "&>", "&>>"}:
            words = self.command.words
            descriptor = self._descriptor(operator)
            if descriptor:
                words.pop()
            if descriptor != "2":
                self.command.writes.append((">>" if ">>" in operator else ">", target))
        elif operator == ">&" and self._descriptor(operator):
            self.command.words.pop()

    def _descriptor(self, operator: str) -> str:
        """The number written right before a redirection, as in `2>`."""
        words = self.command.words
        if not words or words[-1].text not in {"0", "1", "2"}:
            return ""
        start = self.line.rfind(operator, 0, self.at)
        return words[-1].text if start > 0 and self.line[start - 1] == words[-1].text else ""

    def _here_documents(self) -> None:
        for one in self.pending:
            text, self.at = _until(self.line, self.at, one.end, one.tabs)
            fixed = one.fixed or not ("$" in text or "`" in text or "\\" in text)
            one.command.here = Word(text, fixed)
        self.pending = []

    def _word(self) -> Word:
        line, parts, fixed, start = self.line, [], True, self.at
        while self.at < len(line):
            sign = line[self.at]
            if plain := _PLAIN.match(line, self.at):
                parts.append(plain[0])
                fixed = fixed and not any(c in plain[0] for c in "*?[")
                fixed = fixed and not (len(parts) == 1 and sign == "~")
                self.at = plain.end()
            elif sign == "#" and self.at > start:
                parts.append("#")
                self.at += 1
            elif sign == "'":
                parts.append(self._single())
            elif sign == '"':
                text, still = self._double()
                parts.append(text)
                fixed = fixed and still
            elif sign == "\\":
                parts.append("" if line[self.at + 1 : self.at + 2] == "\n" else line[self.at + 1 : self.at + 2])
                self.at += 2
            elif sign == "$" and line.startswith("$'", self.at):
                self.at += 1
                parts.append(self._escaped())
            elif sign in "$`":
                parts.append(self._expansion())
                fixed = fixed and parts[-1] == "$"
            else:
                break
        return Word("".join(parts), fixed)

    def _single(self) -> str:
        end = self.line.find("'", self.at + 1)
        end = len(self.line) if end < 0 else end
        text = self.line[self.at + 1 : end]
        self.at = end + 1
        return text

    def _escaped(self) -> str:
        """The text of `$'...'`, whose escapes are those of C."""
        parts, at, line = [], self.at + 1, self.line
        while at < len(line) and line[at] != "'":
            if line[at] == "\\" and at + 1 < len(line):
                parts.append(_ESCAPES.get(line[at + 1], "\\" + line[at + 1]))
                at += 2
            else:
                parts.append(line[at])
                at += 1
        self.at = at + 1
        return "".join(parts)

    def _double(self) -> tuple[str, bool]:
        line, parts, fixed = self.line, [], True
        self.at += 1
        while self.at < len(line) and line[self.at] != '"':
            if plain := _DOUBLE.match(line, self.at):
                parts.append(plain[0])
                self.at = plain.end()
            elif line[self.at] == "\\":
                after = line[self.at + 1 : self.at + 2]
                parts.append("" if after == "\n" else after if after in '"\\$`' else "\\" + after)
                self.at += 2
            else:
                parts.append(self._expansion())
                fixed = fixed and parts[-1] == "$"
        self.at += 1
        return "".join(parts), fixed

    def _expansion(self) -> str:
        """What stands for a value of the shell, as it is written; a lone `$` is itself."""
        line, start = self.line, self.at
        if line[start] == "`":
            end = line.find("`", start + 1)
            self.at = len(line) if end < 0 else end + 1
        elif line.startswith("$(", start):
            self.at = _closed(line, start + 1)
        elif line.startswith("${", start):
            end = line.find("}", start)
            self.at = len(line) if end < 0 else end + 1
        elif variable := _VARIABLE.match(line, start):
            self.at = variable.end()
        else:
            self.at = start + 1
        return line[start : self.at]


def _closed(line: str, at: int) -> int:
    """Where the parenthesis that opens at a place is closed; the end of the line where it is not."""
    depth = 0
    for part in _NESTED.finditer(line, at):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if not depth:
            return part.end()
    return len(line)


def _until(line: str, at: int, end: str, tabs: bool) -> tuple[str, int]:
    """The lines of a here-document, and where the line after its last one begins."""
    begin = at
    while at < len(line):
        stop = line.find("\n", at)
        stop = len(line) if stop < 0 else stop
        one = line[at:stop].rstrip("\r")
        if (one.lstrip("\t") if tabs else one) == end:
            return _without_tabs(line[begin:at], tabs), min(len(line), stop + 1)
        at = stop + 1
    return _without_tabs(line[begin:], tabs), len(line)


def _without_tabs(text: str, tabs: bool) -> str:
    return re.sub(r"(?m)^\t+", "", text) if tabs else text
