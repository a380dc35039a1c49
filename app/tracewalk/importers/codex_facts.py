"""What the records of a run of Codex say of the run as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, int_of, moment_of, sound, text_of
from tracewalk.importers.instance import repo_at
from tracewalk.importers.json_text import json_of

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Facts"]

_NAMES = (
    "originator", "source", "thread_source", "model_provider", "agent_nickname", "agent_role", "agent_path",
    "history_mode", "provider", "approval", "sandbox",
)  # fmt: skip
_CONTEXT = ("effort", "approval_policy", "sandbox_policy", "collaboration_mode")
_NO_TASK = (
    "<environment_context>", "<user_instructions>", "<permissions instructions>", "<collaboration_mode>", "<skill",
    "<multi_agent_mode>", "<apps_instructions>", "<INSTRUCTIONS>", "<turn_aborted>", "<user_shell_command>",
    "<user_action>", "<subagent_notification>", "# AGENTS.md", "You are `/root`",
)  # fmt: skip
_FOLDER = re.compile(r"<cwd>([^<>\n]{1,4096})</cwd>")


class Facts:
    """Filled in as the records come."""

    def __init__(self) -> None:
        self.thread: str | None = None
        self.version: str | None = None
        self.cwd: str | None = None
        self.commit: str | None = None
        self.repo: str | None = None
        self.instructions: str | None = None
        self.parent: str | None = None
        """The thread that started it."""
        self.forked: str | None = None
        """The thread that it goes on from."""
        self.path: str | None = None
        """Its name within those that one thread started."""
        self.start: int | None = None
        """Number of the first record that is its own."""
        self.window: int | None = None
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.n_records = 0
        self.task: str | None = None
        self.exit_status: str | None = None
        self._typed = False
        self._others: dict[str, Any] = {}

    def see(self, at: datetime | None) -> None:
        """Takes when something was."""
        if at is not None:
            self.first = min(self.first or at, at)
            self.last = max(self.last or at, at)

    def begin(self, meta: dict[str, Any]) -> None:
        """Takes the head of a log."""
        self.thread = text_of(meta.get("id") or meta.get("session_id") or meta.get("thread_id"))
        self.version = text_of(meta.get("cli_version"))
        self.cwd = text_of(meta.get("cwd") or meta.get("workdir")) or None
        self.see(moment_of(meta.get("timestamp"))[0])
        git = dict_of(meta.get("git"))
        self.commit = text_of(git.get("commit_hash"))
        self.repo = repo_at(git.get("repository_url"))
        self._keep(branch=git.get("branch"), repository_url=git.get("repository_url"))
        told = meta.get("base_instructions") or meta.get("instructions")
        told = told.get("text") if isinstance(told, dict) else told
        self.instructions = sound(told) if isinstance(told, str) and told.strip() else None
        spawned = dict_of(dict_of(dict_of(meta.get("source")).get("subagent")).get("thread_spawn"))
        self.parent = text_of(spawned.get("parent_thread_id") or meta.get("parent_thread_id"))
        self.forked = text_of(meta.get("forked_from_id"))
        self.path = text_of(meta.get("agent_path") or spawned.get("agent_path"))
        self.start = int_of(meta.get("subagent_history_start_ordinal"))
        self._keep(cwd=self.cwd, **{name: meta.get(name) for name in _NAMES})

    def turn_context(self, given: dict[str, Any]) -> None:
        """Takes what holds for the requests of one task."""
        self._keep(**{name: given.get(name) for name in _CONTEXT})

    def asked(self, text: str | None, *, typed: bool) -> str | None:
        """Takes a message of the user, the first of which is the task; gives the folder that it tells of."""
        text = (text or "").strip()
        aside = text.startswith(_NO_TASK)
        if text and not aside and (self.task is None or (typed and not self._typed)):
            self.task = text
            self._typed = typed
        found = _FOLDER.search(text[:4096]) if text.startswith("<environment_context>") else None
        return found[1] if found else None

    def ended(self, status: str, **more: Any) -> None:
        """Takes how a task ended."""
        self.exit_status = status
        self._others |= {name: value for name, value in more.items() if value is not None}

    def named(self, title: Any) -> None:
        """Takes what the run is called."""
        if isinstance(title, str) and title:
            self._others["title"] = sound(title)

    def room(self, window: Any) -> None:
        """Takes how much the model's context holds."""
        self.window = int_of(window) or self.window

    def metadata(self, **more: Any) -> str | None:
        """All else that is told, as JSON."""
        told = self._others | {name: value for name, value in more.items() if value}
        return sound(json_of(told)) if told else None

    def _keep(self, **told: Any) -> None:
        for name, value in told.items():
            if value not in (None, "", [], {}):
                self._others.setdefault(name, value)
