"""One run of SWE-agent: its facts from `info` and from the configuration to replay it by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, text_of
from tracewalk.importers.instance import is_instance, repo_of
from tracewalk.importers.json_text import json_of, read_json
from tracewalk.importers.swe_agent_turns import turns_of
from tracewalk.model import Trajectory

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source
    from tracewalk.model import Turn

__all__ = ["run_of"]

_TOLD = frozenset({"submission", "exit_status", "edited_files30", "edited_files50", "edited_files70"})
"""Of `info`, what stands in columns or follows from the patch."""
_PATCH = ("diff --git", "\n--- ", "\n@@ ")
_UNNAMED = frozenset({"", "/", "testbed", "repo", "root", "app", "workspace"})
"""Names of a repository that only say where it stands."""


def run_of(document: dict[str, Any], source: Source, *, attempt: int | None = None, attempts: int = 0) -> AgentRun:
    """The run of a document; `attempt` is its number among several of one task, `attempts` how many it sums up."""
    notes: Counter[str] = Counter()
    turns, changes = turns_of(document, source, notes)
    info = dict_of(document.get("info"))
    config = _config(document.get("replay_config"))
    stats = dict_of(info.get("model_stats"))
    task_id = _task_id(document, config, source)
    said = _said(info, stats, attempt, attempts)
    notes.update(said)
    agent = _agent(config)
    cost = float_of(stats.get("instance_cost"))
    trajectory = Trajectory(
        trajectory_id=source.run,
        name="",
        source_format="swe-agent",
        format_version=text_of(info.get("swe_agent_version")) or None,
        agent="SWE-agent",
        agent_version=text_of(info.get("swe_agent_version")) or None,
        model=text_of(dict_of(agent.get("model")).get("name")) or None,
        task_id=task_id,
        task=_task(config, turns),
        repo=_repo(config) or repo_of(task_id),
        base_commit=_base_commit(config),
        exit_status=text_of(info.get("exit_status")) or None,
        patch=text_of(info.get("submission")) or None,
        patch_method="recorded" if info.get("submission") else None,
        n_records=len(list_of(document.get("trajectory"))),
        prompt_tokens=int_of(stats.get("tokens_sent")),
        completion_tokens=int_of(stats.get("tokens_received")),
        cost=cost,
        cost_method=None if cost is None else "recorded",
        source_record=source.place,
        metadata=_metadata(document, info, config, attempt),
        notes=said,
    )
    return AgentRun(trajectory, turns, changes, notes)


def _config(value: Any) -> dict[str, Any]:
    """The configuration: an object, or JSON of one."""
    if isinstance(value, str):
        try:
            value = read_json(value.encode("utf-8", "replace"))
        except ValueError:
            return {}
    return dict_of(value)


def _agent(config: dict[str, Any]) -> dict[str, Any]:
    """Of an agent that tries several times the first one's configuration."""
    agent = dict_of(config.get("agent"))
    several = list_of(agent.get("agent_configs"))
    return dict_of(several[0]) if several and "model" not in agent else agent


def _task_id(document: dict[str, Any], config: dict[str, Any], source: Source) -> str | None:
    """As recorded, else the file's name where that is an instance's id: SWE-agent names its files so."""
    said = document.get("instance_id") or dict_of(config.get("problem_statement")).get("id")
    if said:
        return text_of(said)
    stem = source.path.name.removesuffix(".traj")
    return stem if not source.line and is_instance(stem) else None


def _task(config: dict[str, Any], turns: list[Turn]) -> str | None:
    """The problem as configured, else the last thing said to the agent before it began."""
    statement = dict_of(config.get("problem_statement"))
    if isinstance(text := statement.get("text"), str) and text:
        return text_of(text)
    asked = None
    for turn in turns:
        if turn.source == "agent" and not turn.copied:
            break
        if turn.source == "user" and not turn.copied:
            asked = turn.message
    return asked


def _repo(config: dict[str, Any]) -> str | None:
    repo = dict_of(dict_of(config.get("env")).get("repo"))
    if isinstance(url := repo.get("github_url"), str) and url:
        return text_of(url.removeprefix("https://github.com/").removesuffix("/").removesuffix(".git"))
    name = repo.get("repo_name")
    return text_of(name) if isinstance(name, str) and name not in _UNNAMED and "/" in name.strip("/") else None


def _base_commit(config: dict[str, Any]) -> str | None:
    commit = dict_of(dict_of(config.get("env")).get("repo")).get("base_commit")
    return text_of(commit) if isinstance(commit, str) and commit not in ("", "HEAD") else None


def _said(info: dict[str, Any], stats: dict[str, Any], attempt: int | None, attempts: int) -> tuple[str, ...]:
    """What a reader should know of the facts."""
    said = []
    submission = text_of(info.get("submission"))
    if submission and not any(sign in submission for sign in _PATCH):
        said.append("what it submitted is no patch")
    if stats and not any(float_of(stats.get(name)) for name in ("instance_cost", "tokens_sent", "tokens_received")):
        said.append("cost and tokens are recorded as 0, as of a demonstration or replay, which asks no model")
    if attempts > 1:
        said.append("cost and tokens are of all attempts together")
    if attempt is not None:
        said.append("one of several attempts at its task")
    return tuple(said)


def _metadata(
    document: dict[str, Any], info: dict[str, Any], config: dict[str, Any], attempt: int | None
) -> str | None:
    kept: dict[str, Any] = {name: value for name, value in info.items() if name not in _TOLD}
    if document.get("environment"):
        kept["environment"] = document["environment"]
    if image := dict_of(dict_of(config.get("env")).get("deployment")).get("image"):
        kept["image"] = image
    if parse := dict_of(dict_of(_agent(config).get("tools")).get("parse_function")).get("type"):
        kept["parse_function"] = parse
    if attempt is not None:
        kept["attempt"] = attempt
    return text_of(json_of(kept)) if kept else None
