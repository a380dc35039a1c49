"""Lines of Claude Code, as tests write them."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

from tests.importers.logs import written

Line = dict[str, Any]
_IDS = count()


def line(kind: str, content: Any, **more: Any) -> Line:
    """A line of a session; each has an id of its own and follows none."""
    message = more.pop("message", {"role": kind, "content": content})
    return {
        "type": kind,
        "uuid": f"u{next(_IDS)}",
        "parentUuid": None,
        "isSidechain": False,
        "sessionId": "s",
        "cwd": "/w",
        "version": "2.0.1",
        "timestamp": "2026-01-01T00:00:00Z",
        "message": message,
        **more,
    }


def user(content: Any, **more: Any) -> Line:
    """What the user said, or what tools gave back."""
    return line("user", content, **more)


def agent(*blocks: Any, id: str | None = None, usage: Any = None, stop: str | None = None, **more: Any) -> Line:  # noqa: A002
    """A line of a message of the agent."""
    message = {"role": "assistant", "model": "m", "content": list(blocks), "stop_reason": stop}
    message |= ({"id": id} if id else {}) | ({"usage": usage} if usage else {})
    return line("assistant", None, message=message, **more)


def text(said: str) -> Line:
    """A block of text."""
    return {"type": "text", "text": said}


def use(call: str, tool: str = "Bash", **given: Any) -> Line:
    """A block that calls a tool."""
    return {"type": "tool_use", "id": call, "name": tool, "input": given or {"command": "ls"}}


def result(call: str, content: Any = "ok", **more: Any) -> Line:
    """A line with what a call gave back; `twin` is its structured form."""
    twin = {"toolUseResult": more.pop("twin")} if "twin" in more else {}
    flag = {"is_error": more.pop("is_error")} if "is_error" in more else {}
    return user([{"type": "tool_result", "tool_use_id": call, "content": content, **flag}], **twin, **more)


def notice(subtype: str, **more: Any) -> Line:
    """A line that Claude Code itself writes."""
    made = line("system", None) | {"subtype": subtype, **more}
    del made["message"]
    return made


def log(folder: Path, *lines: Any, name: str = "log.jsonl") -> Path:
    """A file of some lines; a text stands as it is."""
    return written(folder, "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines), name)
