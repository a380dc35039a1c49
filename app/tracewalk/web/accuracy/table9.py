"""CWM's Table 9 with the published figures, and the rates that the papers do not have."""

from __future__ import annotations

import math

from tracewalk.frozen import frozen
from tracewalk.web.accuracy.bootstrap import Rates
from tracewalk.web.accuracy.selection import Selection

__all__ = ["FINER", "PUBLISHED", "TABLE_9", "Line", "measured", "percent"]

PUBLISHED = ("CWM, CRUXEval", "CWM, functions", "CWM, by KTH")
"""CWM paper, Table 9, greedy, whole traces, two data sets; ASSERT-KTH/cwm: 800 traces of CRUXEval's test set."""


@frozen
class Line:
    """One row: a rate, the column of `predictions` that holds it, and what is published for it, in percent."""

    name: str
    column: str | None
    about: str
    published: tuple[float | None, ...] = (None, None, None)


TABLE_9 = (
    Line("output pass@1", "output_correct", "what is returned, by == on literals", (88.0, 94.4, 87.25)),
    Line("valid trace format", "valid_format", "all steps parse, nothing follows", (99.6, 100.0, 99.63)),
    Line("state exact match", "kth_state_em", "equal as written, `..` by rule=kth", (96.9, 96.4, 96.41)),
    Line("action exact match", "kth_action_em", "source lines equal, by position", (96.5, 98.0, 98.68)),
    Line("valid JSON", "kth_valid_json", "observations that are a JSON object", (100.0, 100.0, 99.55)),
    Line("key match", "kth_key_match", "names in observations, Jaccard", (99.1, 99.0, 99.55)),
    Line("key + value match", "kth_key_value_match", "names with values, Jaccard, rule=kth", (98.1, 97.9, 97.48)),
    Line("tokens a state", None, "published only, not counted here", (11.7, 18.8, 14.29)),
    Line("tokens an action", None, "published only, not counted here", (11.2, 10.0, 9.21)),
)
"""The paper's rows, by the paper's definitions."""
FINER = (
    Line("whole trace right", "exact", "every step right, none missing, none too many"),
    Line("return value right", "return_correct", "equal by meaning, not only by =="),
    Line("steps right", "step_accuracy", "event, action, observation or value all right, by position"),
    Line("event exact match", "event_em", "call, line, return or exception, by position"),
    Line("action exact match", "action_em", "source lines equal, by position"),
    Line("action exact match, re-aligned", "action_em_aligned", "one skipped step does not shift the rest"),
    Line("state exact match, raw", "state_em", "observations equal as written, `..` by rule=cwm"),
    Line("state exact match, resolved", "state_em_resolved", "every `..` replaced by the value it stands for"),
    Line("valid JSON", "valid_json", "observations that are a JSON object"),
    Line("key match", "key_match", "names in observations, Jaccard"),
    Line("key + value match", "key_value_match", "names with values, Jaccard, rule=cwm"),
)
"""What everything else on the page goes by."""


def measured(selection: Selection, lines: tuple[Line, ...]) -> list[Rates | None]:
    """The rates of each line, one for each cohort: means over predictions, as in the paper."""
    columns = [line.column for line in lines if line.column]
    rates = iter(selection.rates([selection.numbers(column) for column in columns]))
    return [next(rates) if line.column else None for line in lines]


def percent(rates: Rates | None, cohort: int, to: str = "-") -> str:
    """`96.4 (95.1-97.5)`; without the interval where there is none, a dash where there is nothing."""
    if rates is None or math.isnan(rates.rate[cohort]):
        return "-"
    rate, low, high = (100 * column[cohort] for column in (rates.rate, rates.low, rates.high))
    return f"{rate:.1f}" + ("" if math.isnan(low) else f" ({low:.1f}{to}{high:.1f})")
