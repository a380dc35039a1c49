"""One run as a row of a data set, or an object with its messages, gives it: what it says besides the messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracewalk.importers.chat_dialects import common, role_of
from tracewalk.importers.chat_turns import ITEMS
from tracewalk.importers.chat_usage import usage_of
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, moment_of, text_of
from tracewalk.importers.json_text import json_of, read_json

__all__ = ["facts_of", "looks_like_chat", "messages_of", "rows_of", "system_of"]

_MESSAGES = (
    "messages", "trajectory", "traj", "conversation", "conversations", "history", "input", "prompt", "chat_history",
    "dialogue", "contents", "chat_messages",
)  # fmt: skip
_ROWS = ("simulations", "trajectories", "runs", "rows", "data", "results")
"""Where a document has rows, each a run: tau2-bench's, for one."""
_SYSTEM = ("system", "system_prompt", "instructions")
"""What a request says to the model beside its messages."""
_COLUMNS: dict[str, tuple[str, ...]] = {
    "native_id": ("traj_id", "trajectory_id", "run_id", "session_id", "conversation_id", "uuid", "id"),
    "task_id": ("instance_id", "task_id", "problem_id"),
    "task": ("problem_statement", "instruction", "task"),
    "dataset": ("dataset",),
    "agent": ("agent", "agent_name", "scaffold"),
    "model": ("model", "model_name", "model_name_or_path"),
    "repo": ("repo",),
    "base_commit": ("base_commit",),
    "exit_status": ("exit_status", "termination_reason"),
    "patch": ("model_patch", "generated_patch", "git_patch", "pred_patch"),
}
"""Our column -> what rows call it, the first that is there."""

_SAYS = ("content", "text", "value", "tool_calls", "function_call", "reasoning")
"""Where a message says something."""
_OUTCOMES = ("resolved", "is_resolved", "target", "solved")
_SCORES = ("score", "reward")
_OTHERS = 20_000
"""Characters of a value beyond which it is not kept among the run's other facts."""


def looks_like_chat(messages: Any) -> bool:
    """Whether it is a list of chat messages: objects, of which the first tell whose they are and what they say."""
    first = list_of(messages)[:8]
    return all(map(_is_message, first)) and any(role_of(common(message)) for message in first)


def _is_message(message: Any) -> bool:
    message = common(message)
    if not isinstance(message, dict):
        return False
    if role_of(message):
        return any(name in message for name in _SAYS)
    if isinstance(message.get("role"), str):  # of another name: kept as a user's
        return isinstance(message.get("content"), str | list)
    return message.get("type") in ITEMS


def messages_of(row: Any) -> tuple[str, list[Any]] | None:
    """The column of an object in which its messages are, and them; they may stand in it as JSON text."""
    for name in _MESSAGES:
        value: Any = dict_of(row).get(name)
        if isinstance(value, str) and value.lstrip()[:1] == "[":
            try:
                value = read_json(value.encode())
            except (ValueError, UnicodeError):
                continue
        if isinstance(value, list) and looks_like_chat(value):
            return name, value + _answer(row)
    return None


def rows_of(document: Any) -> tuple[str, list[Any]]:
    """The rows of a document, each of which may be a run, and the key that holds them, "" in a list."""
    if isinstance(document, dict):
        for name in _ROWS:
            rows = list_of(document.get(name))
            if any(messages_of(row) for row in rows[:8]):
                return name, rows
    return "", list_of(document)


def system_of(row: Any, messages: list[Any]) -> tuple[str, Any] | None:
    """The key under which a request has the system's prompt beside its messages, and that; None where they hold one."""
    if any(role_of(common(message)) == "system" for message in messages[:8] if isinstance(message, dict)):
        return None
    given = ((name, dict_of(row).get(name)) for name in _SYSTEM)
    return next(((name, value) for name, value in given if value and isinstance(value, str | list)), None)


def _answer(row: dict[str, Any]) -> list[Any]:
    """The messages that a server gave back, where the object is a request with its answer."""
    if looks_like_chat(completion := list_of(row.get("completion"))):
        return completion
    for answer in (row, dict_of(row.get("response"))):
        if answer.get("type") == "message" and role_of(answer) == "agent":
            return [answer]
        output = list_of(answer.get("output"))
        if output and all(map(_is_message, output[:8])):
            return output
        choices = list_of(answer.get("choices"))
        message = dict_of(choices[0]).get("message") if choices else None
        if isinstance(message, dict):
            return [{"role": "assistant"} | message | {"usage": answer.get("usage"), "model": answer.get("model")}]
    return []


def facts_of(row: Mapping[str, Any], column: str | None, notes: dict[str, int]) -> dict[str, Any]:
    """The columns of a trajectory that a row fills; what it says besides is `metadata`."""
    facts: dict[str, Any] = {}
    for ours, theirs in _COLUMNS.items():
        name = next((name for name in theirs if isinstance(row.get(name), str | int)), None)
        if name is not None and not isinstance(row[name], bool):
            facts[ours] = text_of(row[name])
    if patch := dict_of(row.get("test_result")).get("git_patch"):
        facts.setdefault("patch", text_of(patch))
    facts |= _outcome(row)
    facts |= {f"{name}": value for name, value in usage_of(row.get("usage")).items()}
    cost = float_of(row.get("instance_cost", row.get("total_cost", row.get("cost", row.get("agent_cost")))))
    if cost is not None:
        facts["cost"] = cost
    at, guessed = moment_of(row.get("created_at", row.get("timestamp", row.get("created"))))
    facts["started_at"] = at
    if guessed:
        notes["times without a zone, taken as UTC"] = 1
    others = {name: value for name, value in row.items() if name != column and _is_small(value)}
    facts["metadata"] = json_of(others) if others else None
    return facts


def _outcome(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _SCORES:
        if (score := float_of(row.get(name, dict_of(row.get("reward_info")).get(name)))) is not None:
            found["score"] = score
            break
    for name in _OUTCOMES:
        value = row.get(name)
        if isinstance(value, bool) or (isinstance(value, int | float) and int_of(value) in (0, 1)):
            return found | {"outcome": "solved" if value else "unsolved", "outcome_from": name}
    return found


def _is_small(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _OTHERS
    return value is None or isinstance(value, bool | int | float) or len(json_of(value)) <= _OTHERS
