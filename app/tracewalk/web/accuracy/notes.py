"""What must be said beside the numbers: what they leave out, how sure they are, by which rules."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from tracewalk.tiny import measured
from tracewalk.web.accuracy import bootstrap
from tracewalk.web.accuracy.selection import Selection
from tracewalk.words import counted

__all__ = ["explained", "notes"]

_FEW = 10


def notes(selection: Selection) -> None:
    """Below the counts: what is left out, and why there may be no interval."""
    out = int((~selection.scored).sum())
    told = [f"{counted(out, 'prediction')} left out of all rates, as the table says." if out else "None is left out."]
    n = len(selection.table["program_id"].unique())
    if n == 1:
        told.append("All are of one program, so there is no interval: it would need others to draw.")
    elif n < _FEW:
        told.append(f"They are of {n} programs only: intervals over so few are rough.")
    told.append("Rates are means over predictions: each counts once, whatever its length.")
    told.append("In brackets: 95 % by bootstrap over programs.")
    told.append("Click any number, point or cell for its examples; a figure's camera saves it.")
    st.caption(" ".join(told))
    # By the file, not by the name: anybody can call a model so.
    tiny = _tiny()
    if tiny and any(cohort.fingerprint == tiny["fingerprint"] for cohort in selection.cohorts):
        st.info(_about_tiny(tiny), icon=":material/info:")


@cache
def _tiny() -> dict[str, Any] | None:
    """What was measured of the embedded model; None where it was not, as after a training."""
    try:
        return measured()
    except FileNotFoundError:
        return None


def _about_tiny(found: dict[str, Any]) -> str:
    strict = found["sets"]["strict"]
    steps, whole = (strict["measures"][question] for question in ("step_middle", "whole_free"))
    return (
        f"{found['model']} is a small demo model that comes with Tracewalk, and often wrong. On the set *held-out, "
        f"strict* of its card, {strict['programs']:,} generated programs that it was not trained on, even up to "
        f"renaming: of {steps['n']:,} steps (without the first three and the last of each), teacher-forced, "
        f"{_beside(steps)}; of {whole['n']:,} whole traces, free-running, {_beside(whole)}. "
        "The baseline guesses the next source line, with nothing changed."
    )


def _beside(measure: dict[str, float]) -> str:
    return f"**{100 * measure['model']:.1f} %** right (trivial baseline {100 * measure['baseline']:.1f} %)"


def explained() -> None:
    """How the numbers are made."""
    with st.expander("How these numbers are made"):
        st.markdown(_HOW.format(draws=bootstrap.DRAWS, most=bootstrap.MOST))


_HOW = """
**What counts.** Of each prediction only the last attempt. Left out of all rates, and counted in the first table: what
failed, was cancelled, does not fit the context, or asks for a mode that the endpoint lacks; and traces with shortened
values, of which no prediction can be wholly right or wrong. The wrapper's steps (`main`) are outside.

**rule=kth and rule=cwm.** CWM writes `..` for a value that is unchanged since the previous step. After a nested call
returns, CWM's text states the caller's values in full; the truth that published figures were scored against does not.
*State exact match* and *key + value match* as published go by that truth (rule=kth), which makes them comparable;
everything else here goes by CWM's own (rule=cwm). In the published definitions steps are aligned by position, the
true steps are the denominator, a missing step is a miss, and the mean is over predictions. *Output pass@1* compares
by Python's `==` on literals; nothing is ever run. Where values are compared otherwise, they are equal by meaning. The
figures over wrong steps, and those by step and by value, pool the steps of all predictions, so that a long trace
counts for more there; and they re-align first, so that one skipped step does not make the rest wrong. The finer rates
say which of the two they do. In mode `score` nothing is predicted: a step is right where
each of its tokens was the likeliest.

**Published.** CWM, arXiv 2510.02387, Table 9: greedy, whole traces. KTH: ASSERT-KTH/cwm, a rerun on 800 traces of
CRUXEval's test set.

**Still right.** Kaplan and Meier's estimate. A prediction fails at its first bad, malformed or missing step; it is
censored where the truth ends, or where its token budget ended while it was right. The band is Greenwood's at 95 % on
the log-log scale; it takes predictions for independent, so where many are of one program it is too narrow.

**Root and inherited.** A wrong step is inherited when something that its line reads was wrong already in the
prediction's own state, else it is a root error. In mode `step` nothing is inherited: each step follows a true prefix.

**Intervals** are percentiles of {draws:,} draws with replacement of programs, not of steps, since the steps of one
program are alike; the same draws for all rates. Beyond {most:,} programs, {most:,} random groups of them are drawn.
Where every program is wholly right, or wholly wrong, the exact binomial bound over programs stands instead.
"""
