"""A journey in words."""

from itertools import groupby

from wayfarer.clock import clock, span


def tell(legs):
    """One row for each line that is taken, and a last one with the time that it takes."""
    if not legs:
        return "You are there."
    rows = []
    for line, ridden in groupby(legs, key=lambda leg: leg.line):
        ridden = list(ridden)
        first, last = ridden[0], ridden[-1]
        rows.append(f"{clock(first.leaves)} {first.start} - {clock(last.arrives)} {last.end} ({line})")
    changes = len(rows) - 1
    total = legs[-1].arrives - legs[0].leaves
    rows.append(f"{span(total)}, {changes} {'change' if changes == 1 else 'changes'}")
    return "\n".join(rows)
