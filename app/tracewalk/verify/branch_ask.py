"""How a model is asked to go on from a branch's edit: it is told all up to the edited state, and predicts the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.predict import Ask, first_index

if TYPE_CHECKING:
    from tracewalk.predict import Subject

__all__ = ["BRANCH_MODES", "going_on", "require_mode"]

BRANCH_MODES = ("full", "step", "action", "return")
"""Modes in which a model says something of what comes after an edit."""


def require_mode(mode: str) -> None:
    """Raises `UsageError` for a mode that does not go on from an edit."""
    if mode not in BRANCH_MODES:
        raise UsageError(f"mode {mode[:60]!r} does not go on from an edit; there are: {', '.join(BRANCH_MODES)}")


def going_on(branch: Subject, step: int, mode: str = "full") -> Ask:
    """To predict a branch from behind the step of its edit on.

    The last thing that the model is told is the edited state: of a step that shows none in CWM's text, as an exception,
    the next one that does. Raises `UsageError` where nothing is left to predict.
    """
    require_mode(mode)
    steps = branch.cwm.steps
    told = (i for i, each in enumerate(steps) if each.step is not None and each.step >= step and each.state is not None)
    at = next(told, len(steps) - 1) + 1
    if at >= len(steps):
        raise UsageError(f"the branch ends at its edit, step {step:,}: nothing is left to predict")
    # A row's wrapper is given anyhow: that is the whole trace, as it is asked for elsewhere.
    return Ask(mode, None if at == first_index(branch, Ask(mode)) else steps[at].step)
