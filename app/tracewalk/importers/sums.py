"""What the turns and state changes of a run come to: counts, tokens, cost. What the source says itself goes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracewalk.agents.asides import is_edit
from tracewalk.model import StateChange, Trajectory, Turn

__all__ = ["sums"]

_TOKENS = ("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens")


def sums(found: Trajectory, turns: Sequence[Turn], changes: Sequence[StateChange]) -> dict[str, Any]:
    """The columns of a trajectory that count or add up what its turns hold."""
    calls = [call for turn in turns for call in turn.calls]
    own = [turn for turn in turns if not turn.copied]
    contexts = [turn.prompt_tokens for turn in own if turn.prompt_tokens is not None]
    return {
        "n_turns": len(turns),
        "n_calls": len(calls),
        "n_errors": sum(call.error is True for call in calls),
        "n_edits": sum(map(is_edit, changes)),
        "tools": tuple(dict.fromkeys(call.tool for call in calls)),
        "max_context": max(contexts, default=None) if found.max_context is None else found.max_context,
        **{name: _total(found, own, name) for name in _TOKENS},
        **_cost(found, own),
        **_tests(turns, changes),
    }


def _total(found: Trajectory, turns: Sequence[Turn], name: str) -> int | None:
    said: int | None = getattr(found, name)
    each = [n for turn in turns if (n := getattr(turn, name)) is not None]
    return sum(each) if said is None and each else said


def _cost(found: Trajectory, turns: Sequence[Turn]) -> dict[str, Any]:
    if found.cost is not None:
        return {"cost": found.cost, "cost_method": found.cost_method or "recorded"}
    paid = [turn for turn in turns if turn.cost is not None]
    if not paid:
        return {}
    guessed = any(turn.cost_method == "estimated" for turn in paid)
    return {"cost": sum(turn.cost or 0.0 for turn in paid), "cost_method": "estimated" if guessed else "derived"}


def _tests(turns: Sequence[Turn], changes: Sequence[StateChange]) -> dict[str, Any]:
    results = [change for change in changes if change.kind == "tests"]
    ran = {(change.turn, change.call) for change in results}
    ran |= {(turn.turn, n) for turn in turns for n, call in enumerate(turn.calls) if call.kind == "test"}
    last = results[-1] if results else None
    failed = None if last is None or (last.failed is None and last.errors is None) else (last.failed or 0)
    return {
        "n_test_runs": len(ran),
        "tests_passed": last.passed if last else None,
        "tests_failed": None if last is None or failed is None else failed + (last.errors or 0),
    }
