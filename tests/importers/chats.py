"""Small runs as lists of chat messages, which the fallback format reads: enough to try what all formats share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def call(name: str, arguments: str, call_id: str = "c1") -> dict[str, Any]:
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def chat(task: str = "Fix it.") -> list[dict[str, Any]]:
    """A run of four messages with one call."""
    return [
        {"role": "system", "content": "You are an agent."},
        {"role": "user", "content": task},
        {"role": "assistant", "content": "I look.", "tool_calls": [call("bash", '{"command": "ls"}')]},
        {"role": "tool", "tool_call_id": "c1", "content": "a.py\n"},
    ]


def row(instance: str, **others: Any) -> dict[str, Any]:
    """The same with the id of its task."""
    return {"instance_id": instance, "messages": chat(f"Fix {instance}.")} | others


def write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return path
