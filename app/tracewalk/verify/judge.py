"""The judgement of one check: the model's word, what really came, and what should come, beside each other."""

from __future__ import annotations

from tracewalk.diff import EQUAL_RULES, WRONG_RULES, compare, output_equal
from tracewalk.frozen import frozen
from tracewalk.verify.claims import Claim, claim_of_run, claim_of_saying, equal
from tracewalk.verify.plan import Planned
from tracewalk.verify.run import Actual
from tracewalk.verify.said import Said
from tracewalk.verify.texts import is_literal

__all__ = ["RULES", "Judgement", "accepts", "claim_about_run", "claim_about_saying", "match", "true_pass"]

RULES = (
    EQUAL_RULES
    | {"python ==": "not the same, but equal as Python finds 1, 1.0 and True to be"}
    | WRONG_RULES
    | {"outcome": "one returns and the other raises, or never ends"}
)
"""What `checks.rule` may say, with its meaning."""

_ENDED = ("returned", "raised")


@frozen
class Judgement:
    """Whether two things are the same, and by which rule; None where one of them is missing."""

    match: bool | None = None
    rule: str | None = None


def match(said: Said, actual: Actual) -> Judgement:
    """Whether the model said what the run then did."""
    if (said.returned is None and said.raised is None) or actual.outcome is None:
        return Judgement()
    if actual.outcome == "returned" and said.returned is not None and actual.result is not None:
        return _same(actual.result, said.returned)
    if actual.outcome == "raised" and said.raised is not None and actual.error is not None:
        return _same(actual.error, said.raised)
    return Judgement(False, "outcome")


def _same(true: str, said: str) -> Judgement:
    found = compare(true, said)
    if found.right:
        return Judgement(True, found.rule)
    if output_equal(true, said):
        return Judgement(True, "python ==")
    return Judgement(False, found.rule)


def claim_about_run(check: Planned, actual: Actual) -> Claim | None:
    """The expression that must be evaluated to tell whether the run is right; None where its result tells it."""
    expected = check.identity.expected
    if expected is None or actual.outcome != "returned":
        return None
    if actual.result is not None and equal(expected, actual.result) is not None:
        return None
    return claim_of_run(check.row, expected)


def claim_about_saying(check: Planned, said: Said) -> Claim | None:
    """The expression that must be evaluated to tell whether the model accepts; None where its words tell it."""
    expected = check.identity.expected
    if expected is None or said.returned is None:
        return None
    return claim_of_saying(check.row, expected, said.returned)


def true_pass(check: Planned, actual: Actual, held: bool | None) -> bool | None:
    """Whether what came is what should come; `held`: the claim about the run, where there is one.

    A program that cannot be run is wrong; of a test that cannot be run nothing is known, unless it is the answer.
    """
    expected = check.identity.expected
    if expected is None:
        return None
    if check.test.fault is not None:
        return False if check.claims_an_input else None
    if actual.outcome != "returned":
        return False
    if held is not None:
        return held
    return actual.result is not None and equal(expected, actual.result) is True


def accepts(check: Planned, said: Said, held: bool | None) -> bool | None:
    """The model's own verdict: whether what it says is what should come; None where it says nothing, or too little."""
    expected = check.identity.expected
    if expected is None or (said.returned is None and said.raised is None):
        return None
    if said.returned is None:
        return False
    if held is not None:
        return held
    found = equal(expected, said.returned)
    if found is None and is_literal(expected):  # what is no literal is not the literal expected
        return False
    return found
