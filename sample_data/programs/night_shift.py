"""A bug that shows only in state: the code reads well, every check passes, and yet a job has to wait until tomorrow.

Bug report
    Three machines are free for six hours each, and five jobs need fourteen hours together. Worked out by hand all
    of them fit tonight, but the program puts off `evaluate`. Nothing is booked twice, no job is short of an hour,
    and the plan even looks wise: `train` begins when `tokenize` is done.

    expected  ada  0-1 tokenize, 2-4 ablate
              bea  0-3 train, 4-5 evaluate      (the only machine with memory enough for these two)
              cal  0-2 export
              tomorrow: nothing
    actual    ada  0-1 tokenize
              bea  2-5 train
              cal  0-2 ablate, 3-5 export
              tomorrow: evaluate
"""

from dataclasses import dataclass, field, replace


@dataclass
class Machine:
    name: str
    memory: int
    free: list = field(default_factory=lambda: list(range(6)))


@dataclass
class Job:
    name: str
    hours: int
    memory: int


JOBS = [
    Job("tokenize", 2, memory=20),
    Job("train", 4, memory=80),
    Job("ablate", 3, memory=40),
    Job("export", 3, memory=20),
    Job("evaluate", 2, memory=80),
]


def opening(free, length):
    """The first free hours in a row that are enough, or none."""
    row = []
    for hour in free:
        if row and hour != row[-1] + 1:
            row = []
        row.append(hour)
        if len(row) == length:
            return row
    return []


def book(machine, job):
    hours = opening(machine.free, job.hours)
    for hour in hours:
        machine.free.remove(hour)
    return hours


def check(plan):
    """No machine does two jobs in the same hour."""
    taken = set()
    for name, hours in plan.values():
        for hour in hours:
            assert (name, hour) not in taken
            taken.add((name, hour))


def schedule(jobs, machines):
    """First come, first served: each job goes to the first machine that can take it tonight."""
    plan, tomorrow = {}, []
    for job in jobs:
        for machine in machines:
            if machine.memory >= job.memory and (hours := book(machine, job)):
                plan[job.name] = machine.name, hours
                break
        else:
            tomorrow.append(job.name)
    check(plan)
    return plan, tomorrow


def main():
    ada = Machine("ada", memory=40)
    bea = replace(ada, name="bea", memory=80)
    cal = Machine("cal", memory=40)
    plan, tomorrow = schedule(JOBS, [ada, bea, cal])
    night = {"ada": [], "bea": [], "cal": []}
    for job, (name, hours) in plan.items():
        night[name].append(f"{hours[0]}-{hours[-1]} {job}")
    return night, tomorrow
