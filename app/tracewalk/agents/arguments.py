"""The arguments of a tool call: the object that they are, and the command line in them where the tool is a shell."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

__all__ = ["PATH_KEYS", "command_line", "is_shell", "object_of", "path_of", "plain_name", "text_of"]

PATH_KEYS = (
    "file_path",
    "path",
    "filename",
    "absolute_path",
    "filePath",
    "target_file",
    "notebook_path",
    "file",
    "relative_workspace_path",
    "file_name",
    "dir_path",
    "directory",
    "uri",
)
"""Under which tools name the file or folder that they work on."""

_SHELLS = frozenset(
    {
        "bash",
        "bash_command",
        "bash_session",
        "container_exec",
        "exec",
        "exec_command",
        "execute",
        "execute_bash",
        "execute_command",
        "local_shell",
        "local_shell_call",
        "run",
        "run_bash",
        "run_command",
        "run_in_terminal",
        "run_shell",
        "run_shell_command",
        "run_terminal_cmd",
        "run_terminal_command",
        "sandbox_bash",
        "shell",
        "shell_command",
        "terminal",
    }
)
_SHELL_ENDS = ("_bash", "_shell", "_terminal", "bash_tool", "shell_tool")
_COMMAND_KEYS = ("command", "cmd", "keystrokes", "script", "commands", "input", "code", "action")
_LONGEST_REMEMBERED = 10_000
"""Characters of arguments whose object is kept: kinds and changes ask for it several times."""
_SPACE = re.compile(r"\s")


@lru_cache(maxsize=512)
def plain_name(tool: str) -> str:
    """A tool's name in lower case with underscores, without the server or group that it is of, as in `mcp__x__read`."""
    name = tool.strip().rsplit("__", 1)[-1].rsplit(".", 1)[-1][:100]
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def is_shell(tool: str) -> bool:
    """Whether a tool runs command lines."""
    name = plain_name(tool)
    return name in _SHELLS or name.endswith(_SHELL_ENDS)


def object_of(arguments: str) -> dict[str, Any] | None:
    """The JSON object that arguments are; None where they are none, as text or what a model left unfinished."""
    if arguments[:1] != "{" and arguments[:100].lstrip()[:1] != "{":
        return None
    return _remembered(arguments) if len(arguments) <= _LONGEST_REMEMBERED else _parsed(arguments)


def _parsed(arguments: str) -> dict[str, Any] | None:
    try:
        found = json.loads(arguments)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


@lru_cache(maxsize=512)
def _remembered(arguments: str) -> dict[str, Any] | None:
    return _parsed(arguments)


def text_of(value: object) -> str | None:
    """A value that must be text to mean something; lines in a list are joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    return None


def path_of(given: Mapping[str, Any], keys: Iterable[str] = PATH_KEYS) -> str | None:
    """The first of some keys under which there is a path."""
    for key in keys:
        value = given.get(key)
        if isinstance(value, str) and value.strip() and "\n" not in value:
            return value.strip()
    return None


def command_line(tool: str, arguments: str) -> str | None:
    """The command line that a call gives to a shell; None where the tool is none, or none is given."""
    if not is_shell(tool):
        return None
    given = object_of(arguments)
    if given is None:
        return arguments if arguments.lstrip()[:1] != "{" else None
    for key in _COMMAND_KEYS:
        line = _line(given.get(key))
        if line is not None:
            return line
    return None


def _line(value: object) -> str | None:
    """A command line from text, or from the list of words that a program is started with."""
    if isinstance(value, Mapping):  # Codex's `local_shell_call` has its command in an action
        return _line(value.get("command"))
    if isinstance(value, str):
        return value
    if not (isinstance(value, list) and value and all(isinstance(word, str) for word in value)):
        return None
    words: list[str] = value
    if len(words) >= 3 and words[0].rsplit("/", 1)[-1] in {"bash", "sh", "zsh"} and words[1] in {"-c", "-lc", "-ic"}:
        return words[2]
    if len(words) == 1 and _SPACE.search(words[0]):
        return words[0]
    return shlex.join(words)
