"""A large lake for the list's benchmarks: `python tests/bench/large_lake.py FOLDER --traces 1000000`.

Some thousand variants of the sample programs are recorded; the rest are clones of those recordings under other ids, of
programs whose functions have other names: so every trace is true to its program's text.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

import numpy as np
from samples import Sample, clone, make_id, record_text
from variants import mutated, names_of, renamed, sources

from tracewalk.lake import Lake, Writer
from tracewalk.model import File, Item, Limits, Program, Trace

__all__ = ["SIZE", "make"]

SIZE = {"traces": 1_000_000, "steps": 20_200_000, "programs": 52_000, "variants": 2_000}

LIMITS = Limits(steps=600, seconds=2.0, value_chars=100_000, items=100)
DATASETS = {"mutants-train": 60, "mutants-test": 15, "regressions": 10, "nightly": 8, "hard": 5, "by-hand": 2}
WORDS = [
    head + tail for head in ("am", "be", "co", "da", "el") for tail in ("ber", "la", "mi", "ne", "ro", "st", "ta", "vo")
]
INPUTS = 3
"""Inputs tried of each recorded variant."""
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Named:
    """A program under other names, and how its functions are called in it."""

    program: Program
    names: dict[str, str]


@dataclass(frozen=True)
class _Family:
    """One recorded variant, and the programs that differ from it only by names."""

    stem: str
    samples: list[Sample]
    programs: list[_Named]


def make(folder: Path, *, traces: int, steps: int, programs: int, variants: int) -> None:
    """Fills an empty lake with so many traces, of so many steps together."""
    rng = Random(0)
    families = _families(rng, programs, variants)
    stock = [(family, sample) for family in families for sample in family.samples]
    weights = list(accumulate(_weights([sample.trace.n_steps for _, sample in stock], steps / traces)))
    with Lake.create(folder) as lake, lake.writer() as writer:
        for family in families:
            for named in family.programs:
                writer.add_program(named.program)
        for n in range(traces):
            family, sample = rng.choices(stock, cum_weights=weights)[0]
            _add(writer, n, family, sample, rng)
            if n % 100_000 == 0:
                print(f"{n:,} traces", file=sys.stderr, flush=True)


def _families(rng: Random, programs: int, variants: int) -> list[_Family]:
    found: list[_Family] = []
    listed = sources()
    while len(found) < variants:
        source = rng.choice(listed)
        text = mutated(source.text, rng) if rng.random() < 0.7 else source.text
        inputs = {source.input, *(mutated(source.input, rng) for _ in range(INPUTS - 1))}
        tried = [record_text(text, source.entry, given, LIMITS) for given in sorted(inputs)]
        if samples := [sample for sample in tried if sample]:
            mine = range(len(found), programs, variants)
            found.append(_Family(source.stem, samples, [_named(text, samples, n) for n in mine]))
    return found


def _named(text: str, samples: list[Sample], n: int) -> _Named:
    names = {name: f"{name}_{WORDS[n % len(WORDS)]}" for name in names_of(text)}
    functions = {func for sample in samples for func in sample.trace.functions}
    shown = {func: ".".join([names.get(head, head), *rest]) for func in functions for head, *rest in [func.split(".")]}
    return _Named(Program(f"{renamed(text, names)}\n# variant {n}\n"), shown)


def _weights(lengths: list[int], mean: float) -> list[float]:
    """How often to take each recording, so that they have so many steps on the average: few long ones, many short."""
    n = np.array(lengths, dtype=float)
    low, high = 0.0, 10.0
    for _ in range(60):
        power = (low + high) / 2
        weight = n**-power
        low, high = (power, high) if np.average(n, weights=weight) > mean else (low, power)
    return [float(w) for w in weight]


def _add(writer: Writer, n: int, family: _Family, sample: Sample, rng: Random) -> None:
    named = rng.choice(family.programs)
    program_id, trace_id = named.program.program_id, make_id("large lake", n)
    writer.add_steps(clone(sample.steps, trace_id, program_id, named.names))
    trace = replace(
        sample.trace,
        trace_id=trace_id,
        name=f"{family.stem}/{n}",
        program_id=program_id,
        files=(File(f"{family.stem}.py", program_id),),
        entry=named.names.get(sample.trace.entry, sample.trace.entry),
        functions=tuple(named.names[func] for func in sample.trace.functions),
        created_at=START + timedelta(seconds=7 * n),
    )
    writer.add_trace(trace)
    _place(writer, trace, rng)


def _place(writer: Writer, trace: Trace, rng: Random) -> None:
    """Most traces stand in one dataset, some in two or none."""
    n = rng.choices((0, 1, 2), (5, 85, 10))[0]
    for dataset in set(rng.choices(list(DATASETS), list(DATASETS.values()), k=n)):
        right = rng.random() < 0.9 if trace.outcome == "returned" else None
        writer.add_item(Item(dataset, trace.name, trace.trace_id, trace.result, right, "train"))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for name, default in SIZE.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    began = time.monotonic()
    make(given.folder, **{name: getattr(given, name) for name in SIZE})
    print(f"{given.folder}: {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
