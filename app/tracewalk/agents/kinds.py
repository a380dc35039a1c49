"""What a call of a tool is for, and what it is about; as far as its name and arguments show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tracewalk.agents.arguments import command_line, object_of, path_of, plain_name, text_of
from tracewalk.agents.asides import keeps_print
from tracewalk.agents.names import EDITOR_COMMANDS, EDITORS, TOOLS
from tracewalk.agents.paths import absolute
from tracewalk.agents.programs import file_arguments, gone_to, kind_of_program, program_of, sought
from tracewalk.agents.shell import Command, commands_of

__all__ = ["kind_and_target", "kind_of_turn"]

_LONGEST_TARGET = 300
_LONGEST_REMEMBERED = 1_000
"""Characters of arguments of which it is kept what they are for: agents give short commands again and again."""
_LONGEST_LINE = 100_000
"""Characters of a command line that are looked at to tell its kind; the rest is text that it writes."""

_PATTERN_KEYS = ("pattern", "query", "regex", "search_term", "search_query", "glob_pattern", "q", "name", "keyword")
_ABOUT_KEYS = ("url", "question", "description", "subagent_type", "agent_type", "task_name", "agent", "prompt", "code")

_FLAG = re.compile(r"COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT|MINI_SWE_AGENT_FINAL_OUTPUT")
_WINDOWED_EDIT = re.compile(r"\s*edit\b[^\n]*\n")
_LEADING_CD = re.compile(r"\s*cd [^\s;&|]+ *(?:&&|;)\s*")
_PATCHED = re.compile(r"^\*\*\* (?:Update|Add|Delete) File: (.+)$", re.MULTILINE)
_ORDER = ("submit", "test", "edit", "delegate", "run", "read", "search", "plan", "say", "think", "other", "prompt")
_FIRST = {kind: rank for rank, kind in enumerate(_ORDER)}
"""Which of several is what all are mainly for: reading beside testing is testing."""


def kind_and_target(tool: str, arguments: str, cwd: str | None = None) -> tuple[str, str | None]:
    """One of `TURN_KINDS`, and the path or command that the call is about.

    Paths are made absolute where the working directory is given. Takes time linear in the length of the arguments.
    """
    return (_remembered if len(arguments) <= _LONGEST_REMEMBERED else _told)(tool, arguments, cwd)


def _told(tool: str, arguments: str, cwd: str | None) -> tuple[str, str | None]:
    line = command_line(tool, arguments)
    if line is not None:
        return _of_line(line, cwd, 0)
    name = plain_name(tool)
    given = object_of(arguments)
    if given is None:
        return _of_text(name, arguments, cwd)
    return _of_object(name, given, cwd)


_remembered = lru_cache(maxsize=1024)(_told)


def kind_of_turn(source: str, kinds: Sequence[str], message: str | None, reasoning: str | None) -> str:
    """What a turn is mainly for, by its source, the kinds of its calls and what it says."""
    if source != "agent":
        return "prompt"
    if kinds:
        return min(kinds, key=lambda kind: _FIRST.get(kind, len(_FIRST)))
    if reasoning and not (message and message.strip()):
        return "think"
    return "say"


def _of_object(name: str, given: Mapping[str, Any], cwd: str | None) -> tuple[str, str | None]:
    """Of a tool whose arguments have names."""
    verb = given.get("command")
    editor = name in EDITORS or name.startswith("text_editor_")
    if (editor or name in {"edit", "read"}) and isinstance(verb, str) and (editor or verb in EDITOR_COMMANDS):
        return EDITOR_COMMANDS.get(verb, "other"), absolute(path_of(given), cwd)
    kind = TOOLS.get(name) or ("delegate" if name.startswith("transfer_to_") else "other")
    path = path_of(given)
    if kind in {"read", "edit"} and path:
        return kind, absolute(path, cwd)
    if kind == "edit":
        patched = _PATCHED.search(next((v for v in map(text_of, given.values()) if v and "*** " in v), ""))
        return kind, absolute(patched[1].strip(), cwd) if patched else None
    about = next((v for v in (given.get(key) for key in _PATTERN_KEYS + _ABOUT_KEYS) if isinstance(v, str) and v), None)
    if kind == "search":
        return kind, _short(about) if about else absolute(path, cwd)
    return kind, _short(about) if about else None


def _of_text(name: str, arguments: str, cwd: str | None) -> tuple[str, str | None]:
    """Of a tool whose arguments are text: a patch, or a path in the first line, or an object that is cut off."""
    kind = TOOLS.get(name, "other")
    if kind == "edit" and (patched := _PATCHED.search(arguments)):
        return kind, absolute(patched[1].strip(), cwd)
    first = arguments.lstrip().split("\n", 1)[0].strip()
    if kind in {"read", "edit"} and first and not first.startswith(("{", "***")):
        return kind, absolute(_short(first), cwd)
    return kind, None


def _of_line(line: str, cwd: str | None, nested: int) -> tuple[str, str | None]:
    """Of a shell's command line: what the most telling of its commands is for."""
    line = line[:_LONGEST_LINE]
    if _WINDOWED_EDIT.match(line) and "end_of_edit" in line:
        return "edit", None
    if _FLAG.search(line[:2000]):
        return "submit", None
    best: tuple[str, str | None] | None = None
    here, piped = cwd, False
    for command in commands_of(line):
        name, arguments = program_of(command)
        if name == "cd":
            here = gone_to(command, here)
            continue
        piped = piped and command.before == "|"
        kind, target = _of_command(name, arguments, command, here, nested)
        if piped and kind not in {"edit", "test"}:
            continue  # what follows a pipe only shapes what came before, as `head` does
        piped = True
        if best is None or _FIRST[kind] < _FIRST[best[0]] - (1 if {kind, best[0]} == {"read", "search"} else 0):
            best = kind, target
    if best is None:
        return "other", _short(line) if line.strip() else None
    if best[0] in {"run", "test", "other"} or (best[1] is None and best[0] != "submit"):
        return best[0], _short(_LEADING_CD.sub("", line, count=1))
    return best


