"""Prediction x truth -> verdicts: values, alignment, scores."""

from tracewalk.diff.explain import Explanation, explain
from tracewalk.diff.judge import judge
from tracewalk.diff.kinds import kind_of
from tracewalk.diff.marks import Part
from tracewalk.diff.outputs import output_equal, pass_at_k
from tracewalk.diff.rules import EQUAL_RULES, WRONG_RULES
from tracewalk.diff.values import Equality, compare

__all__ = [
    "EQUAL_RULES",
    "WRONG_RULES",
    "Equality",
    "Explanation",
    "Part",
    "compare",
    "explain",
    "judge",
    "kind_of",
    "output_equal",
    "pass_at_k",
]
