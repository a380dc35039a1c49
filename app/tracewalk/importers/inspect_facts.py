"""What a log of Inspect says of one sample as a whole -> the columns of its trajectory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracewalk.importers.given import dict_of, float_of, list_of, moment_of, text_of
from tracewalk.importers.inspect_content import content_of
from tracewalk.importers.inspect_scores import clean_json, scores_of, verdict_of

if TYPE_CHECKING:
    from tracewalk.importers.inspect_content import Attachments
    from tracewalk.importers.inspect_events import Events

__all__ = ["facts_of", "task_id_of"]

_LONGEST = 20_000
"""Characters of one part of the metadata: what is longer is in the log."""
_OF_EVAL = (
    "eval_id", "run_id", "created", "task", "task_id", "task_version", "task_file", "task_args", "tags", "metadata",
    "dataset", "sandbox", "model_args", "model_generate_config", "model_roles", "model_base_url", "solver",
    "solver_args", "config", "revision", "packages",
)  # fmt: skip
_OF_SAMPLE = (
    "epoch", "target", "choices", "metadata", "sandbox", "files", "setup", "store", "model_usage", "role_usage",
    "working_time", "uuid", "error", "error_retries", "limit", "invalidation",
)  # fmt: skip
_PATCHES = ("model_patch", "agent_patch", "git_patch")


def facts_of(
    header: dict[str, Any], sample: dict[str, Any], attachments: Attachments, events: Events
) -> dict[str, Any]:
    """The columns that the header of a log and a sample fill."""
    spec, own = dict_of(header.get("eval")), dict_of(sample.get("metadata"))
    scores = scores_of(sample)
    found = verdict_of(scores)
    if sample.get("error") and found.get("outcome") is None:
        found |= {"outcome": "error", "outcome_from": "error"}
    started, ended = sample.get("started_at") or events.first_at, sample.get("completed_at") or events.last_at
    seconds = float_of(sample.get("total_time"))
    patch = _patch(sample, scores)
    return found | {
        "format_version": text_of(header.get("version")),
        "native_id": _native_id(spec, sample),
        "dataset": text_of(dict_of(spec.get("dataset")).get("name")) or text_of(spec.get("task")),
        "agent": _agent(header, spec),
        "model": text_of(spec.get("model")),
        "task_id": task_id_of(spec.get("task"), sample.get("id")),
        "task": _task(sample, attachments),
        "repo": _text(own.get("repo")),
        "base_commit": _text(own.get("base_commit")),
        "scores": clean_json(scores) if scores else None,
        "exit_status": _exit_status(sample),
        "patch": text_of(patch),
        "patch_method": None if patch is None else "recorded",
        "started_at": moment_of(started)[0] if started else None,
        "ended_at": moment_of(ended)[0] if ended else None,
        "seconds": seconds if seconds is not None and seconds >= 0 else None,
        "metadata": _metadata(header, spec, sample),
    }


def _native_id(spec: dict[str, Any], sample: dict[str, Any]) -> str | None:
    if isinstance(name := sample.get("uuid"), str) and name:
        return text_of(name)
    parts = [spec.get("eval_id") or spec.get("run_id"), sample.get("id"), sample.get("epoch")]
    return "/".join(text_of(part) or "" for part in parts if part is not None) or None


def task_id_of(task: Any, given: Any) -> str | None:
    """The sample's id; a bare number says something only with the name of its task."""
    name, of = text_of(given), text_of(task)
    return f"{of}/{name}" if name and of and name.isdigit() else name


def _task(sample: dict[str, Any], attachments: Attachments) -> str | None:
    given = attachments.text(sample.get("input"))
    if not isinstance(given, list):
        return text_of(given)
    messages = [message for message in map(dict_of, given) if message.get("role", "user") == "user"]
    texts = [content_of(message, attachments).text for message in messages]
    return "\n\n".join(filter(None, texts)) or None


def _agent(header: dict[str, Any], spec: dict[str, Any]) -> str | None:
    """The solver, or the chain of them."""
    if name := text_of(spec.get("solver")):
        return name
    steps = [text_of(dict_of(step).get("solver")) for step in list_of(dict_of(header.get("plan")).get("steps"))]
    return ", ".join(filter(None, steps)) or None


def _exit_status(sample: dict[str, Any]) -> str | None:
    """What ended it: an error, a limit, or that the model came to an end."""
    if sample.get("error"):
        return "error"
    if limit := sample.get("limit"):
        kind = text_of(limit.get("type") if isinstance(limit, dict) else limit)
        return f"{kind} limit" if kind else "limit"
    choice = dict_of(next(iter(list_of(dict_of(sample.get("output")).get("choices"))), None))
    return text_of(choice.get("stop_reason"))


def _patch(sample: dict[str, Any], scores: dict[str, Any]) -> str | None:
    """Where evaluations of software engineering keep the agent's patch; the one in the sample's metadata is the key."""
    places = [dict_of(dict_of(score).get("metadata")) for score in scores.values()]
    places += [dict_of(sample.get("store")), dict_of(dict_of(sample.get("output")).get("metadata"))]
    return next((place[name] for place in places for name in _PATCHES if isinstance(place.get(name), str)), None)


def _metadata(header: dict[str, Any], spec: dict[str, Any], sample: dict[str, Any]) -> str:
    parts: dict[str, Any] = {"sample": _shortened(sample, _OF_SAMPLE), "eval": _shortened(spec, _OF_EVAL)}
    parts["status"] = header.get("status")
    parts["results"] = header.get("results")
    return clean_json({name: part for name, part in parts.items() if part not in (None, {})})


def _shortened(given: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What is there under these names, without what is too long."""
    found = {}
    for name in names:
        if (value := given.get(name)) not in (None, {}, [], ""):
            size = len(clean_json(value))
            found[name] = value if size <= _LONGEST else f"{size:,} characters, in the log"
    return found


def _text(value: Any) -> str | None:
    return text_of(value) if isinstance(value, str) and value else None
