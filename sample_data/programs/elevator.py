"""A simulation: the lift keeps its direction while anybody wants it, and Bob's ride shows what that fairness costs."""

from dataclasses import dataclass, field


@dataclass
class Rider:
    name: str
    start: int
    goal: int
    calls_at: int


@dataclass
class Lift:
    floor: int = 0
    direction: int = 1
    inside: list = field(default_factory=list)

    def stops(self, waiting):
        """Every floor where somebody wants to get in or out."""
        return {r.goal for r in self.inside} | {r.start for r in waiting}

    def move(self, wanted):
        ahead = [f for f in wanted if (f - self.floor) * self.direction > 0]
        if not ahead:
            self.direction = -self.direction
        self.floor += self.direction


def open_doors(lift, waiting, clock):
    """Let people out, then in; tell how long each who arrived was on the way."""
    waits = {r.name: clock - r.calls_at for r in lift.inside if r.goal == lift.floor}
    lift.inside = [r for r in lift.inside if r.goal != lift.floor]
    for rider in [r for r in waiting if r.start == lift.floor]:
        waiting.remove(rider)
        lift.inside.append(rider)
    return waits


def main():
    riders = [Rider("Ada", 3, 0, 0), Rider("Bob", 0, 4, 1), Rider("Cy", 2, 4, 2), Rider("Dee", 4, 1, 6)]
    lift, waiting, waits = Lift(), [], {}
    clock = 0
    while len(waits) < len(riders):
        waiting += [r for r in riders if r.calls_at == clock]
        wanted = lift.stops(waiting)
        if lift.floor in wanted:
            waits |= open_doors(lift, waiting, clock)
            print(f"{clock:2}: floor {lift.floor}, inside {[r.name for r in lift.inside]}")
        elif wanted:
            lift.move(wanted)
        clock += 1
    return waits
