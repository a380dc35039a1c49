"""How well a cache does."""


class Stats:
    """Counts of what was asked for."""

    def __init__(self):
        self.hits = 0
        self.misses = 0
        self.evictions = 0

    def hit(self):
        """It was there."""
        self.hits += 1

    def missed(self):
        """It was not."""
        self.misses += 1

    def evicted(self):
        """An entry had to go."""
        self.evictions += 1

    @property
    def ratio(self):
        """The share of hits; 0 where nothing was asked for yet."""
        asked = self.hits + self.misses
        return self.hits / asked if asked else 0.0

    def line(self):
        """For people: `3 of 4 found (75 %), 1 evicted`."""
        asked = self.hits + self.misses
        return f"{self.hits} of {asked} found ({self.ratio:.0%}), {self.evictions} evicted".replace("%)", " %)")
