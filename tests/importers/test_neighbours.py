"""Logs of other agents are refused by name, and never taken for something else; agents' hidden folders are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.importers.conftest import imported
from tests.importers.logs import OPTIONS, written
from tests.importers.test_archives import zipped

from tracewalk.importers.registry import recognise
from tracewalk.importers.run import files_of
from tracewalk.importers.sample import take_sample
from tracewalk.lake import Lake

PARTS = [{"text": "Fix it"}]
TOOL = {"status": "success", "value": {"name": "shell", "arguments": {"command": "ls"}}}
OTHERS: dict[str, Any] = {
    "Gemini CLI": {
        "sessionId": "s", "projectHash": "h", "messages": [{"type": "user", "content": "Fix"}, {"type": "gemini"}],
    },
    "OpenCode": {"info": {"id": "ses"}, "messages": [{"info": {"role": "user"}, "parts": PARTS}]},
    "GitHub Copilot": {"requests": [{"message": {"text": "Fix"}}], "responderUsername": "GitHub Copilot"},
    "Cline": [{"ts": 1, "type": "say", "say": "task", "text": "Fix"}],
    "HTTP": {"log": {"version": "1.2", "entries": []}},
    "Qwen Code": "\n".join(
        json.dumps({"uuid": n, "sessionId": "q", "type": who, "message": {"role": role, "parts": PARTS}})
        for n, (who, role) in enumerate([("user", "user"), ("assistant", "model")])
    ),
    "Goose": "\n".join(
        map(json.dumps, [
            {"working_dir": "/w", "description": "d", "message_count": 1},
            {"role": "assistant", "created": 1, "content": [{"type": "toolRequest", "id": "c", "toolCall": TOOL}]},
        ])
    ),
    "Pi": json.dumps({"type": "session", "version": 3, "id": "p", "cwd": "/w"}) + '\n{"type": "message"}',
    "LangSmith": "\n".join(json.dumps({"id": n, "run_type": "chain", "inputs": {}, "outputs": {}}) for n in "ab"),
    "dump of LangSmith": [{"id": "a", "run_type": "llm", "inputs": {}, "outputs": {}}],
    "GitHub Copilot CLI": '{"type": "session.start", "data": {}}\n{"type": "assistant.message", "data": {}}',
    "Droid": '{"type": "session_start", "id": "d", "title": "t"}\n{"type": "message", "message": {"role": "user"}}',
    "Moatless": {"transitions": [{"name": "PlanToCode", "properties": {}, "actions": []}], "info": {}},
    "typed into Gemini CLI": [{"sessionId": "s", "messageId": 0, "type": "user", "message": "Fix", "timestamp": "t"}],
    "stream of Gemini CLI": '{"type": "init", "timestamp": "t", "session_id": "s", "model": "m"}\n{"type": "message"}',
    "Antigravity": '{"step_index": 0, "source": "MODEL", "type": "GENERIC", "status": "DONE"}',
    "export of ChatGPT": [{"title": "t", "mapping": {}, "current_node": "n"}],
    "Langfuse": [{"id": "a", "traceId": "t", "type": "SPAN", "startTime": "t"}],
    "Phoenix": '{"name": "llm", "span_kind": "LLM", "context": {"trace_id": "t"}}',
    "Kiro": {"conversation_id": "k", "history": [{"user": {"content": {}}, "assistant": {}}]},
    "Aider": "\n# aider chat started at 2026-01-02 03:04:05\n\n#### fix it\n",
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_the_log_of_another_agent_is_refused_by_name(name: str, tmp_path: Path) -> None:
    said = recognise(take_sample(written(tmp_path, OTHERS[name]), 1_000_000), OPTIONS)
    assert isinstance(said, str)
    assert name in said
    assert "which is not read" in said


LINE = {"sessionId": "s", "uuid": "u", "type": "user", "message": {"role": "user", "content": "Fix it"}}
FILES = {
    ".claude/projects/-w/s.jsonl": json.dumps(LINE),
    ".claude/projects/-w/s/subagents/workflows/wf_1/journal.jsonl": '{"type":"started","key":"v2:1","agentId":"a"}',
    ".claude/settings.json": "{}",
    ".claude/todos/a.json": "[]",
    ".git/config": "[core]",
    "__MACOSX/a.json": "{}",
}


@pytest.mark.parametrize("zip_it", [False, True])
def test_the_hidden_folders_in_which_agents_keep_logs_are_read(zip_it: bool, lake: Lake, tmp_path: Path) -> None:
    for name, content in FILES.items():
        written(tmp_path / "home", content, name)
    given = zipped(tmp_path / "a.zip", {name: text.encode() for name, text in FILES.items()}) if zip_it else tmp_path
    done = imported(lake, given)
    assert (done.n_files, done.counts, done.faults) == (2, {"imported": 1}, [])
    assert [skipped.reason for skipped in done.skipped] == [
        "the journal of a workflow of Claude Code, whose agents have logs of their own"
    ]
    assert len(files_of([tmp_path / "home" / ".claude"])) == 2
