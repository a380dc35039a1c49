"""A trajectory in the form in which CWM dumps its own: one line of JSON, minimal, that is without tokens.

What CWM's form has no place for is left out and said: pictures, models, times, costs. A transition is an answer and
what came back to it; the first one holds the prompt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tracewalk.cwm.chat import ASSISTANT, THINK, Call, render_answer, render_message, tokens_in
from tracewalk.cwm.tokens import BEGIN
from tracewalk.frozen import frozen

if TYPE_CHECKING:
    from tracewalk.model import ToolCall, Trajectory, Turn

__all__ = ["Dumped", "dump", "folder_of"]

_MOST_TOKENS = 1_000_000
"""Tokens of an answer beyond which it is given no reward for each."""
_UNKNOWN = "N/A"
"""What CWM writes where it has no id."""
_PLACE = re.compile(r"(.*)\|l(-?\d{1,18})\|p(-?\d{1,18})", re.DOTALL)
_COMMANDS = ("command", "cmd", "code", "input", "patch")
_OWN = "cwm-rl"


@frozen
class Dumped:
    """A trajectory as a line."""

    line: str
    metrics: str
    """The line of `all_metrics.jsonl` that goes with it."""
    folder: str
    """The folder, and but for `.jsonl` the file, in which CWM would put it."""
    complaints: tuple[str, ...]
    """What is left out or changed."""


def dump(trajectory: Trajectory, turns: Sequence[Turn]) -> Dumped:
    """The line of a trajectory."""
    args = _task_args(trajectory)
    place = _PLACE.fullmatch(trajectory.native_id or "") if trajectory.source_format == _OWN else None
    name = place[1] if place else _task_name(args)
    src = _source(trajectory, place)
    transitions = _transitions(trajectory, turns)
    measured = {
        "data_src": src,
        "task_name": name,
        "terminal_rewards": trajectory.score,
        "terminal_metrics": transitions[-1]["outcomes"],
    }
    start = {"instance_id": trajectory.task_id, "issue": trajectory.task}
    rollout = {
        "traj": {"transitions": transitions},
        "data_src": src,
        "start_args": {key: value for key, value in start.items() if value is not None},
        "begin_step": -1,
        "end_step": -1,
        "metrics": {} if trajectory.seconds is None else {"rollout/duration": trajectory.seconds},
        "rl_task_args": args,
        "pivotal": None,
    }
    return Dumped(
        line=json.dumps({"rollouts": [rollout], "metrics": [measured]}) + "\n",
        metrics=json.dumps({"data_src": src, "task_name": name, "metrics": [measured]}) + "\n",
        folder=folder_of(name),
        complaints=_complaints(turns),
    )


def folder_of(task_name: str) -> str:
    """What CWM calls the folder and the file of a task; no more than a name, whatever the task is called."""
    return re.sub(r"[:;\0]", "", re.sub(r"[/.\\]", "_", task_name))[:200] or "task"


def _task_args(trajectory: Trajectory) -> dict[str, Any]:
    """As the dump said that it came from, else of its agent and dataset."""
    if trajectory.source_format == _OWN and isinstance(args := _metadata(trajectory).get("rl_task_args"), dict):
        return args
    return {
        "env_config": trajectory.agent or trajectory.source_format,
        "reward_fn": "none",
        "path": trajectory.dataset,
        "init_args": None,
        "samples_per_prompt": None,
        "metrics_spec": {},
    }


def _metadata(trajectory: Trajectory) -> dict[str, Any]:
    try:
        found = json.loads(trajectory.metadata or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _task_name(args: dict[str, Any]) -> str:
    given = args.get("init_args")
    init = "_".join(f"{key}={value}" for key, value in sorted(given.items())) if isinstance(given, dict) else ""
    return f"{args.get('env_config')}:{args.get('reward_fn')}:{args.get('path') or ''};{init}"


def _source(trajectory: Trajectory, place: re.Match[str] | None) -> dict[str, Any]:
    """Where the prompt stood; of another format it is the trajectory itself, which has no line."""
    path = trajectory.dataset or trajectory.source_file
    return {"path": path, "line_no": int(place[2]) if place else 0, "pos": int(place[3]) if place else 0}


def _transitions(trajectory: Trajectory, turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """One for the prompt, and one for each answer; the end's outcome and patch stand in the last."""
    thinking = any(turn.reasoning for turn in turns if turn.source == "agent")
    prefix = ASSISTANT + (THINK if thinking else "")
    own = trajectory.source_format == _OWN
    made = [_transition("", [], {}, {})]
    told = [BEGIN]
    for turn in turns:
        if turn.source != "agent" or turn.copied:
            role = "assistant" if turn.source == "agent" else turn.source
            told.append(render_message(role, turn.message or ""))
            continue
        made[-1]["observation_str"] = "".join([*told, prefix])
        told = []
        calls = [Call(call.tool, _body(call)) for call in turn.calls]
        action = render_answer(turn.reasoning, turn.message, calls, thinking=thinking)
        n = min(turn.completion_tokens or 0, _MOST_TOKENS)
        made.append(_transition(action, [0.0] * n, {"pass": False}, _duration(turn)))
        for call in turn.calls:
            if call.observation is not None:
                told.append(render_message("tool", _result(call.observation, own=own), call.tool))
    _finish(trajectory, made, told, prefix)
    return made


