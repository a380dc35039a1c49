"""Files that stand beside runs and hold none, told by their content: patches, pictures, scripts, settings, logs."""

from __future__ import annotations

import re
from typing import Any

from tracewalk.importers.sample import Sample

__all__ = ["may_hold_runs", "why_beside"]

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF")
_STRUCTURED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{|\"|\[\s*[\[{\"\]])|PK|PAR1")
_PATCH = re.compile(r"(?:diff --git |Index: |--- \S.*\n\+\+\+ )")
_SETTING = re.compile(r"\s*(?:- |#|[\w./*'\"-]+(?: [\w-]+)*:(?:\s|$)|\[[\w.\"-]+\]$|[\w-]+ = )|\s{2,}\S|\s*$|---$")
_LOGGED = re.compile(
    r"[\[(]?(?:\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d)|(?:\S+ ){0,3}(?:DEBUG|INFO|WARN|WARNING|ERROR)\b",
)
_TERMINAL = re.compile(r"(?:\x1b[\[\]]|[\w.-]{1,64}@[\w.-]{1,64}:[^\s#$]{0,200}[#$](?: |$))", re.MULTILINE)
_RECORDING = re.compile(rb'\{"version": ?[1-3], ?"(?:width|term)": ?[\d{]')
"""How a recording by asciinema begins."""
_JOURNAL = re.compile(rb'\{"type": ?"started", ?"key": ?"[^"]{1,200}", ?"agentId": ?"')
_LARGEST = 100_000
"""Bytes of such a file."""
_LINES = 40
_CHARS = 500
"""Of a text, and of each of its lines, by which it is told."""
_SETTINGS = (
    ("the settings of an OpenHands evaluation", ("agent_class", "llm_config")),
    ("the settings of a Harbor trial or job", ("trials_dir", "agent", "environment")),
    ("the settings of a Harbor trial or job", ("jobs_dir", "agents", "datasets")),
    ("the settings of a Terminal-Bench run", ("run_id", "dataset_path", "agent_name")),
    ("an answer of Terminus, which the run of its request holds", ("state_analysis", "commands")),
    ("an answer of Terminus, which the run of its request holds", ("analysis", "plan", "commands")),
)
"""What a JSON object is, by keys that it has."""
_KEY = re.compile(b'"(?:%s)"' % b"|".join(keys[0].encode() for _, keys in _SETTINGS))
"""The first of them."""


def may_hold_runs(sample: Sample) -> bool:
    """Whether it is JSON, Parquet or an archive, as all logs of runs are."""
    return _STRUCTURED.match(sample.head) is not None


def why_beside(sample: Sample) -> str | None:
    """Why a file holds no run, where it is of a kind that stands beside runs; None where it may be anything."""
    if sample.head.startswith(_PICTURES):
        return "a picture"
    if _RECORDING.match(sample.head):
        return "a recording of a terminal"
    if _JOURNAL.match(sample.head):
        return "the journal of a workflow of Claude Code, whose agents have logs of their own"
    if may_hold_runs(sample):
        return _of_document(sample)
    text = sample.text
    return _of_text(text.lstrip()) if text and "<|" not in text[:200] else None


def _of_text(text: str) -> str | None:
    if text.startswith("#!"):
        return "a script"
    if _PATCH.match(text):
        return "a patch"
    if _TERMINAL.match(text):
        return "what a terminal showed"
    lines = [line[:_CHARS] for line in text.split("\n", _LINES)[:_LINES] if line.strip()]
    if sum(_LOGGED.match(line) is not None for line in lines) * 2 > len(lines):
        return "a program's log"
    return "settings" if len(lines) > 1 and all(map(_SETTING.match, lines)) else None


def _of_document(sample: Sample) -> str | None:
    if sample.size > _LARGEST or not _KEY.search(sample.head):
        return None
    value: Any = sample.document
    if not isinstance(value, dict) or value.keys() & {"messages", "history", "trajectory", "steps", "rollouts"}:
        return None
    return next((what for what, keys in _SETTINGS if all(key in value for key in keys)), None)
