"""The cache itself."""

from larder.expiry import Expiry
from larder.policy import LeastRecent
from larder.stats import Stats


class Cache:
    """At most `capacity` entries, each good for `keep` seconds; `keep` None: for ever."""

    capacity = _values = None

    def __init__(self, capacity, *, policy=None, keep=None, clock=lambda: 0):
        if capacity < 1:
            raise ValueError(f"a capacity of {capacity}: it must hold something")
        self.capacity = capacity
        self.stats = Stats()
        self._policy = policy or LeastRecent()
        self._expiry = Expiry(keep)
        self._clock = clock
        self._values = {}

    def __repr__(self):
        return f"<Cache of {self.capacity}: {self._values}>"

    def __len__(self):
        self.purge()
        return len(self._values)

    def __contains__(self, key):
        self.purge()
        return key in self._values

    def get(self, key, default=None):
        """The value of a key, which counts as a use of it."""
        self.purge()
        if key not in self._values:
            self.stats.missed()
            return default
        self.stats.hit()
        self._policy.used(key)
        return self._values[key]

    def put(self, key, value):
        """Keeps a value; where the cache is full, another entry goes."""
        self.purge()
        if key not in self._values and len(self._values) >= self.capacity:
            self._drop(self._policy.victim())
            self.stats.evicted()
        self._values[key] = value
        self._policy.used(key)
        self._expiry.note(key, self._clock())

    def purge(self):
        """Drops what is too old; returns how many entries that were."""
        old = self._expiry.over(self._clock())
        for key in old:
            self._drop(key)
        return len(old)

    def _drop(self, key):
        del self._values[key]
        self._policy.forget(key)
        self._expiry.forget(key)
