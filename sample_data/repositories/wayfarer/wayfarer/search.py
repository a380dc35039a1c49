"""The earliest arrival, by Dijkstra's algorithm over times."""

import heapq

from wayfarer.clock import clock, minutes


class NoJourney(LookupError):
    """There is no way, or none today."""


def journey(network, start, end, at, change=3):
    """The legs of a journey that arrives as early as can be; a change of line takes `change` minutes."""
    for stop in (start, end):
        if stop not in network.stops:
            raise NoJourney(f"no stop {stop!r}")
    begin = minutes(at)
    best = {}
    queue = [(begin, 0, start, ())]
    pushed = 0
    while queue:
        now, _, stop, legs = heapq.heappop(queue)
        if stop == end:
            return list(legs)
        line = legs[-1].line if legs else None
        if best.get((stop, line), now + 1) <= now:
            continue
        best[stop, line] = now
        for leg in network.leaving(stop, now):
            wait = change if line is not None and leg.line != line else 0
            if leg.leaves < now + wait:
                continue
            pushed += 1
            heapq.heappush(queue, (leg.arrives, pushed, leg.end, (*legs, leg)))
    raise NoJourney(f"no way from {start} to {end} after {clock(begin)}")
