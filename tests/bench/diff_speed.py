"""How many predicted steps are judged in a second: alignment, verdicts, roots, both sets of rates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from table import Row, cpu

from tracewalk import resources
from tracewalk.cwm import Context, parse, project, render, shown_by_rule
from tracewalk.diff import judge
from tracewalk.lake import Lake
from tracewalk.model import CwmStep

__all__ = ["measure"]

FRAME = "<|frame_sep|>"
ROUNDS = 3
SHORT = 2_000
"""Steps up to which a trace is among the many short ones."""


@dataclass
class Case:
    """A true trace, and the text of it that a model would be right to say."""

    truth: list[CwmStep]
    context: Context
    sources: dict[str, str]
    shown_kth: list[dict[str, str] | None]
    frames: list[str]


Spoil = Callable[[list[str], Random], list[str]]


def _same(frames: list[str], _: Random) -> list[str]:
    return frames


def _wrong(frames: list[str], random: Random) -> list[str]:
    """From some step on, every number in the first value has a digit more."""
    at = random.randrange(len(frames))
    return [f.replace('": "', '": "1', 1) if k >= at and '": "..' not in f else f for k, f in enumerate(frames)]


def _skipped(frames: list[str], random: Random) -> list[str]:
    """Some steps are left out, at three places."""
    for _ in range(3):
        at = random.randrange(len(frames))
        frames = frames[:at] + frames[at + random.randrange(1, 6) :]
        frames = frames or ["x"]
    return frames


def _garbled(frames: list[str], random: Random) -> list[str]:
    """One step in twenty is cut off in the middle."""
    return [f[: random.randrange(len(f) + 1)] if random.random() < 0.05 else f for f in frames]


SPOILED: dict[str, Spoil] = {"right": _same, "values wrong": _wrong, "steps skipped": _skipped, "garbled": _garbled}


def measure() -> list[Row]:
    """One row for the many short traces of the sample lake, one for its longest."""
    cases = _cases()
    short = [case for case in cases if len(case.truth) <= SHORT]
    long = [max(cases, key=lambda case: len(case.truth))]
    steps = sum(len(case.truth) for case in short)
    aim = "≥ 50,000"
    return [
        Row(f"predicted steps judged a second, CPU: {len(short)} traces of {steps:,} steps", _told(short * 5), aim),
        Row(f"the same, one trace of {len(long[0].truth):,} steps", _told(long), aim),
    ]


def _cases() -> list[Case]:
    cases = []
    with Lake.open(resources.folder("sample_data") / "lake") as lake:
        for (trace_id,) in lake.cursor().sql("SELECT trace_id FROM traces ORDER BY trace_id").fetchall():
            trace = lake.trace(trace_id)
            sources = {file.program_id: lake.program(file.program_id).text for file in trace.files}
            made = project(trace, lake.steps(trace_id), sources)
            frames = render(made.steps[1:]).split(FRAME)[:-1]
            if frames:
                cases.append(Case(made.steps, made.context, sources, shown_by_rule(made.steps, "kth"), frames))
    return cases


def _told(cases: list[Case]) -> str:
    rates = {name: _rate(cases, spoil) for name, spoil in SPOILED.items()}
    each = ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items())
    return f"**{min(rates.values()):,.0f}** ({each})"


def _rate(cases: list[Case], spoil: Spoil) -> float:
    random = Random(0)
    said = [(case, parse(FRAME.join(spoil(case.frames, random)) + FRAME, case.context)) for case in cases]
    steps = sum(len(parsed.steps) for _, parsed in said)

    def judge_all() -> None:
        for case, parsed in said:
            judge(case.truth, parsed.steps, sources=case.sources, tail=parsed.tail, shown_kth=case.shown_kth)

    return steps / min(cpu(judge_all) for _ in range(ROUNDS))
