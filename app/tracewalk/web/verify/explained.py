"""How the numbers of the Verify page are made."""

from __future__ import annotations

import streamlit as st

__all__ = ["explained"]


def explained() -> None:
    """Below everything, for who asks."""
    with st.expander("How these numbers are made"):
        st.markdown(_HOW)


_HOW = """
**A check** is one call of one candidate. The model *accepts* it where what it predicts is what should come, and
*rejects* it otherwise; where it predicts nothing it has no verdict. The check is *really right* where what came in
the sandbox is what should come. Both are judged by Python's `==` on literals, conditions by evaluating them in the
sandbox.

**A candidate** is right where it passes all of the problem's own tests, or where there are none all of its author's.
Its author never sees the problem's tests, so the verdict is about the author's own, or where there are none the
problem's: it is accepted where all of these are, rejected where one is. Of given programs whose output is asked for
(CRUXEval, LiveCodeBench) the prediction itself is what is right or wrong, by what the run gave.

**False accepts**: of what is wrong and has a verdict, the share that is accepted. It is what self-verification lets
through.

**pass@k** is the unbiased estimate 1 - C(n - c, k) / C(n, k) of n candidates with c right, as a mean over the
problems with at least k candidates: beyond the smallest n it is of fewer problems, as a point says.

**One candidate, chosen.** The model's verdict chooses the candidate of which it accepts the largest share of tests (a
test without a verdict counts as not accepted). Of several alike one is drawn: the expected value stands here, not
what the first of them gives. Beside it the same n with one drawn blindly, which is pass@1, and the best.

**Intervals**: 95 %, percentiles of 1,000 draws of problems with replacement, since the checks of a problem are alike.
Where every problem is wholly in, or wholly out, the exact binomial bound over problems stands instead.
"""
