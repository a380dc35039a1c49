"""Logs of agents and tools whose formats are known by sight and not read: what to say of them by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, list_of

if TYPE_CHECKING:
    from tracewalk.importers.sample import Sample

__all__ = ["neighbour"]

_AIDER = re.compile(r"\s*# aider chat started at \d{4}-")
_ROWS = 8

_Looks = Callable[[dict[str, Any]], bool]


def _of_parts(row: dict[str, Any], *roles: str) -> bool:
    """Whether a row is a message in Google's parts."""
    message = dict_of(row.get("message"))
    return isinstance(message.get("parts"), list) and message.get("role") in roles and "content" not in message


def _first_part(row: dict[str, Any]) -> dict[str, Any]:
    return dict_of(next(iter(list_of(row.get("content"))), None))


_ROW: dict[str, _Looks] = {
    "a session of Qwen Code": lambda row: "sessionId" in row and _of_parts(row, "user", "model"),
    "a session of Goose": lambda row: _first_part(row).get("type") in ("toolRequest", "toolResponse"),
    "a session of Pi": lambda row: row.get("type") == "session" and {"version", "id", "cwd"} <= row.keys(),
    "a dump of LangSmith's runs": lambda row: {"run_type", "inputs", "outputs"} <= row.keys(),
    "a dump of OpenTelemetry's spans": lambda row: "resourceSpans" in row or {"trace_id", "span_id"} <= row.keys(),
    "a stream of Cursor": lambda row: row.get("type") == "tool_call" and "subtype" in row,
    "a session of GitHub Copilot CLI": lambda row: row.get("type") == "session.start" and "data" in row,
    "a session of Factory's Droid": lambda row: row.get("type") == "session_start" and {"id", "title"} <= row.keys(),
    "a stream of Gemini CLI": lambda row: (
        row.get("type") == "init" and {"session_id", "model", "timestamp"} <= row.keys()
    ),
    "a session of Antigravity": lambda row: {"step_index", "source", "type", "status"} <= row.keys(),
    "a dump of Langfuse's traces": lambda row: {"traceId", "startTime", "type"} <= row.keys() or "observations" in row,
    "a dump of Phoenix's spans": lambda row: {"span_kind", "context"} <= row.keys(),
    "events of AutoGen's runtime": lambda row: {"payload", "sender", "receiver", "kind"} <= row.keys(),
}
_DOCUMENT: dict[str, _Looks] = {
    "a session of Gemini CLI": lambda it: {"sessionId", "projectHash", "messages"} <= it.keys(),
    "a session that OpenCode exported": lambda it: (
        isinstance(it.get("info"), dict) and any("parts" in dict_of(one) for one in list_of(it.get("messages"))[:_ROWS])
    ),
    "a session of Goose": lambda it: "working_dir" in it and "conversation" in it,
    "a chat of GitHub Copilot": lambda it: {"requests", "responderUsername"} <= it.keys(),
    "a recording of HTTP (HAR)": lambda it: "entries" in dict_of(it.get("log")),
    "a dump of OpenTelemetry's spans": lambda it: "resourceSpans" in it,
    "a dump of LangSmith's runs": lambda it: {"run_type", "inputs", "outputs"} <= it.keys(),
    "a trajectory of Moatless": lambda it: (
        any({"name", "actions"} <= dict_of(one).keys() for one in list_of(it.get("transitions"))[:_ROWS])
        or {"node_id", "children"} <= dict_of(it.get("root", it)).keys()
    ),
    "an export of Kiro": lambda it: (
        "conversation_id" in it
        and any({"user", "assistant"} <= dict_of(one).keys() for one in list_of(it.get("history"))[:_ROWS])
    ),
}
_LIST: dict[str, _Looks] = {
    "an export of ChatGPT": lambda row: {"mapping", "current_node"} <= row.keys(),
    "what was typed into Gemini CLI": lambda row: {"sessionId", "messageId", "message"} <= row.keys(),
    "what Cline or Roo Code showed (the run is in `api_conversation_history.json` beside it)": lambda row: (
        "ts" in row and row.get("type") in ("say", "ask") and ("say" in row or "ask" in row)
    ),
}


def neighbour(sample: Sample) -> str | None:
    """What a file is, where it is the log of another agent; None of all others."""
    if sample.text and _AIDER.match(sample.text[:200]):
        return "a history of Aider in Markdown"
    document = sample.document
    if isinstance(document, dict) and (found := _named(_DOCUMENT, [document])):
        return found
    if isinstance(document, list):
        return _named(_LIST | _ROW, document)
    return _named(_ROW, sample.rows)


def _named(looks: dict[str, _Looks], rows: list[Any]) -> str | None:
    objects = [row for row in rows[:_ROWS] if isinstance(row, dict)]
    return next((name for name, fits in looks.items() if any(map(fits, objects))), None)
