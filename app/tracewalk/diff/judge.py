"""Judges a prediction against its truth: a verdict for each step, and one for the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tracewalk.diff.align import Row, align
from tracewalk.diff.case import VALUES_ONLY, Case
from tracewalk.diff.kinds import kind_of, raised_kind
from tracewalk.diff.roots import trace_roots
from tracewalk.diff.steps import WRONG, Pair, action, extra_names, judge_pair
from tracewalk.diff.summary import summarize
from tracewalk.model import CwmStep, Judged, StepVerdict, Verdict

__all__ = ["judge"]

_ONE_TO_ONE = ("step", "return", "score")
"""Modes whose predicted steps are given beside the very true steps that were asked for."""


def judge(
    truth: Sequence[CwmStep],
    said: Sequence[CwmStep | None],
    *,
    sources: Mapping[str, str],
    mode: str = "full",
    stopped_by: str = "eos",
    tail: str = "",
    shown_kth: Sequence[Mapping[str, str] | None] | None = None,
    start: int = 0,
) -> tuple[Verdict, list[StepVerdict]]:
    """The verdict of a prediction, and of each of its steps in the re-aligned order.

    `truth` is a true trace with its wrapper's steps, `said` what was predicted of it from index `start` on; the
    wrapper's first call stands in the prompt and is not asked for, unless `said` begins with it (a second true trace
    does, and a text that was kept with its prompt). In the modes `step` and `return` both are the steps asked for, one
    beside the other, None for one that was not said; in `action` and `return` only states and values are judged.

    `sources`: program id -> text. `shown_kth`: the observations of `truth` by the rule of the published figures;
    without them, and in other modes than `full`, the `kth_` rates stay None. `tail`: the text after the last step.
    Indices in the verdicts are those of `truth` and `said`. Never raises on hostile text.
    """
    begin = _begin(truth, said, mode, start)
    given = [step for step in said if step is not None]
    forced = mode in VALUES_ONLY
    if len(given) < len(said) or forced or mode in _ONE_TO_ONE:
        rows: list[Row] = _by_position(len(truth) - begin, said)
    else:
        rows = align(truth[begin:], given)
    verdicts = _verdicts(truth, said, rows, begin, forced=forced)
    if mode == "step":
        for verdict in verdicts:
            verdict.root = None if verdict.verdict == "correct" else True
    elif any(verdict.verdict != "correct" for verdict in verdicts):
        trace_roots(verdicts, truth, said, sources)
    case = Case(truth, said, begin, verdicts, shown_kth, mode, stopped_by, tail)
    return summarize(case), verdicts


def _begin(truth: Sequence[CwmStep], said: Sequence[CwmStep | None], mode: str, start: int) -> int:
    """The first true step that was asked for."""
    if start or mode in _ONE_TO_ONE or not truth or not (truth[0].seed and truth[0].event == "call"):
        return start
    first = said[0] if said else None
    return 0 if first is not None and first.event == "call" and action(first.source) == action(truth[0].source) else 1


def _by_position(asked: int, said: Sequence[CwmStep | None]) -> list[Row]:
    rows: list[Row] = [(i, None if i >= len(said) or said[i] is None else i) for i in range(asked)]
    return rows + [(None, j) for j in range(asked, len(said)) if said[j] is not None]


def _verdicts(
    truth: Sequence[CwmStep], said: Sequence[CwmStep | None], rows: Sequence[Row], begin: int, *, forced: bool
) -> list[StepVerdict]:
    """One verdict a row; `truth` in a row counts from `begin`."""
    verdicts = []
    runs: Counter[tuple[int, str, int, str]] = Counter()
    for true in truth[:begin]:
        _iteration(true, runs)
    for i, j in rows:
        step = None if j is None else said[j]
        if i is None:
            assert step is not None, "an extra row has a predicted step"
            kind = "extra" if step.fault is None else "malformed"
            verdicts.append(StepVerdict(j, None, kind, differs=extra_names(step)))
            continue
        true = truth[begin + i]
        pair = _MISSING if step is None else judge_pair(true, step, forced=forced)
        judged = [] if true.seed else _judged(true, pair, step)
        iteration = _iteration(true, runs)
        verdicts.append(StepVerdict(j, begin + i, pair.verdict, None, None, pair.rule, pair.differs, judged, iteration))
    return verdicts


_MISSING = Pair("missing", None, [])


def _iteration(true: CwmStep, runs: Counter[tuple[int, str, int, str]]) -> int:
    """How often the line has run in its frame before; notes that it ran."""
    if true.event != "line":
        return 0
    key = (true.frame_id, true.program_id, true.line, true.source if not true.line else "")
    ran = runs[key]
    runs[key] = ran + 1
    return ran


def _judged(true: CwmStep, pair: Pair, said: CwmStep | None) -> list[Judged]:
    """The values that a true step states anew: those of a state that changed, else what is returned or raised.

    The latter go by the name of their event, which no local can have.
    """
    if true.state is None:
        if true.value is None:
            return []
        kind = raised_kind(true.value) if true.event == "exception" else kind_of(true.value)
        return [Judged(true.event, kind, len(true.value), pair.value_right)]
    if not true.changes:
        return []
    absent = said is None or said.state is None
    wrong = {d.name for d in pair.differs if d.verdict in WRONG} if pair.differs else ()
    return [
        Judged(c.name, c.type or kind_of(c.value), c.size, not absent and c.name not in wrong)
        for c in true.changes
        if c.value is not None
    ]
