"""What a tool printed, without what the agent's harness puts around it; and whether a call failed, by its words."""

from __future__ import annotations

import json
import re

from tracewalk.model import ToolCall

__all__ = ["complains", "failed_edit", "is_cut", "printed", "says_failed"]

_CODEX_HEAD = re.compile(r"(?:[^\n]{0,200}\n){1,8}?(?:Output|Total output lines: \d+):\n")
_OPENHANDS_TAIL = re.compile(r"\n\[(?:The command (?:completed|has no new|timed)|Command finished|Current working dir)")
_CWM_CODE = re.compile(r"-?\d{1,5}\n\n")
_CUT = (
    "<response clipped>",
    "output_head>",
    "output of your last command was too long",
    "bservation truncated",
    "utput truncated",
    "[...",
    "... [",
    "...[",
    "<NOTE>To save on context",
    "truncated …",
    "(truncated)",
)
"""What says that a part of an output is left out, and what does after a number of something."""
_CUT_PARTS = ("characters", "chars", "tokens", "lines", "bytes")
_CUT_WORDS = ("elided", "truncated", "omitted", "were elided", "were truncated", "were omitted")
_FAILED = re.compile(
    r"\s*(?:<tool_use_error>|ERROR\b|Error\b|error:|No replacement was performed|Invalid `|Failed to |"
    r"String to replace not|"
    r"File has not been read|The path |apply_patch verification failed|Your proposed edit has introduced|"
    r"Your edit was not applied|Text not found|No file open|Usage: |usage: |Multiple occurrences|Only one search|"
    r"File already exists|Cannot |Could not |Permission denied|Found \d+ matches of the string|No changes to|"
    r"The user doesn't want|The arguments provided|Search text must not be empty|Your search and replace strings|"
    r"New string is identical|File not found|Path is empty|File creation failed|Parameter `|Missing required|"
    r"Wrong flag|InputValidationError|Unknown tool|Interactive operation|Traceback )"
)
_FAILED_WITHIN = re.compile(
    r"NOT been applied|\(file not modified\)|No replacement was performed|already exists\. Cannot"
)
_LOOKED_AT = 4_000


def printed(observation: str) -> str:
    """What came out of a call; the wrappers of mini-swe-agent, CWM, Codex and OpenHands are taken off."""
    text = observation
    if text.startswith('{"output"'):
        text = _codex_object(text)
    begin = text.find("<output>\n", 0, _LOOKED_AT)
    if begin >= 0 and (end := text.rfind("</output>")) > begin:
        inner = text[begin + len("<output>\n") : end]
        if "<budget>" in text[end:] or _CWM_CODE.match(inner):
            inner = _CWM_CODE.sub("", inner, count=1).removesuffix("\n")
        text = inner
    elif head := _CODEX_HEAD.match(text[:_LOOKED_AT]):
        text = text[head.end() :]
    elif tail := _OPENHANDS_TAIL.search(text, max(0, len(text) - 500)):
        text = text[: tail.start()]
    return text.replace("\r\n", "\n") if "\r\n" in text else text


def _codex_object(text: str) -> str:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return text
    output = given.get("output") if isinstance(given, dict) else None
    return output if isinstance(output, str) else text


def is_cut(observation: str) -> bool:
    """Whether something says that a part of what was printed is left out."""
    if any(sign in observation for sign in _CUT):
        return True
    told = any(word in observation for word in _CUT_WORDS[:3])
    return told and any(f" {part} {word}" in observation for part in _CUT_PARTS for word in _CUT_WORDS)


def failed_edit(call: ToolCall) -> bool:
    """Whether a call of a tool that edits failed: as recorded, or as the first words that came back say."""
    return bool(call.error or call.malformed) or says_failed(call.observation or "")


def says_failed(observation: str) -> bool:
    """Whether the first words that an editing tool gave back say that it did not edit."""
    said = observation[:_LOOKED_AT]
    return _FAILED.match(said) is not None or _FAILED_WITHIN.search(said) is not None


def complains(observation: str, program: str, path: str | None) -> bool:
    """Whether an output has a line in which a program, or the shell about a path, says that something went wrong."""
    said = observation[:_LOOKED_AT]
    named = path.rsplit("/", 1)[-1] if path else ""
    for line in said.split("\n"):
        if program and line.startswith((f"{program}: ", f"error: {program}")):
            return True
        if named and named in line and ("No such file or directory" in line or "Is a directory" in line):
            return True
    return False
