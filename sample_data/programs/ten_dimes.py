"""Number traps: ten dimes make a dollar in Decimal and not in float, and `round` goes to the even neighbour."""

from decimal import Decimal


def main():
    drift, exact = 0.0, Decimal(0)
    for _ in range(10):
        drift += 0.1
        exact += Decimal("0.1")
    halves = [round(0.5), round(1.5), round(2.5)]
    return drift == 1, exact == 1, halves
