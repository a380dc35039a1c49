"""Format `cwm-rl`: trajectories as CWM's evaluations and reinforcement learning dump them, one line for each rollout.

Full dumps hold the tokens too, minimal ones only their text; an older form has the `transitions` at its top.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_documents import Source, document_sources, guess_of_documents, told
from tracewalk.importers.cwm_rl_run import run_of
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading
from tracewalk.importers.given import dict_of, list_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_TEXTS = frozenset({"action_str", "observation_str"})


def _guess(sample: Sample, _options: Options) -> Guess:
    return guess_of_documents(sample, _likeness)


def _likeness(value: Any) -> Guess:
    document = dict_of(value)
    found = [rollout for _, rollout in _rollouts(document)]
    if any(_holds_texts(rollout) for rollout in found):
        return Guess(1, "")
    if found:
        return Guess(0.7, "no transition of it has an `action_str` or `observation_str`")
    return Guess(0, "it holds no `rollouts` with `transitions`")


def _rollouts(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The rollouts of a line, each with where it stands; of the older form the line itself."""
    inner = [
        (f"/rollouts/{number}", rollout)
        for number, rollout in enumerate(map(dict_of, list_of(document.get("rollouts"))))
        if isinstance(_transitions(rollout), list)
    ]
    return inner or ([("", document)] if isinstance(_transitions(document), list) else [])


def _transitions(rollout: dict[str, Any]) -> Any:
    return dict_of(rollout.get("traj")).get("transitions", rollout.get("transitions"))


def _holds_texts(rollout: dict[str, Any]) -> bool:
    return any(_TEXTS & dict_of(one).keys() for one in _transitions(rollout))


def _read(path: Path, options: Options) -> Iterator[Reading]:
    for source, position in document_sources(path, options, FORMAT.name):
        if isinstance(source, Fault):
            yield Reading(source, position)
            continue
        document = dict_of(source.value)
        found = _rollouts(document)
        if not found and not source.damaged:
            yield Reading(Fault(str(path), source.line, "it holds no `rollouts` with `transitions`"), position)
        metrics = list_of(document.get("metrics"))
        for pointer, rollout in found:
            number = int(pointer.rpartition("/")[2] or 0)
            measured = dict_of(metrics[number]) if number < len(metrics) else {}
            run = run_of(rollout, measured, _place(source, pointer, rollout, len(found)))
            yield Reading(told(run, source), position)


def _place(source: Source, pointer: str, rollout: dict[str, Any], n: int) -> Source:
    """Where a rollout stands; the only one of its line has the line's id."""
    return source.part(pointer, rollout) if n > 1 else replace(source, pointer=pointer)


FORMAT = Format("cwm-rl", "a dump of CWM's trajectories", _guess, _read)
