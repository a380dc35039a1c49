"""What a call was given, field by field: a command as Bash, a file's text in its language, a patch as one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracewalk.model import ToolCall
from tracewalk.web.highlight import language_of
from tracewalk.web.trajectory.texts import source

__all__ = ["field_text", "fields_of"]

_MOST = 60
_SHELL = {"command", "cmd", "commands", "script", "keystrokes", "bash"}
_SHELL_TOOLS = {"bash", "shell", "execute_bash", "terminal", "run", "sh", "exec_command", "local_shell", "execute"}
_PYTHON_TOOLS = {"python", "ipython", "execute_ipython_cell", "run_python", "jupyter"}
_CODE = {"code", "python"}
_TEXTS = {
    "file_text", "content", "contents", "new_str", "old_str", "new_string", "old_string", "insert_text", "new_content",
    "text", "replacement",
}  # fmt: skip
_PATHS = ("path", "file_path", "filename", "file", "target_file", "notebook_path")
_PATCHES = ("*** Begin Patch", "diff --git ", "--- a/")


def fields_of(call: ToolCall) -> list[dict[str, Any]]:
    """Each field: its name (empty where the arguments are one text), whether it is one short line, its text."""
    return [
        {"name": name, "short": "\n" not in text and len(text) <= 120}
        | source(text, _language(call, name, text, values))
        for name, text, values in _fields(call)
    ]


def field_text(call: ToolCall, number: int) -> str | None:
    """The whole text of a field, None where there is no such."""
    fields = _fields(call)
    return fields[number][1] if 0 <= number < len(fields) else None


def _fields(call: ToolCall) -> list[tuple[str, str, Mapping[str, Any]]]:
    values: Any = None
    if call.arguments.lstrip().startswith("{"):
        try:
            values = json.loads(call.arguments)
        except (ValueError, RecursionError):
            values = None
    if not isinstance(values, dict) or len(values) > _MOST:
        return [("", call.arguments, {})] if call.arguments else []
    return [(str(name), _text(value), values) for name, value in values.items()]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return "\n".join(value) if any("\n" in word for word in value) else json.dumps(value, ensure_ascii=False)
    indent = 1 if isinstance(value, (dict, list)) and value else None
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _language(call: ToolCall, name: str, text: str, values: Mapping[str, Any]) -> str:
    tool = call.tool.lower()
    if text.lstrip().startswith(_PATCHES):
        return "diff"
    if not name:
        return "json" if text.lstrip().startswith(("{", "[")) else "python" if tool in _PYTHON_TOOLS else "bash"
    if name in _CODE or (tool in _PYTHON_TOOLS and name in {"command", "input"}):
        return "python"
    if name in _SHELL or (tool in _SHELL_TOOLS and name == "input"):
        return "bash" if "\n" in text or tool in _SHELL_TOOLS or " " in text else ""
    if name in _TEXTS:
        path = next((str(values[key]) for key in _PATHS if isinstance(values.get(key), str)), "")
        return language_of(path)
    return "json" if not isinstance(values.get(name), str) else ""
