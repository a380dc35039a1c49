"""Which run of Claude Code started which: told by ids of agents and calls, else by the prompt that was handed on."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracewalk.frozen import frozen
from tracewalk.importers.claude_code_run import DELEGATES
from tracewalk.importers.claude_code_runs import Runs
from tracewalk.importers.entries import Entry, entries_of
from tracewalk.importers.given import dict_of, text_of
from tracewalk.importers.json_text import read_json
from tracewalk.importers.log_heads import heads_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tracewalk.importers.claude_code_run import Run

__all__ = ["Kin", "Link", "elements", "kin_beside", "kin_of", "links", "meta_of", "with_meta"]

_SESSION = re.compile(rb'"sessionId"\s*:\s*"([^"\\]{1,200})"')
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,200}")
_DEEPEST = 4
"""Folders between the log of a sub-agent and that of its session."""
_META_BYTES = 65_536
_MOST_BESIDE = 1_000


@frozen
class Kin:
    """What shows how one run belongs to others."""

    trajectory: str
    side: bool
    session: str | None
    agent: str | None
    caller: str | None
    """Id of the call that started it."""
    crew: str | None
    """Id of the workflow in which it worked with others."""
    prompt: str | None
    calls: Mapping[str, int]
    """Number of the turn, by the id of a call that starts a sub-agent."""
    spawned: Mapping[str, str]
    """Id of the call, by the id of the sub-agent that it started."""
    briefs: Mapping[str, str]
    """Id of the call, by the prompt that it alone gave."""


@frozen
class Link:
    """A run, and the call that started it."""

    child: str
    parent: str
    turn: int
    call: str
    guessed: bool
    """It is found by the prompt alone."""


def kin_of(run: Run) -> Kin:
    """What a run that is read to its end shows."""
    calls: dict[str, int] = {}
    briefs: dict[str, list[str]] = {}
    for call_id, (turn, number) in run.calls.items():
        if turn.calls[number].tool in DELEGATES:
            calls[call_id] = turn.number
            if brief := _prompt(turn.calls[number].arguments):
                briefs.setdefault(brief, []).append(call_id)
    # A call is also one that starts a sub-agent where only its result says so.
    calls |= {call: run.calls[call][0].number for call in run.spawned.values() if call in run.calls}
    return Kin(
        run.id.text,
        run.side,
        run.session,
        run.agent,
        run.caller,
        None,
        run.facts.prompt,
        calls,
        {agent: call for agent, call in run.spawned.items() if call in calls},
        {brief: found[0] for brief, found in briefs.items() if len(found) == 1},
    )


def _prompt(arguments: str) -> str | None:
    try:
        given = dict_of(read_json(arguments.encode("utf-8", "surrogatepass")))
    except ValueError:
        return None
    prompt = given.get("prompt")
    return prompt.strip() or None if isinstance(prompt, str) else None


def links(kin: Iterable[Kin]) -> Iterator[Link]:
    """Which of some runs of one session started which."""
    known = {one.trajectory: one for one in kin}.values()
    calls = {call: one for one in known for call in one.calls}
    agents = {agent: (one, call) for one in known for agent, call in one.spawned.items()}
    briefs = Counter(brief for one in known for brief in one.briefs)
    prompts = Counter(one.prompt for one in known if one.side)
    by_brief = {brief: (one, call) for one in known for brief, call in one.briefs.items() if briefs[brief] == 1}
    here = {one.agent for one in known if one.side}
    taken = {one.caller for one in known} | {call for agent, (_, call) in agents.items() if agent in here}
    for one in known:
        if not one.side:
            continue
        if one.caller in calls and one.caller is not None:
            found = (calls[one.caller], one.caller, False)
        elif one.agent in agents and one.agent is not None:
            found = (*agents[one.agent], False)
        elif one.crew in agents and one.crew is not None:
            found = (*agents[one.crew], False)
        elif one.prompt in by_brief and prompts[one.prompt] == 1 and by_brief[one.prompt][1] not in taken:
            found = (*by_brief[one.prompt], True)
        else:
            continue
        parent, call, guessed = found
        if parent is not one:
            yield Link(one.trajectory, parent.trajectory, parent.calls[call], call, guessed)


def kin_beside(path: Path, sessions: set[str], limit: int) -> list[Kin]:
    """The runs in other logs of the same sessions: beside this one, and where Claude Code keeps those of sub-agents."""
    found: list[Kin] = []
    for other in list(_beside(path, sessions))[:_MOST_BESIDE]:
        try:
            state = other.stat()
            found += _outline(str(other), state.st_size, state.st_mtime_ns, limit)
        except OSError:
            continue
    return [one for one in found if one.session in sessions]


def _beside(path: Path, sessions: set[str]) -> Iterator[Path]:
    seen = {path}
    for found in _candidates(path, sessions):
        if found not in seen and found.is_file() and not found.is_symlink():
            seen.add(found)
            yield found


def _candidates(path: Path, sessions: set[str]) -> Iterator[Path]:
    names = [session for session in sorted(sessions) if _PLAIN.fullmatch(session)]
    for folder in [path.with_suffix(""), *(path.parent / name for name in names)]:
        yield from sorted((folder / "subagents").rglob("*.jsonl"))
    for above in list(path.parents)[:_DEEPEST]:
        if above.name == "subagents":
            yield from sorted(above.rglob("*.jsonl"))
            yield above.parent.parent / f"{above.parent.name}.jsonl"
            yield from (above.parent.parent / f"{name}.jsonl" for name in names)
            break
    wanted = {session.encode() for session in sessions}
    for other, head in heads_in(path.parent):
        if any(name in wanted for name in _SESSION.findall(head)):
            yield other


@lru_cache(maxsize=2_048)
def _outline(path: str, _size: int, _changed: int, limit: int) -> tuple[Kin, ...]:
    """The runs of another log."""
    runs = Runs()
    for entry in entries_of(Path(path), limit, elements):
        if isinstance(entry, Entry):
            runs.feed(entry)
    for run in runs.rest():
        run.finish()
    return tuple(with_meta(kin_of(run), Path(path)) for run in runs.rest() if run.turns)


def with_meta(kin: Kin, path: Path) -> Kin:
    """What the log of a sub-agent is called, and what stands beside it, says which it is and which call started it."""
    if not kin.side:
        return kin
    named = path.stem.removeprefix("agent-") if path.stem.startswith("agent-") else None
    caller = kin.caller or text_of(meta_of(path).get("toolUseId"))
    crew = path.parent.name if path.parent.parent.name == "workflows" else None
    return replace(kin, caller=caller, crew=crew, agent=kin.agent or (named if kin.caller is None else None))


def meta_of(path: Path) -> dict[str, Any]:
    """What the small file beside the log of a sub-agent says of it."""
    try:
        with path.with_suffix(".meta.json").open("rb") as file:
            raw = file.read(_META_BYTES)
        return dict_of(read_json(raw))
    except (OSError, ValueError):
        return {}


def elements(value: Any) -> list[tuple[str, Any]] | None:
    """The records of a log that is one document, as `claude -p --output-format json --verbose` writes."""
    return [(f"/{at}", one) for at, one in enumerate(value)] if isinstance(value, list) else None
