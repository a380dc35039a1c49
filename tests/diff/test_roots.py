"""Which wrong steps are roots, and from where the others inherit: the table `roots.txt` over real small programs."""

from __future__ import annotations

import re

import pytest
from tests.diff.truths import Truth, blocks

from tracewalk.model import CwmStep, StepVerdict

CASES = list(blocks("roots.txt"))


def edit(said: dict[int, CwmStep], line: str) -> None:
    """One edit of the table on predicted steps by their number in the true trace."""
    found = re.fullmatch(r"(\d+)(?:-(\d+))? (.*)", line)
    assert found, line
    for number in range(int(found[1]), int(found[2] or found[1]) + 1):
        step, what = said[number], found[3]
        if what.startswith("= "):
            step.value = what[2:]
        elif what.startswith("line "):
            step.source = f"{what[5:]}\n"
        elif what.startswith("event "):
            step.event = what[6:]
        elif what.startswith("fault "):
            step.fault = what[6:]
        elif "=" not in what:
            del step.state[what]  # type: ignore[union-attr]
        elif step.state is not None:
            name, _, text = what.removeprefix("+").partition("=")
            if name in step.state or what.startswith("+"):
                step.state[name] = text


def predicted(truth: Truth, edits: list[str]) -> list[CwmStep]:
    said = dict(enumerate(truth.said(), 1))
    order = list(said)
    for line in edits:
        if line.startswith("drop "):
            a, b = map(int, line[5:].split("-"))
            order = [n for n in order if not a <= n <= b]
        elif line.startswith("again "):
            a, b = map(int, line[6:].split("-"))
            order[order.index(b) + 1 : order.index(b) + 1] = range(a, b + 1)
        else:
            edit(said, line)
    return [said[number] for number in order]


def told(verdicts: list[StepVerdict]) -> list[str]:
    extra = [at for at, v in enumerate(verdicts) if v.truth is None]

    def label(at: int) -> str:
        return str(verdicts[at].truth) if verdicts[at].truth is not None else f"+{extra.index(at)}"

    lines = []
    for at, v in enumerate(verdicts):
        assert (v.root is None) == (v.verdict == "correct")
        assert (v.cause is not None) == (v.root is False)
        if v.root is not None:
            lines.append(f"{label(at)} {v.verdict} {'root' if v.root else f'< {label(v.cause)}'}")
    return lines


@pytest.mark.parametrize(("name", "program", "body"), CASES, ids=[case[0] for case in CASES])
def test_table(name: str, program: str, body: str, programs: dict[str, Truth]) -> None:
    edits, _, expected = body.partition("->")
    truth = programs[program]
    said = predicted(truth, edits.split("\n")[:-1] if edits.strip() else [])
    verdict, steps = truth.judge(said)
    assert told(steps) == expected.split("\n")[1:]
    counted = [v for v in steps if v.truth is None or not truth.steps[v.truth].seed]
    assert (verdict.n_root, verdict.n_inherited) == tuple(sum(v.root is x for v in counted) for x in (True, False))
