"""Tests that a call ran, with how they ended, from what it printed."""

from __future__ import annotations

from tracewalk.agents.kinds import kind_and_target
from tracewalk.agents.outputs import printed
from tracewalk.agents.plans import Planned
from tracewalk.agents.runner_output import may_tell, results_of
from tracewalk.model import StateChange

__all__ = ["tests_of"]

_MOST = (1 << 31) - 1
"""That the lake's column holds."""
_RUNNING = frozenset({"test", "run", "edit", "submit"})
"""Kinds of calls whose output may be that of tests; what is read or searched only quotes it."""


def tests_of(step: Planned) -> list[StateChange]:
    """The results of a call that ran tests; none where it printed none."""
    call = step.call
    if not call.observation or not may_tell(call.observation):
        return []
    if kind_and_target(call.tool, call.arguments, step.cwd)[0] not in _RUNNING:
        return []
    found = results_of(printed(call.observation))
    if found is None:
        return []
    return [
        StateChange(
            0,
            step.turn,
            step.number,
            "tests",
            "derived",
            found.runner,
            passed=_int32(found.passed),
            failed=_int32(found.failed),
            errors=_int32(found.errors),
            skipped=_int32(found.skipped),
            tests_passed=found.names_passed,
            tests_failed=found.names_failed,
        )
    ]


def _int32(number: int | None) -> int | None:
    return None if number is None else min(number, _MOST)