def _of_command(
    name: str, arguments: list[str], command: Command, cwd: str | None, nested: int
) -> tuple[str, str | None]:
    """Of one simple command."""
    if name in {"bash", "sh", "zsh"} and nested < 3:
        script = next((arguments[at + 1] for at, w in enumerate(arguments[:-1]) if re.match(r"-[a-z]*c$", w)), None)
        if script is not None:
            return _of_line(script, cwd, nested + 1)
    kind = kind_of_program(name, arguments)
    written = next((word for _, word in command.writes if not word.text.startswith("/dev/")), None)
    if written and not keeps_print(written.text) and (name in {"cat", "echo", "printf", "tee", ""} or command.here):
        return "edit", absolute(written.text, cwd) if written.fixed else None
    if name in EDITORS:
        files = file_arguments(arguments)
        return EDITOR_COMMANDS.get(files[0] if files else "", "other"), absolute(files[1], cwd) if len(
            files
        ) > 1 else None
    if name in {"echo", "printf"}:
        return "other", None
    files = sought(name, arguments)
    if name == "tee" and all(keeps_print(file) for file in files):
        return "other", None
    return kind, absolute(_about(name, kind, files), cwd if kind in {"read", "edit"} else None)


def _about(name: str, kind: str, files: list[str]) -> str | None:
    """What a program that reads, edits or searches is about."""
    if name in {"git", "find", "ls", "tree"} or kind not in {"read", "edit", "search"} or not files:
        return None
    if name in {"sed", "awk", "gawk", "perl", "jq", "cp", "mv", "ln", "cut"}:
        return files[-1] if len(files) > 1 else None
    if name in {"edit", "insert"}:  # of SWE-agent, in the file that is open
        return None
    return _short(files[0])


def _short(text: str) -> str:
    """The first line with something in it, in bounded length."""
    line = text.lstrip()[: _LONGEST_TARGET + 1].split("\n", 1)[0].rstrip()
    return line if len(line) <= _LONGEST_TARGET else line[: _LONGEST_TARGET - 1] + "…"
