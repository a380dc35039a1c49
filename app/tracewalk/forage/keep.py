"""An episode -> the lake: a trajectory with its turns and changes, the traces of its test runs, and links to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from tracewalk.forage.changed import changes_of
from tracewalk.forage.prompts import PROMPT_VERSION
from tracewalk.importers.agent_run import AgentRun, run_id
from tracewalk.importers.complete import complete
from tracewalk.model import Item, StateChange, ToolCall, Trajectory, Turn

if TYPE_CHECKING:
    from tracewalk.forage.episode import Episode, Limits, Step
    from tracewalk.forage.policy import Policy
    from tracewalk.forage.task import Task
    from tracewalk.forage.traced import Tracer
    from tracewalk.lake import Lake

__all__ = ["FORMAT", "identity_of", "keep"]

FORMAT = "forage"
"""The source format of what was not imported but run here."""
_VERSION = 1
"""Raised when the same agent would be run in another way."""


def identity_of(task: Task, policy: Policy, limits: Limits) -> str:
    """The trajectory's id, known before it is run: what is there already is not run again."""
    parts = {
        "version": [_VERSION, PROMPT_VERSION],
        "task": [task.id, task.kind, task.text, task.healthy.digest, task.broken.digest],
        "policy": [policy.agent, policy.model, policy.identity],
        "limits": asdict(limits),
    }
    return run_id(FORMAT, [json.dumps(parts, sort_keys=True, ensure_ascii=True).encode()])


def keep(episode: Episode, lake: Lake, tracer: Tracer, dataset: str = FORMAT) -> Trajectory:
    """Records the episode's test runs, and adds its trajectory and the places of its traces in the dataset."""
    turns = _opening(episode)
    changes: list[StateChange] = []
    notes: dict[str, None] = {}
    items: list[Item] = []
    for step in episode.steps:
        traces: list[str] = []
        for tested in step.outcome.ran.runs if step.outcome and step.outcome.ran else ():
            found, faults = tracer.record(tested, episode.root)
            notes.update(dict.fromkeys(faults))
            traces += found.values()
            tags = (episode.task.kind, "agent")
            items += [Item(dataset, f"{episode.task.id}/{name}", one, tags=tags) for name, one in found.items()]
        changes += [replace(one, number=n) for n, one in enumerate(changes_of(step, len(turns)), start=len(changes))]
        turns += _turns(step, len(turns), tuple(dict.fromkeys(traces)), episode.policy.model)
    run = AgentRun(_facts(episode, dataset, tuple(notes)), turns, changes, all_told=True)
    made = complete(run, source_file="")
    with lake.writer(inbox=True) as writer:
        for item in dict.fromkeys(items):
            writer.add_item(item)
        writer.add_trajectory(made.trajectory, made.turns, made.changes)
    return made.trajectory


def _opening(episode: Episode) -> list[Turn]:
    return [
        Turn(number, "system" if word.role == "system" else "user", message=word.text, at=episode.began)
        for number, word in enumerate(episode.opening)
    ]


def _turns(step: Step, number: int, traces: tuple[str, ...], model: str | None) -> Iterator[Turn]:
    """The agent's turn, and the one in which it is told that it cannot be understood."""
    answer, outcome = step.answer, step.outcome
    ran = outcome.ran if outcome else None
    calls = tuple(
        ToolCall(
            tool=call.tool,
            arguments=call.body,
            observation=step.told,
            exit_code=ran.shell.exit_code if ran else None,
            error=outcome.failed if outcome else True,
            malformed=call.fault or step.refusal,
            seconds=ran.shell.seconds if ran else None,
        )
        for call in answer.calls
    )
    yield Turn(
        turn=number,
        source="agent",
        message=answer.text,
        reasoning=answer.reasoning,
        calls=calls,
        model=model,
        at=step.at,
        seconds=step.seconds,
        prompt_tokens=step.said.prompt_tokens,
        completion_tokens=step.said.completion_tokens,
        error=step.error or step.refusal,
        traces=traces,
    )
    if step.refusal:
        yield Turn(number + 1, "user", message=step.refusal)


def _facts(episode: Episode, dataset: str, notes: tuple[str, ...]) -> Trajectory:
    task, policy, verdict = episode.task, episode.policy, episode.verdict
    scores = None
    if verdict:
        told = {"resolved": verdict.solved, "tests_passed": len(verdict.passed), "tests_failed": list(verdict.failed)}
        scores = json.dumps(told | ({"message": verdict.message} if verdict.message else {}), ensure_ascii=False)
    about = {"kind": task.kind, "operator": task.operator, "limits": asdict(episode.limits), "policy": policy.identity}
    return Trajectory(
        trajectory_id=identity_of(task, policy, episode.limits),
        name=task.id,
        source_format=FORMAT,
        format_version=str(_VERSION),
        dataset=dataset,
        agent=policy.agent,
        agent_version=version("tracewalk"),
        model=policy.model,
        task_id=task.id,
        task=task.text,
        repo=task.healthy.name,
        base_commit=episode.base_commit,
        outcome="error" if verdict is None else "solved" if verdict.solved else "unsolved",
        outcome_from="hidden tests",
        score=None if verdict is None else float(verdict.solved),
        scores=scores,
        exit_status=episode.exit_status,
        patch=episode.patch,
        patch_method=None if episode.patch is None else "recorded",
        started_at=episode.began,
        ended_at=episode.ended,
        n_records=len(episode.steps) + 1,
        context_window=min(episode.limits.context, policy.context or episode.limits.context),
        metadata=json.dumps(about, sort_keys=True),
        notes=notes,
    )
