"""Collatz: the number rises and falls like a hailstone; nobody has proved that it always lands on 1."""


def flight(n):
    peak = n
    path = [n]
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        peak = max(peak, n)
        path.append(n)
    return peak, len(path)
