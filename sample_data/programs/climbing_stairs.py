"""Memoisation: the second half of every sum is found in `known` and never climbed again."""


def climb(stairs, known):
    if stairs not in known:
        known[stairs] = climb(stairs - 1, known) + climb(stairs - 2, known)
    return known[stairs]
