"""One rollout of CWM: its facts from the task's configuration, the last transition and the metrics beside it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.cwm_rl_results import ENDINGS
from tracewalk.importers.cwm_rl_turns import Transitions
from tracewalk.importers.given import dict_of, float_of, int_of, list_of, text_of
from tracewalk.importers.instance import repo_of
from tracewalk.importers.json_text import json_of
from tracewalk.model import Trajectory

if TYPE_CHECKING:
    from tracewalk.importers.agent_documents import Source
    from tracewalk.model import Turn

__all__ = ["run_of"]

_NONE = ("", "N/A")
_FRAMES = (("<issue_description>", "</issue_description>"), ("<pr_description>", "</pr_description>"))
_STARTS = ("instance_id", "id", "task_id")
_TASKS = ("issue", "problem", "prompt")
_TOLD = frozenset({"pred_patch", "instance_id"})


def run_of(rollout: dict[str, Any], measured: dict[str, Any], source: Source) -> AgentRun:
    """The run of a rollout; `measured` are the metrics that stand beside it."""
    traj = dict_of(rollout.get("traj")) or rollout
    place = "/traj/transitions" if "traj" in rollout and traj is not rollout else "/transitions"
    given = list_of(traj.get("transitions"))
    notes: Counter[str] = Counter()
    reader = Transitions(source, place, notes)
    for number, transition in enumerate(given):
        reader.add(number, transition)
    turns = reader.turns()
    last = dict_of(given[-1]) if given else {}
    info = dict_of(last.get("info"))
    start = dict_of(rollout.get("start_args"))
    args = dict_of(rollout.get("rl_task_args"))
    task_id = _task_id(start, [dict_of(dict_of(one).get("info")) for one in (*given[-1:], *given[:1])])
    outcome, outcome_from = _outcome(measured, last)
    patch = text_of(info.get("pred_patch")) or None
    trajectory = Trajectory(
        trajectory_id=source.run,
        name="",
        source_format="cwm-rl",
        format_version=_mode(last, rollout),
        native_id=_native_id(measured, args, dict_of(rollout.get("data_src"))),
        dataset=text_of(dict_of(rollout.get("data_src")).get("path") or args.get("path")) or None,
        agent=text_of(args.get("env_config")) or None,
        task_id=task_id,
        task=_task(start, turns),
        repo=repo_of(task_id),
        outcome=outcome,
        outcome_from=outcome_from,
        score=_score(measured, last),
        scores=text_of(json_of(last["outcomes"])) if dict_of(last.get("outcomes")) else None,
        exit_status=_exit_status(last, info, traj),
        patch=patch,
        patch_method="recorded" if patch else None,
        seconds=float_of(dict_of(rollout.get("metrics")).get("rollout/duration")),
        n_records=len(given),
        context_window=int_of(dict_of(args.get("init_args")).get("context_size"), 32) or reader.window,
        source_record=source.place,
        metadata=_metadata(rollout, traj, args, info),
    )
    return AgentRun(trajectory, turns, notes=notes)


def _mode(last: dict[str, Any], rollout: dict[str, Any]) -> str:
    """Which of CWM's dumps it is."""
    if "traj" not in rollout:
        return "older"
    return "full" if isinstance(last.get("action"), list) else "minimal"


def _native_id(measured: dict[str, Any], args: dict[str, Any], src: dict[str, Any]) -> str | None:
    """As CWM's own evaluation names a prompt: its task, line and position."""
    if not src:
        return None
    name = text_of(measured.get("task_name"))
    if name is None and args:
        init = "_".join(f"{key}={value}" for key, value in sorted(dict_of(args.get("init_args")).items()))
        name = f"{args.get('env_config')}:{args.get('reward_fn')}:{args.get('path') or ''};{init}"
    return text_of(f"{name or src.get('path')}|l{src.get('line_no')}|p{src.get('pos')}")


def _task_id(start: dict[str, Any], infos: list[dict[str, Any]]) -> str | None:
    found = [start.get(name) for name in _STARTS] + [info.get(name) for info in infos for name in _STARTS]
    return next((text for one in found if one is not None and (text := text_of(one)) not in _NONE), None)


def _task(start: dict[str, Any], turns: list[Turn]) -> str | None:
    """The issue as the rollout was started with, else as its prompt frames it, else the whole first message."""
    for name in _TASKS:
        if isinstance(text := start.get(name), str) and text:
            return text_of(text)
    asked = next((turn.message for turn in turns if turn.source == "user"), None)
    for begin, end in _FRAMES:
        _, begun, rest = (asked or "").partition(begin)
        issue, ended, _ = rest.partition(end)
        if begun and ended:
            return issue.strip()
    return asked


def _outcome(measured: dict[str, Any], last: dict[str, Any]) -> tuple[str | None, str | None]:
    """Whether it was solved; a transition before the last one always says that it was not."""
    for name, told in (("terminal_metrics", measured.get("terminal_metrics")), ("outcomes", last.get("outcomes"))):
        passed = dict_of(told).get("pass")
        if isinstance(passed, bool) and (name != "outcomes" or last.get("terminal") is not False):
            return "solved" if passed else "unsolved", name
    return None, None


def _score(measured: dict[str, Any], last: dict[str, Any]) -> float | None:
    """The reward at the end."""
    given = measured.get("terminal_rewards")
    if given is None:
        rewards = list_of(last.get("rewards"))
        given = rewards[-1] if rewards and last.get("terminal") else last.get("eos_reward")
    return float_of(given)


def _exit_status(last: dict[str, Any], info: dict[str, Any], traj: dict[str, Any]) -> str | None:
    """How the environment says that it ended; the output of a judge is no such word."""
    message = text_of(info.get("message")) or ""
    if message.startswith(ENDINGS):
        return message.splitlines()[0]
    if traj.get("truncation_return") is not None or traj.get("truncated") is True:
        return "truncated"
    return "terminal" if last.get("terminal") is True or traj.get("terminated") is True else None


def _metadata(rollout: dict[str, Any], traj: dict[str, Any], args: dict[str, Any], info: dict[str, Any]) -> str | None:
    kept: dict[str, Any] = {"rl_task_args": args} if args else {}
    for name in ("data_src", "begin_step", "end_step", "pivotal", "start_args", "metrics"):
        if rollout.get(name) not in (None, {}, -1):
            kept[name] = rollout[name]
    if traj.get("truncation_return") is not None:
        kept["truncation_return"] = traj["truncation_return"]
    if rest := {name: value for name, value in info.items() if name not in _TOLD}:
        kept["info"] = rest
    return text_of(json_of(kept)) if kept else None
