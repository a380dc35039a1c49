"""Recursion: the exponent is halved on the way down, and the answer is put together on the way back up."""


def power(base, exponent):
    if exponent == 0:
        return 1
    half = power(base, exponent // 2)
    if exponent % 2:
        return half * half * base
    return half * half
