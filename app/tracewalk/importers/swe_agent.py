"""Format `swe-agent`: trajectories of SWE-agent, of any version, as its `.traj` files hold them.

A file is one JSON document with `trajectory` (the steps), `history` (what the model was shown) and `info`; an agent
that tries several times keeps its `attempts` beside them. One document a line is read too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_documents import Source, document_sources, guess_of_documents, told
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading, Skipped
from tracewalk.importers.given import dict_of, int_of, list_of
from tracewalk.importers.swe_agent_run import run_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.agent_run import AgentRun
    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_STEP = frozenset({"observation", "response", "thought", "state"})
_AROUND = frozenset({"info", "history", "environment", "replay_config"})
"""What stands beside its steps: others have a `trajectory` of actions and observations, too."""
_DEMONSTRATION = "a demonstration of SWE-agent: it has a history, and no steps of a run"


def _guess(sample: Sample, _options: Options) -> Guess:
    return guess_of_documents(sample, _likeness)


def _likeness(value: Any) -> Guess:
    document = dict_of(value)
    if _holds_steps(document) or any(_holds_steps(dict_of(one)) for one in list_of(document.get("attempts"))):
        return Guess(1, "")
    if _is_demonstration(document):
        return Guess(1, "")
    if any(
        "action" in step and "observation" in step for step in map(dict_of, list_of(document.get("trajectory"))[:1])
    ):
        return Guess(0.5, "beside its `trajectory` stands neither `info` nor `history`")
    if isinstance(document.get("trajectory"), list) and "info" in document:
        return Guess(0.5, "the items of its `trajectory` are no steps with `action` and `observation`")
    return Guess(0, "it holds no `trajectory` of steps with `action` and `observation`")


def _holds_steps(document: dict[str, Any]) -> bool:
    steps = document.get("trajectory")
    if not isinstance(steps, list):
        return False
    first = next((step for step in steps if isinstance(step, dict)), None)
    if first is None:
        return not steps and isinstance(document.get("history"), list) and isinstance(document.get("info"), dict)
    is_step = "action" in first and "args" not in first and bool(_STEP & first.keys())
    return is_step and bool(_AROUND & document.keys() or "state" in first)


def _is_demonstration(document: dict[str, Any]) -> bool:
    """Whether it is what SWE-agent shows a model as an example: messages, each of an `agent`."""
    history = list_of(document.get("history"))
    return document.keys() == {"history"} and any("agent" in item and "role" in item for item in map(dict_of, history))


def _read(path: Path, options: Options) -> Iterator[Reading]:
    for source, position in document_sources(path, options, FORMAT.name):
        if isinstance(source, Fault):
            yield Reading(source, position)
            continue
        document = dict_of(source.value)
        if _is_demonstration(document):
            yield Reading(Skipped(str(path), _DEMONSTRATION), position)
        elif _likeness(document).likeness < 1 and not source.damaged:
            yield Reading(Fault(str(path), source.line, "it holds no `trajectory` of steps of SWE-agent"), position)
        else:
            yield from (Reading(told(run, source), position) for run in _runs(document, source))


def _runs(document: dict[str, Any], source: Source) -> Iterator[AgentRun]:
    """The run of a document, then the attempts that it was not chosen from."""
    attempts = list_of(document.get("attempts"))
    chosen = int_of(dict_of(document.get("info")).get("best_attempt_idx"))
    if _holds_steps(document):
        yield run_of(document, source, attempts=len(attempts))
    else:
        chosen = None
    for number, attempt in enumerate(attempts):
        if number != chosen and _holds_steps(dict_of(attempt)):
            yield run_of(dict_of(attempt), source.part(f"/attempts/{number}", attempt), attempt=number)


FORMAT = Format("swe-agent", "a trajectory of SWE-agent", _guess, _read)
