"""Small logs of OpenHands, written by hand after real ones: events of each generation."""

from __future__ import annotations

from typing import Any

__all__ = ["act", "ask", "asked", "edit_events", "observe", "v1_act", "v1_observe", "v1_say"]

START = "2025-01-27T22:44:56.900854"


def asked(text: str, n: int = 0, **more: Any) -> dict[str, Any]:
    """A message of the user's."""
    return {"id": n, "timestamp": START, "source": "user", "action": "message", "args": {"content": text}} | more


def ask(
    call_id: str, tool: str, arguments: str, *, response: str = "", content: str | None = None, **usage: Any
) -> dict[str, Any]:
    """The part of an event that says which call of the model it is."""
    call = {"id": call_id, "type": "function", "function": {"name": tool, "arguments": arguments}}
    message = {"role": "assistant", "content": content, "tool_calls": [call]}
    answer = {
        "id": response or f"chatcmpl-{call_id}",
        "model": "m-1",
        "choices": [{"message": message}],
        "usage": usage,
    }
    return {"function_name": tool, "tool_call_id": call_id, "model_response": answer, "total_calls_in_response": 1}


def act(n: int, action: str, args: dict[str, Any], meta: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An action of the agent's."""
    made = {"id": n, "timestamp": f"2025-01-27T22:45:{n:02}.5", "source": "agent", "action": action, "args": args}
    return made | ({"tool_call_metadata": meta} if meta else {}) | more


def observe(n: int, cause: int | None, kind: str, content: str, **more: Any) -> dict[str, Any]:
    """What came of an action."""
    made = {"id": n, "timestamp": f"2025-01-27T22:45:{n:02}.75", "source": "agent", "observation": kind}
    extras = more.pop("extras", {})
    return made | ({} if cause is None else {"cause": cause}) | {"content": content, "extras": extras} | more


def ran(n: int, cause: int, content: str, code: int, folder: str = "/workspace", suffix: str = "") -> dict[str, Any]:
    """What came of a command."""
    metadata = {"exit_code": code, "working_dir": folder, "prefix": "", "suffix": suffix}
    return observe(n, cause, "run", content, extras={"command": "c", "metadata": metadata}, success=code == 0)


def edit_events(
    n: int, arguments: str, content: str, extras: dict[str, Any], path: str = "/w/a.py"
) -> list[dict[str, Any]]:
    """An edit and what came of it."""
    meta = ask(f"edit-{n}", "str_replace_editor", arguments)
    return [
        act(n, "edit", {"path": path, "thought": ""}, meta),
        observe(n + 1, n, "edit", content, extras={"path": path} | extras),
    ]


def text(*parts: str) -> list[dict[str, Any]]:
    """A content of version 1."""
    return [{"cache_prompt": False, "type": "text", "text": part} for part in parts]


def v1_say(n: int, source: str, *parts: str, **more: Any) -> dict[str, Any]:
    """A message of version 1."""
    role = "user" if source == "user" else "assistant"
    message = {"role": role, "content": text(*parts)} | more.pop("llm_message", {})
    made = {"id": f"m{n}", "timestamp": f"2026-01-21T22:37:{n:02}.7", "source": source, "llm_message": message}
    return made | {"kind": "MessageEvent"} | more


def v1_act(n: int, tool: str, arguments: str, *, response: str = "", thought: str = "", **more: Any) -> dict[str, Any]:
    """A call of version 1."""
    return {
        "kind": "ActionEvent", "id": f"a{n}", "timestamp": f"2026-01-21T22:37:{n:02}.5", "source": "agent",
        "thought": text(thought), "thinking_blocks": [], "action": {"kind": "SomeAction"}, "tool_name": tool,
        "tool_call_id": f"call_{n}", "llm_response_id": response or f"resp_{n}",
        "tool_call": {"id": f"call_{n}", "name": tool, "arguments": arguments, "origin": "completion"},
    } | more  # fmt: skip


def v1_observe(n: int, of: int, observation: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What came of a call of version 1."""
    return {
        "kind": "ObservationEvent", "id": f"o{n}", "timestamp": f"2026-01-21T22:37:{n:02}.9", "source": "environment",
        "tool_name": "t", "tool_call_id": f"call_{of}", "action_id": f"a{of}", "observation": observation,
    } | more  # fmt: skip
