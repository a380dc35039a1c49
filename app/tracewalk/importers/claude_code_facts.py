"""What the lines of a run of Claude Code say of the run as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, float_of, int_of, list_of, sound, text_of
from tracewalk.importers.json_text import json_of

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Facts"]

_NAMES = (
    "cwd",
    "gitBranch", "userType", "entrypoint", "slug", "permissionMode", "mode", "agentType", "teamName", "agentName",
    "output_style", "apiKeySource",
)  # fmt: skip
_TITLES = {"ai-title": "aiTitle", "custom-title": "customTitle", "agent-name": "agentName"}
_RESULT = ("num_turns", "duration_api_ms", "terminal_reason", "errors", "permission_denials")
_INIT = ("mcp_servers", "agents", "slash_commands", "skills", "plugins")
_NO_TASK = (
    "<local-command-", "<command-name>", "<command-message>", "<bash-", "<system-reminder>", "Caveat:",
    "[Request interrupted",
)  # fmt: skip
_MOST = 50
"""Summaries and names kept."""


class Facts:
    """Filled in as the lines come."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.model: str | None = None
        """As the first line of a stream says it."""
        self.task: str | None = None
        self.prompt: str | None = None
        """The first message of the user, whatever it is."""
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.n_records = 0
        self.compactions = 0
        self.streamed = False
        """Whether it is what `claude -p` writes, not a session's own file."""
        self.seconds: float | None = None
        self.cost: float | None = None
        self.tokens: tuple[int | None, int | None, int | None] = (None, None, None)
        """Of all prompts, of all completions, and cached."""
        self.window: int | None = None
        self._stop: tuple[int, str] | None = None
        self._result: str | None = None
        self._n_results = 0
        self._others: dict[str, Any] = {}
        self._unknown = list(_NAMES)
        self._summaries: list[str] = []

    @property
    def exit_status(self) -> str | None:
        """How it ended: as the stream's last line says, else why the last message stopped."""
        return self._result or (self._stop[1] if self._stop else None)

    def see(self, value: dict[str, Any], at: datetime | None) -> None:
        """Takes what a line says."""
        if at is not None:
            self.first = min(self.first or at, at)
            self.last = max(self.last or at, at)
        if self.version is None:
            self.version = text_of(value.get("version") or value.get("claude_code_version"))
        if not self.streamed:
            self.streamed = "session_id" in value and "sessionId" not in value
        for name in [name for name in self._unknown if value.get(name)]:
            if isinstance(found := value[name], str):
                self._others[name] = sound(found)
                self._unknown.remove(name)
        if value.get("type") not in ("user", "assistant"):
            self._note(value)

    def asked(self, texts: list[str], value: dict[str, Any]) -> None:
        """Takes a message of the user, the first of which is the task."""
        text = "\n".join(texts).strip()
        if not text:
            return
        self.prompt = self.prompt or text
        aside = value.get("isMeta") is True or value.get("isCompactSummary") is True or text.startswith(_NO_TASK)
        if self.task is None and not aside:
            self.task = text

    def stopped(self, reason: Any, turn: int) -> None:
        """Takes why a message stopped: of its lines only the last may say it."""
        if isinstance(reason, str) and reason:
            self._stop = (turn, sound(reason))
        elif self._stop and turn > self._stop[0]:
            self._stop = None

    def metadata(self, **more: Any) -> str | None:
        """All else that is told, as JSON."""
        told = {**self._others, **({"summaries": self._summaries} if self._summaries else {})}
        told |= {"compactions": self.compactions} if self.compactions else {}
        told |= {name: value for name, value in more.items() if value is not None}
        return sound(json_of(told)) if told else None

    def _note(self, value: dict[str, Any]) -> None:
        """Takes a line that is no message."""
        kind = value.get("type")
        if kind == "summary" and isinstance(found := value.get("summary"), str) and len(self._summaries) < _MOST:
            self._summaries.append(sound(found))
        elif isinstance(kind, str) and kind in _TITLES and isinstance(found := value.get(_TITLES[kind]), str):
            self._others["title"] = sound(found)
        elif kind == "system" and value.get("subtype") == "init":
            self._begin(value)
        elif kind == "result":
            self._end(value)

    def _begin(self, value: dict[str, Any]) -> None:
        self.streamed = True
        self.model = self.model or text_of(value.get("model"))
        if tools := [tool for tool in list_of(value.get("tools")) if isinstance(tool, str)]:
            self._others.setdefault("tools", tools)
        for name in _INIT:
            if value.get(name):
                self._others.setdefault(name, value[name])

    def _end(self, value: dict[str, Any]) -> None:
        """Takes the last line of a stream; of several each counts all before it."""
        self.streamed = True
        self._result = text_of(value.get("subtype")) or self._result
        cost = value.get("total_cost_usd", value.get("cost_usd"))
        self.cost = self.cost if float_of(cost) is None else float_of(cost)
        if (took := float_of(value.get("duration_ms"))) is not None:
            self.seconds = (self.seconds or 0.0) + took / 1000
        for name in _RESULT:
            if value.get(name):
                self._others[name] = value[name]
        if value.get("is_error") is True:
            self._others["is_error"] = True
        self._totals(value)

    def _totals(self, value: dict[str, Any]) -> None:
        named = {name: dict_of(usage) for name, usage in dict_of(value.get("modelUsage")).items()}
        models = list(named.values())
        self._n_results += 1
        if not models and self._n_results == 1:  # old versions say it of all models together, and of several not whose
            told = [dict_of(value.get("usage"))]
            cached = ("cache_read_input_tokens",)
            prompt = _sum(told, "input_tokens", "cache_creation_input_tokens", *cached)
            self.tokens = (prompt, _sum(told, "output_tokens"), _sum(told, *cached))
        elif not models:
            self.tokens = (None, None, None)
        else:
            names = ("inputTokens", "cacheReadInputTokens", "cacheCreationInputTokens")
            self.tokens = (
                _sum(models, *names),
                _sum(models, "outputTokens"),
                _sum(models, "cacheReadInputTokens"),
            )
            usage = models[0] if len(models) == 1 else named.get(self.model or "", {})
            self.window = int_of(usage.get("contextWindow")) or self.window


def _sum(models: list[dict[str, Any]], *names: str) -> int | None:
    found = [n for usage in models for name in names if (n := int_of(usage.get(name))) is not None]
    return int_of(sum(found)) if found else None
