"""What has to go when a cache is full."""


class LeastRecent:
    """What was not used for the longest time."""

    def __init__(self):
        self._order = {}

    def used(self, key):
        """A key was used just now."""
        self._order.pop(key, None)
        self._order[key] = None

    def forget(self, key):
        """A key is gone."""
        self._order.pop(key, None)

    def victim(self):
        """The key that has to go."""
        return next(iter(self._order))


class LeastFrequent:
    """What was used least often; among those the one that came first."""

    def __init__(self):
        self._uses = {}

    def used(self, key):
        """A key was used just now."""
        self._uses[key] = self._uses.get(key, 0) + 1

    def forget(self, key):
        """A key is gone."""
        self._uses.pop(key, None)

    def victim(self):
        """The key that has to go."""
        fewest, found = None, None
        for key, uses in self._uses.items():
            if fewest is None or uses < fewest:
                fewest, found = uses, key
        return found
