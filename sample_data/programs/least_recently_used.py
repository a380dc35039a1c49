"""An LRU cache in one dict: looking a key up moves it to the end, so the first key is always the one to drop."""

from dataclasses import dataclass, field


@dataclass
class Cache:
    room: int
    kept: dict = field(default_factory=dict)

    def get(self, key):
        if key in self.kept:
            self.kept[key] = self.kept.pop(key)
        return self.kept.get(key)

    def put(self, key, value):
        self.kept.pop(key, None)
        self.kept[key] = value
        if len(self.kept) > self.room:
            oldest = next(iter(self.kept))
            del self.kept[oldest]


def main():
    cache = Cache(2)
    cache.put("q", 1)
    cache.put("k", 2)
    cache.get("q")
    cache.put("v", 3)
    return cache.get("k"), cache.kept
