"""Counting what a model has right beside what the trivial baseline has, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracewalk.cwm import parse
from tracewalk.diff import output_equal
from tracewalk.frozen import frozen
from tracewalk.tiny.baseline import baseline_hits, is_middle
from tracewalk.tiny.examples import Example

__all__ = ["Answers", "Scores"]

FRAME = "<|frame_sep|>"


@frozen
class Answers:
    """What a model said of one example: each step after the true ones before it, and the whole trace by itself."""

    steps: list[str]
    """Each with its closing separator."""
    free: str


@dataclass
class _Count:
    model: int = 0
    baseline: int = 0
    n: int = 0

    def add(self, model: bool, baseline: bool) -> None:
        self.model += model
        self.baseline += baseline
        self.n += 1

    def shares(self) -> dict[str, Any]:
        return {"model": round(self.model / self.n, 4), "baseline": round(self.baseline / self.n, 4), "n": self.n}


@dataclass
class Scores:
    """The counts of a set."""

    programs: int = 0
    counts: dict[str, _Count] = field(default_factory=dict)
    first_wrong: list[tuple[int, float]] = field(default_factory=list)
    """Of the free-running traces that are wrong: the first wrong step, and its place in the trace (0 to 1)."""
    outputs: Counter[str] = field(default_factory=Counter)

    def add(self, example: Example, said: Answers) -> None:
        """Counts one example."""
        self.programs += 1
        base = baseline_hits(example.trace.context.text, example.trace.steps)
        right = [given == true for given, true in zip(said.steps, example.texts, strict=True)]
        for k in range(len(right)):
            self._add_step(example, k, said.steps[k], right[k], base[k])
        self._count("whole_teacher_forced", all(right), all(base))
        self._add_free(example, said.free, all(base))

    def result(self) -> dict[str, Any]:
        """Shares of the model and the baseline by question, and where free-running traces first go wrong."""
        measures = {name: count.shares() for name, count in self.counts.items() if count.n}
        if "returned" in measures:
            # For a returned value the trivial answer is the set's most frequent one.
            most = self.outputs.most_common(1)[0][1]
            measures["returned"]["baseline"] = round(most / self.outputs.total(), 4)
        steps, places = [k for k, _ in self.first_wrong], [place for _, place in self.first_wrong]
        wrong = {"programs": len(steps), "step": _quantiles(steps), "place": _quantiles(places)}
        return {"programs": self.programs, "measures": measures, "first_wrong": wrong}

    def _add_step(self, example: Example, k: int, said: str, right: bool, base: bool) -> None:
        true = example.trace.steps[k]
        self._count("step", right, base)
        self._count("event_and_line", _event_and_line(said) == (true.event, true.source), base)
        if not is_middle(k, len(example.texts)):
            return
        self._count("step_middle", right, base)
        if example.kind:
            self._count(f"step_middle:{example.kind}", right, base)
        if true.event == "line" and any(text != ".." for text in (true.shown or {}).values()):
            self._count("step_middle_values", right, base)

    def _add_free(self, example: Example, text: str, base: bool) -> None:
        said = [f"{piece}{FRAME}" for piece in text.split(FRAME) if piece]
        same = [a == b for a, b in zip(said, example.texts, strict=False)]
        first = same.index(False) if False in same else len(same)
        is_right = first == len(said) == len(example.texts)
        self._count("whole_free", is_right, base)
        if not is_right:
            self.first_wrong.append((first, first / len(example.texts)))
        steps = example.trace.steps
        if len(steps) > 1 and steps[-2].event == "exception":
            return  # it raised: nothing is returned
        true, given = steps[-1].value or "", _returned(said)
        self.outputs[true] += 1
        self._count("returned", given is not None and output_equal(true, given), False)
        self._count("ends_in_return", given is not None, False)

    def _count(self, name: str, model: bool, baseline: bool) -> None:
        self.counts.setdefault(name, _Count()).add(model, baseline)


def _event_and_line(text: str) -> tuple[str, str]:
    """Event and source of a step as a model wrote it, whatever it is."""
    event, _, rest = text.removeprefix("<|").partition("_sep|>")
    source = rest.rpartition("<|action_sep|>")[2].partition("<|arg_sep|>")[0]
    return event, source.removesuffix(FRAME)


def _returned(said: Sequence[str]) -> str | None:
    """The repr that the last step returns, or None where it is no whole return."""
    steps = parse(said[-1], None).steps if said else []
    return steps[-1].value if steps and steps[-1].event == "return" else None


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    wanted = (("p10", 0.1), ("p25", 0.25), ("median", 0.5), ("p75", 0.75), ("p90", 0.9))
    return {name: round(ordered[int(share * len(ordered))], 3) for name, share in wanted} if ordered else {}
