"""The survival curve of each cohort, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tracewalk.web.accuracy.cohorts import Cohort
from tracewalk.web.accuracy.selection import Selection
from tracewalk.web.accuracy.survival import Curve, kaplan_meier

__all__ = ["FEW", "curves", "last_step", "no_curve"]

FEW = 10
"""The curve is drawn as long as so many predictions are left; beyond, single predictions make its steps."""
_MANY = 40
"""Where none has so many to begin with they are drawn whole."""


def no_curve(cohort: Cohort) -> str | None:
    """Why there is no curve for a cohort, or None."""
    if cohort.protocol == "answers":
        return "bare answers have no steps"
    if cohort.mode == "return":
        return "mode return predicts a single step"
    if cohort.steps is not None:
        return f"only some steps were asked ({cohort.steps})"
    return None


def curves(selection: Selection) -> list[Curve | None]:
    """One for each cohort, over its scored predictions; None where it has none."""
    time = selection.numbers("time")
    failed = selection.numbers("failed") == 1
    finished = selection.numbers("right_until") >= selection.numbers("n_true")
    known = selection.scored & ~np.isnan(time)
    found: list[Curve | None] = []
    for number, cohort in enumerate(selection.cohorts):
        rows = known & (selection.cohort == number)
        usable = no_curve(cohort) is None and rows.any()
        found.append(kaplan_meier(time[rows].astype(np.int64), failed[rows], finished[rows]) if usable else None)
    return found


def last_step(found: Sequence[Curve | None]) -> int:
    """The step to which the curves are drawn: where any of them has a few predictions left; at least one."""
    drawn = [curve for curve in found if curve is not None]
    few = FEW if any(curve.at_risk[0] >= _MANY for curve in drawn) else 1
    ends = [int(curve.time[curve.at_risk >= min(few, int(curve.at_risk[0]))][-1]) for curve in drawn]
    return max([1, *ends])