def _finish(trajectory: Trajectory, made: list[dict[str, Any]], told: list[str], prefix: str) -> None:
    """The last transition: it is terminal where nothing came back any more."""
    last = made[-1]
    terminal = len(made) > 1 and not told
    if told:
        last["observation_str"] = "".join([*told, prefix])
    last["terminal"] = terminal
    last["outcomes"] = {} if trajectory.outcome is None else {"pass": trajectory.outcome == "solved"}
    if last["rewards"] and trajectory.score is not None:
        last["rewards"][-1] = trajectory.score
    known = trajectory.exit_status if trajectory.exit_status not in (None, "terminal", "truncated") else ""
    last["info"] |= {
        "source": trajectory.dataset or _UNKNOWN,
        "instance_id": trajectory.task_id or _UNKNOWN,
        "message": known,
        "eval_duration": -1.0,
        "pred_patch": trajectory.patch,
    }


def _transition(action: str, rewards: list[float], outcomes: dict[str, Any], info: dict[str, Any]) -> dict[str, Any]:
    return {
        "action_str": action,
        "rewards": rewards,
        "observation_str": "",
        "terminal": False,
        "context_switch": False,
        "outcomes": outcomes,
        "info": info,
    }


def _duration(turn: Turn) -> dict[str, Any]:
    spent = [call.seconds for call in turn.calls if call.seconds is not None]
    seconds = turn.seconds if turn.seconds is not None else sum(spent) if spent else None
    return {} if seconds is None else {"duration": seconds}


def _body(call: ToolCall) -> str:
    """The arguments as CWM's tools take them: a command as it stands; other objects as JSON."""
    try:
        given = json.loads(call.arguments)
    except (ValueError, RecursionError):
        return call.arguments
    if isinstance(given, dict):
        for name in _COMMANDS:
            if isinstance(text := given.get(name), str) and len(given) == 1:
                return text
    return call.arguments


def _result(text: str, *, own: bool) -> str:
    return text if own or text.startswith("<output>\n") else f"<output>\n{text}\n</output>"


def _complaints(turns: Sequence[Turn]) -> tuple[str, ...]:
    found = []
    if n := sum(len(turn.images) for turn in turns):
        found.append(f"{n} pictures are left out")
    if n := sum(len(turn.calls) > 1 for turn in turns):
        found.append(f"{n} answers call several tools, which CWM's environment for repositories refuses")
    if n := sum(tokens_in(text) for turn in turns for text in _texts(turn)):
        found.append(f"{n} special tokens within texts are broken up")
    return tuple(found)


def _texts(turn: Turn) -> list[str]:
    calls = [text for call in turn.calls for text in (call.arguments, call.observation)]
    return [text for text in (turn.message, turn.reasoning, *calls) if text]
