"""A timetable as text -> the legs that can be travelled."""

from collections import namedtuple

from wayfarer.clock import DAY, minutes

Leg = namedtuple("Leg", "line start end leaves arrives")


class Network:
    """Legs by the stop that they leave from, earliest first."""

    stops = frozenset()

    def __init__(self, legs):
        self.legs = {}
        for leg in sorted(legs, key=lambda leg: leg.leaves):
            self.legs.setdefault(leg.start, []).append(leg)
        self.stops = {stop for leg in legs for stop in (leg.start, leg.end)}

    def __repr__(self):
        return f"<Network of {len(self.stops)} stops>"

    def leaving(self, stop, after):
        """The legs that leave a stop at a time or later."""
        return [leg for leg in self.legs.get(stop, ()) if leg.leaves >= after]


def read(text):
    """The network of a timetable: one run of a line a row, `#` begins a remark."""
    legs = []
    for number, row in enumerate(text.splitlines(), start=1):
        row = row.partition("#")[0].strip()
        if row:
            legs += _run(row, number)
    return Network(legs)


def _run(row, number):
    line, sign, rest = row.partition(":")
    calls = [call.strip().rpartition(" ") for call in rest.split(",")]
    if not sign or len(calls) < 2 or not all(stop for stop, _, _ in calls):
        raise ValueError(f"row {number} is no run of a line: {row!r}")
    times = []
    for _stop, _, text in calls:
        when = minutes(text)
        while times and when < times[-1]:
            when += DAY
        times.append(when)
    stops = [stop for stop, _, _ in calls]
    return [
        Leg(line.strip(), stops[i], stops[i + 1], times[i], times[i + 1]) for i in range(len(stops) - 1)
    ]
