"""Operators as calculus: a dual number carries its slope through `*` and `+`, so the derivative comes for free."""

from dataclasses import dataclass


@dataclass
class Dual:
    value: int
    slope: int = 0

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)


def derivative(point):
    x = Dual(point, 1)
    y = x * x + Dual(3) * x
    return y.slope
