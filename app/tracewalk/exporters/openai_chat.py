"""A run -> a row of chat messages in OpenAI's form, as training and inference frameworks read it.

`messages` hold roles system, user, assistant and tool. Thoughts stand in `reasoning_content`, as most servers give
them. What was copied as context has weight 0: it is not to be learnt twice.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tracewalk.exporters.agent_run import Run, call_ids, given
from tracewalk.exporters.strict_json import compact, data_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracewalk.model import Turn

__all__ = ["chat_row"]

_TOLD = ("trajectory_id", "name", "source_format", "agent", "model", "task_id", "repo", "outcome", "score", "parent")


def chat_row(run: Run) -> dict[str, Any]:
    """The messages of a run, and what tells it from others."""
    told = {name: value for name in _TOLD if (value := getattr(run.trajectory, name)) is not None}
    return {"messages": [message for turn in run.turns for message in _messages(turn)], "metadata": told}


def _messages(turn: Turn) -> Iterator[dict[str, Any]]:
    if turn.source != "agent":
        yield {"role": turn.source, "content": _content(turn)}
        return
    ids = call_ids(turn)
    calls = [
        {
            "id": call_id,
            "type": "function",
            "function": {"name": call.tool, "arguments": json.dumps(given(call), ensure_ascii=False)},
        }
        for call, call_id in zip(turn.calls, ids, strict=True)
    ]
    content = turn.message if turn.message is not None or calls else ""
    yield {"role": "assistant", "content": content} | compact(
        reasoning_content=turn.reasoning, tool_calls=calls, weight=0 if turn.copied else None
    )
    for call, call_id in zip(turn.calls, ids, strict=True):
        if call.observation is not None:
            yield {"role": "tool", "tool_call_id": call_id, "content": call.observation}
    if turn.images:  # an assistant and a tool can show none
        yield {"role": "user", "content": _pictures(turn)}


def _content(turn: Turn) -> str | list[dict[str, Any]]:
    """The text of a message that is not the agent's, with the commands that a user ran, and the pictures."""
    parts = [turn.message] if turn.message is not None else []
    for call in turn.calls:
        parts += [f"{call.tool}: {call.arguments}", call.observation or ""]
    text = "\n\n".join(part for part in parts if part)
    return [{"type": "text", "text": text}, *_pictures(turn)] if turn.images else text


def _pictures(turn: Turn) -> list[dict[str, Any]]:
    return [{"type": "image_url", "image_url": {"url": data_url(i.media_type, i.data)}} for i in turn.images]
