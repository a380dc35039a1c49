"""When entries are too old."""

import heapq


class Expiry:
    """Keys in order of the time at which they are too old."""

    def __init__(self, keep):
        self.keep = keep
        self._until = {}
        self._heap = []

    def note(self, key, now):
        """A key is good from now on, again."""
        if self.keep is None:
            return
        until = now + self.keep
        self._until[key] = until
        heapq.heappush(self._heap, (until, key))

    def forget(self, key):
        """A key is gone."""
        self._until.pop(key, None)

    def over(self, now):
        """The keys that are too old now, each once; what was renewed meanwhile is not among them."""
        found = []
        while self._heap and self._heap[0][0] <= now:
            until, key = heapq.heappop(self._heap)
            if self._until.get(key) == until:
                found.append(key)
        return found
