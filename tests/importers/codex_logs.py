"""Lines of Codex, as tests write them."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

from tests.importers.logs import written

Line = dict[str, Any]
_SECONDS = count()


def wrapped(kind: str, payload: Any, **more: Any) -> Line:
    """A line of a rollout, each a second after the one before."""
    second = next(_SECONDS)
    return {"timestamp": f"2026-01-01T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}.000Z",
            "type": kind, "payload": payload, **more}  # fmt: skip


def head(thread: str = "01900000-0000-7000-8000-000000000001", **more: Any) -> Line:
    """The first line of a rollout."""
    return wrapped(
        "session_meta", {"id": thread, "cwd": "/w", "cli_version": "0.1", "originator": "codex_exec", **more}
    )


def item(kind: str, **more: Any) -> Line:
    """An item."""
    return wrapped("response_item", {"type": kind, **more})


def event(kind: str, **more: Any) -> Line:
    """An event."""
    return wrapped("event_msg", {"type": kind, **more})


def message(role: str, *texts: str, **more: Any) -> Line:
    """A message."""
    kind = "output_text" if role == "assistant" else "input_text"
    return item("message", role=role, content=[{"type": kind, "text": text} for text in texts], **more)


def thought(*texts: str) -> Line:
    """Thoughts; without a text only encrypted ones."""
    summary = [{"type": "summary_text", "text": text} for text in texts]
    return item("reasoning", summary=summary, content=None, encrypted_content="gAAAA")


def call(call_id: str, name: str = "exec_command", arguments: Any = '{"cmd": "ls"}', **more: Any) -> Line:
    """A call of a function."""
    return item("function_call", name=name, arguments=arguments, call_id=call_id, **more)


def output(call_id: str, given: Any = "ok") -> Line:
    """What a call gave back."""
    return item("function_call_output", call_id=call_id, output=given)


def tokens(total: tuple[int, int] | None, last: tuple[int, int] | None = None, **more: Any) -> Line:
    """A reading of the counter: of prompts and completions."""

    def usage(pair: tuple[int, int] | None) -> Line | None:
        if pair is None:
            return None
        return {"input_tokens": pair[0], "cached_input_tokens": pair[0] // 2, "output_tokens": pair[1],
                "reasoning_output_tokens": 1}  # fmt: skip

    info = {"total_token_usage": usage(total), "last_token_usage": usage(last), "model_context_window": 272000}
    return event("token_count", info={name: value for name, value in info.items() if value is not None}, **more)


def log(folder: Path, *lines: Any, name: str = "rollout.jsonl") -> Path:
    """A file of some lines; a text stands as it is."""
    return written(folder, "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines), name)
