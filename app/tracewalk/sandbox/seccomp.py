"""Allow lists as programs of the kernel's filter, built by seccompy for the machine that this runs on.

x86_64 is tested; for aarch64 filters are built, and nothing more is known of them. See seccomp(2).
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

from seccompy import Action, CmpOp, Filter, FilterFlag, syscall_nr

from tracewalk.sandbox.syscalls import Calls, Equal

__all__ = ["MACHINES", "filter_of", "refusal_of"]

MACHINES = ("x86_64", "aarch64")

_REFUSED = Action.ERRNO | errno.EPERM
"""A program is told so and goes on; a call in another architecture's numbers ends it."""

_Arguments = list[tuple[int, CmpOp, int, int]]


def filter_of(calls: Calls) -> Filter:
    """The filter of an allow list: `.load()` it, or hand its `.program` to bubblewrap."""
    made = Filter(default=_REFUSED, flags=FilterFlag.TSYNC)
    for name, arguments in _rules(calls):
        made.allow(name, args=arguments)
    for name in sorted(calls.absent):
        made.errno(name, errno.ENOSYS)
    return made


def refusal_of(calls: Calls) -> Filter:
    """The filter that takes these calls away from an allow list in force; of several filters the strictest counts.

    A tenth of the list, which takes the kernel half a millisecond to load for each job; this takes a quarter of that.
    """
    made = Filter(default=Action.ALLOW, flags=FilterFlag.TSYNC)
    for name, arguments in _rules(calls):
        made.errno(name, errno.EPERM, args=arguments)
    return made


def _rules(calls: Calls) -> Iterator[tuple[str, _Arguments | None]]:
    """The calls that this machine has, each with what its arguments must be."""
    for name in sorted(calls.names - calls.some.keys()):
        if _is_here(name):
            yield name, None
    for name, rule in sorted(calls.some.items()):
        if not _is_here(name):
            continue
        if isinstance(rule, Equal):
            # The kernel looks at the lower half of these; the C library may leave anything in the upper one.
            for value in rule.values:
                yield name, [(rule.argument, CmpOp.MASKED_EQ, value, 0xFFFF_FFFF)]
        else:
            yield name, [(rule.argument, CmpOp.MASKED_EQ, rule.value, rule.mask)]


def _is_here(name: str) -> bool:
    try:
        syscall_nr(name)
    except ValueError:
        return False
    return True
