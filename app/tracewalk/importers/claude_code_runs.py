"""The lines of a log of Claude Code sorted into runs: that of the session, and those of sub-agents in the same file."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from tracewalk.importers.claude_code_content import blocks_of, is_result
from tracewalk.importers.claude_code_run import Run, session_of
from tracewalk.importers.given import dict_of, text_of

if TYPE_CHECKING:
    from tracewalk.importers.entries import Entry

__all__ = ["Runs"]

_RECENT = 64
"""Runs that are asked whether a result without a session answers a call of theirs."""


class Runs:
    """The runs of a file so far."""

    def __init__(self) -> None:
        self._all: dict[int, Run] = {}
        self._main: dict[str | None, Run] = {}
        """Of each session."""
        self._side: dict[tuple[str | None, str], Run] = {}
        """Of each session's sub-agents, by their id or that of the call that started them."""
        self._by_uuid: dict[str, Run] = {}
        self._current: Run | None = None
        self._latest_side: Run | None = None
        self._waiting: list[Entry] = []
        """Lines that say nothing of their session, before the first that does."""
        self._size: dict[int, int] = {}
        self._held = 0
        """Bytes of all runs."""
        self._recent: deque[Run] = deque(maxlen=_RECENT)

    def feed(self, entry: Entry) -> None:
        """Gives a line to its run."""
        run = self._run_of(entry.value)
        if run is None:
            self._waiting.append(entry)
            return
        if self._waiting:
            before, self._waiting = self._waiting, []
            for one in before:
                self._give(run, one)
        self._give(run, entry)

    def finished(self, limit: int) -> list[Run]:
        """Runs of earlier sessions of a file of many, once they hold more than `limit` bytes together."""
        if self._held <= limit or self._current is None or self._held - self._size[id(self._current)] <= limit:
            return []
        session = self._current.session
        done = [run for run in self._all.values() if run.session != session]
        if done:
            for run in done:
                self._held -= self._size.pop(id(run))
                del self._all[id(run)]
            kept = {id(run) for run in self._all.values()}
            self._main = {key: run for key, run in self._main.items() if id(run) in kept}
            self._side = {key: run for key, run in self._side.items() if id(run) in kept}
            self._by_uuid = {key: run for key, run in self._by_uuid.items() if id(run) in kept}
        return done

    def rest(self) -> list[Run]:
        """All runs that are left, in the order in which they begin."""
        return list(self._all.values())

    def _give(self, run: Run, entry: Entry) -> None:
        uuid = entry.value.get("uuid")
        if isinstance(uuid, str):
            self._by_uuid[uuid] = run
        self._size[id(run)] += len(entry.raw)
        self._held += len(entry.raw)
        run.feed(entry)

    def _run_of(self, value: dict[str, Any]) -> Run | None:
        session = session_of(value)
        caller = text_of(value.get("parent_tool_use_id"))
        if value.get("isSidechain") is True or caller:
            return self._side_run(value, session or (self._current.session if self._current else None), caller)
        if value.get("type") not in ("user", "assistant"):
            if found := self._main.get(session) or (self._current if session is None else None):
                return found
            known = self._current or self._latest_side
            return self._main_run(value, session) if session and value.get("type") == "system" and not known else known
        return self._answered(value, session) or self._main_run(value, session)

    def _main_run(self, value: dict[str, Any], session: str | None) -> Run:
        parent = self._parent(value)
        found = self._main.get(session)
        if found is None and session is None:
            found = parent or self._current
        elif found is None and None in self._main:
            # The first lines of its session do not name it.
            found = self._main[session] = self._main.pop(None)
            found.session = session
        elif found is None and parent is not None and not parent.side:
            # A session that goes on from another one begins with a copy of it.
            found = self._main[session] = parent
            parent.session = session
        if found is None:
            found = self._new(session)
        self._current = found
        return found

    def _answered(self, value: dict[str, Any], session: str | None) -> Run | None:
        """The run whose call a result answers that says no session, as some streams have it."""
        if session is None and value.get("type") == "user" and "parent_tool_use_id" not in value:
            for block in blocks_of(dict_of(value.get("message")).get("content")):
                call_id = text_of(dict_of(block).get("tool_use_id")) if is_result(block) else None
                for run in self._recent:
                    if call_id in run.calls and id(run) in self._all:
                        return run
        return None

    def _side_run(self, value: dict[str, Any], session: str | None, caller: str | None) -> Run:
        agent = text_of(value.get("agentId"))
        name = agent or caller
        parent = self._parent(value)
        found = self._side.get((session, name)) if name else None
        if found is None and parent is not None and parent.side and (name is None or parent.agent in (None, agent)):
            found = parent
        latest = self._latest_side
        orphan = parent is None and isinstance(value.get("parentUuid"), str)
        if found is None and orphan and latest and latest.session == session and None in (agent, latest.agent):
            found = latest
        if found is None:
            found = Run(session, agent, caller)
            found.side = True
            self._keep(found)
        found.agent = found.agent or agent
        if name:
            self._side[session, name] = found
        self._latest_side = found
        return found

    def _parent(self, value: dict[str, Any]) -> Run | None:
        uuid = value.get("parentUuid")
        return self._by_uuid.get(uuid) if isinstance(uuid, str) else None

    def _new(self, session: str | None) -> Run:
        run = Run(session, None, None)
        self._main[session] = run
        self._current = run
        self._keep(run)
        return run

    def _keep(self, run: Run) -> None:
        self._all[id(run)] = run
        self._recent.append(run)
        self._size[id(run)] = 0
