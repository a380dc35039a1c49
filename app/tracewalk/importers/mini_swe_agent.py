"""Format `mini-swe-agent`: its `.traj.json` files of any version.

Version 0 wrote a bare list of messages; since then a document has `messages`, `info` and `trajectory_format`. Actions
are text (versions 0 and 1, and some models of 2), calls of tools (2), or items of the Responses API (2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_documents import document_sources, guess_of_documents, told
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading
from tracewalk.importers.given import dict_of, list_of
from tracewalk.importers.mini_swe_agent_actions import FINISHED, actions_in
from tracewalk.importers.mini_swe_agent_run import run_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_INFO = frozenset({"mini_version", "model_stats", "exit_status", "config"})
_LOOKED_AT = 400
"""Messages of a bare list in which a command is looked for."""


def _guess(sample: Sample, _options: Options) -> Guess:
    return guess_of_documents(sample, _likeness)


def _likeness(value: Any) -> Guess:
    if isinstance(value, list):
        if _is_bare(value):
            return Guess(1, "")
        return Guess(0, "no message of it holds a command in a ```bash block that was answered with its output")
    document = dict_of(value)
    named = str(document.get("trajectory_format")).startswith("mini-swe-agent")
    if isinstance(document.get("messages"), list) and (named or len(_INFO & dict_of(document.get("info")).keys()) > 1):
        return Guess(1, "")
    if named:
        return Guess(0.9, "it has no list of `messages`")
    return Guess(0, "it holds no `messages` beside an `info` with `mini_version`")


def _is_bare(messages: list[Any]) -> bool:
    """Whether it is a list of messages of version 0: with a command that was answered as it answers."""
    items = [dict_of(message) for message in messages[:_LOOKED_AT]]
    if not all(isinstance(item.get("content"), str) and "role" in item for item in items):
        return False
    for before, after in zip(items, [*items[1:], {}], strict=True):
        if before["role"] == "assistant" and len(actions_in(before["content"])) == 1:
            answer = str(after.get("content", ""))
            if answer.startswith(("<returncode>", "Observation:")) or any(
                mark in before["content"] for mark in FINISHED
            ):
                return True
    return False


def _read(path: Path, options: Options) -> Iterator[Reading]:
    for source, position in document_sources(path, options, FORMAT.name):
        if isinstance(source, Fault):
            yield Reading(source, position)
        elif isinstance(source.value, list) or isinstance(dict_of(source.value).get("messages"), list):
            document = {"messages": source.value} if isinstance(source.value, list) else source.value
            run = run_of(document, source, bare=isinstance(source.value, list))
            yield Reading(told(run, source), position)
        elif not source.damaged:
            names = ", ".join(list_of([*dict_of(source.value)])[:12]) or "nothing"
            yield Reading(Fault(str(path), source.line, f"it has no list of `messages`; it has: {names}"), position)


FORMAT = Format("mini-swe-agent", "a trajectory of mini-swe-agent", _guess, _read)
