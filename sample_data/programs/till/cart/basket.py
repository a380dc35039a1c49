"""The basket: lines go in, a bill comes out."""

from dataclasses import dataclass, field

from cart.money import cents, show
from cart.offers import best


@dataclass
class Line:
    name: str
    price: int
    count: int = 1


@dataclass
class Basket:
    lines: list = field(default_factory=list)
    offers: list = field(default_factory=list)

    def add(self, name, price, count=1):
        """One line for each name: the same thing again only raises its count."""
        for line in self.lines:
            if line.name == name:
                line.count += count
                return line
        self.lines.append(Line(name, cents(price), count))
        return self.lines[-1]

    def remove(self, name):
        kept = [line for line in self.lines if line.name != name]
        if len(kept) == len(self.lines):
            raise KeyError(name)
        self.lines = kept

    def total(self):
        gross = sum(line.price * line.count for line in self.lines)
        return gross - best(self.offers, self.lines)

    def bill(self):
        rows = [f"{line.count} {line.name}" for line in self.lines]
        return ", ".join(rows) + f": {show(self.total())}"
