"""What rows of a prediction come to: what leaves the outermost frame, if anything does."""

from __future__ import annotations

from typing import Any

import pytest

from tracewalk.verify.imports import with_imports
from tracewalk.verify.said import outcome_in

RAISED = "(<class 'program.Odd'>, Odd('a, b'), <traceback object>)"


def rows(*steps: tuple[str, int, str | None], **more: Any) -> list[dict[str, Any]]:
    """Predicted rows of (event, depth, value); a frame is known by its depth."""
    return [
        {"position": n, "event": event, "depth": depth, "frame_id": depth, "value": value, "fault": None} | more
        for n, (event, depth, value) in enumerate(steps)
    ]


@pytest.mark.parametrize(
    ("steps", "outcome"),
    [
        ([], (None, None)),
        ([("line", 1, None), ("call", 2, None), ("return", 2, "5"), ("return", 1, "6")], ("6", None)),
        ([("line", 1, None), ("call", 2, None), ("return", 2, "5")], ("5", None)),
        # cut off after a deeper one has returned
        ([("line", 1, None), ("call", 2, None), ("call", 3, None), ("return", 3, "5")], (None, None)),
        ([("line", 1, None), ("return", 2, "1"), ("call", 2, None), ("return", 2, "2")], ("2", None)),
        ([("line", 1, None), ("exception", 2, RAISED), ("return", 2, "None")], (None, "Odd('a, b')")),
        ([("line", 1, None), ("exception", 2, RAISED), ("line", 2, None), ("return", 2, "None")], ("None", None)),
        ([("line", 1, None), ("exception", 2, "odd"), ("return", 2, "None")], (None, "odd")),
        ([("line", 1, None), ("exception", 2, RAISED)], (None, None)),
    ],
)
def test_of_a_whole_run(steps: list[tuple[str, int, str | None]], outcome: tuple[str | None, str | None]) -> None:
    assert outcome_in(rows(*steps), "full") == outcome


def test_of_one_question() -> None:
    assert outcome_in(rows(("return", 2, "5")), "return") == ("5", None)
    assert outcome_in(rows(("exception", 2, RAISED)), "return") == (None, "Odd('a, b')")
    assert outcome_in(rows(("return", 2, None)), "return") == (None, None)
    assert outcome_in(rows(("return", 2, "5"), fault="text after VALUE"), "return") == (None, None)
    assert outcome_in(rows(("return", 2, "5"), position=None), "return") == (None, None)


def test_imports_that_are_taken_for_granted() -> None:
    code = "def f(xs: List[int]):\n    return reduce(lambda a, b: a + b, math.floor(xs))\n"
    assert with_imports(code) == (f"from functools import reduce\nfrom typing import List\nimport math\n\n{code}")
    for alone in ("def f(x):\n    math = 1\n    return math\n", "import math\nmath.pi", "def f(:", "def f(gcd): gcd"):
        assert with_imports(alone) == alone
