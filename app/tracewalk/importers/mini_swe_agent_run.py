"""One run of mini-swe-agent: its facts from `info`; a bare list has none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.given import dict_of, float_of, list_of, text_of
from tracewalk.importers.instance import is_instance, repo_of
from tracewalk.importers.json_text import json_of
from tracewalk.importers.mini_swe_agent_turns import Messages, is_answer
from tracewalk.model import StateChange, Trajectory

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source
    from tracewalk.model import Turn

__all__ = ["run_of"]

_TOLD = frozenset({"submission", "exit_status", "mini_version", "config"})
_TASK = "{{task}}"
_AFTER = 80
"""Characters behind the task by which its end is found."""
_ENVIRONMENT = ("image", "cwd", "timeout")


def run_of(document: dict[str, Any], source: Source, *, bare: bool) -> AgentRun:
    """The run of a document with `messages`; `bare`: it is a list of version 0, whose records stand at its top."""
    notes: Counter[str] = Counter()
    given = list_of(document.get("messages"))
    reader = Messages(source, "" if bare else "/messages", notes)
    for number, message in enumerate(given):
        reader.add(number, message)
    turns = reader.turns()
    info = dict_of(document.get("info"))
    config = dict_of(info.get("config"))
    task_id = _task_id(document, source)
    version = text_of(info.get("mini_version")) or None
    cost = float_of(dict_of(info.get("model_stats")).get("instance_cost"))
    submission = text_of(info.get("submission") or reader.exit.get("submission")) or None
    trajectory = Trajectory(
        trajectory_id=source.run,
        name="",
        source_format="mini-swe-agent",
        format_version=text_of(document.get("trajectory_format")) or ("0" if bare else None),
        agent=_agent(config),
        agent_version=version,
        model=_model(config),
        task_id=task_id,
        task=_task(config, turns),
        repo=repo_of(task_id),
        exit_status=text_of(info.get("exit_status") or reader.exit.get("exit_status")) or None,
        patch=submission,
        patch_method="recorded" if submission else None,
        n_records=sum(map(is_answer, given)),
        cost=cost,
        cost_method=None if cost is None else "recorded",
        source_record=source.place,
        metadata=_metadata(info, config),
    )
    return AgentRun(trajectory, turns, notes=notes)


def _folder(config: dict[str, Any]) -> list[StateChange]:
    """The working directory of all commands, each of which begins there anew."""
    folder = text_of(dict_of(config.get("environment")).get("cwd"))
    found = folder is not None and folder.startswith("/")
    return [StateChange(0, 0, -1, "cwd", "recorded", "configuration", value=folder)] if found else []


def _agent(config: dict[str, Any]) -> str:
    """The class of an agent of one's own is told, as it may do more than the plain one."""
    kind = text_of(config.get("agent_type")) or ""
    return "mini-swe-agent" if not kind or kind.startswith("minisweagent.") else f"mini-swe-agent ({kind})"


def _model(config: dict[str, Any]) -> str | None:
    model = config.get("model")
    return text_of(model if isinstance(model, str) else dict_of(model).get("model_name")) or None


def _task_id(document: dict[str, Any], source: Source) -> str | None:
    """As recorded, else the file's name where that is an instance's id: its batches name their files so."""
    if said := document.get("instance_id"):
        return text_of(said)
    stem = source.path.name.removesuffix(".json").removesuffix(".traj")
    return stem if not source.line and is_instance(stem) else None


def _task(config: dict[str, Any], turns: list[Turn]) -> str | None:
    """What stands in the place of `{{task}}` in the first message to the agent, else that whole message."""
    asked = next((turn.message for turn in turns if turn.source == "user"), None)
    template = dict_of(config.get("agent")).get("instance_template")
    if asked is None or not isinstance(template, str):
        return asked
    before, found, after = template.partition(_TASK)
    after = after.partition("{")[0][:_AFTER].rstrip()
    if found and "{" not in before and asked.startswith(before):
        end = asked.find(after, len(before)) if after else len(asked)
        if end > len(before):
            return asked[len(before) : end].strip() or asked
    return asked


def _metadata(info: dict[str, Any], config: dict[str, Any]) -> str | None:
    kept: dict[str, Any] = {name: value for name, value in info.items() if name not in _TOLD}
    environment = dict_of(config.get("environment"))
    kept |= {name: environment[name] for name in _ENVIRONMENT if environment.get(name) is not None}
    for name in ("agent_type", "model_type", "environment_type"):
        if config.get(name):
            kept[name] = config[name]
    for name in ("step_limit", "cost_limit"):
        if dict_of(config.get("agent")).get(name) is not None:
            kept[name] = dict_of(config["agent"])[name]
    return text_of(json_of(kept)) if kept else None
