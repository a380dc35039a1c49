"""Dataclasses: the generated order lines the jobs up, and `replace` makes a new job without touching the old one."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, order=True)
class Job:
    priority: int
    name: str
    tries: int = field(default=0, compare=False)


def main():
    queue = [Job(2, "eval"), Job(1, "train"), Job(1, "lint")]
    queue.sort()
    failed = queue.pop(0)
    again = replace(failed, tries=failed.tries + 1)
    queue.append(again)
    return failed == again, failed is again, queue
