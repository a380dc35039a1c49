"""The columns of one thread's steps while they are recorded: flat lists, one short append per fact."""

from __future__ import annotations

__all__ = ["Lane"]


class Lane:
    """One thread's rows not yet turned to Arrow. A row is complete when its site is appended: the others come first.

    A row with changes has an odd site and an entry in `counts`; so nothing holds an absolute position, and whatever
    thread turns rows to Arrow takes a prefix of each list.
    """

    __slots__ = (
        "callers",
        "counts",
        "depths",
        "done",
        "frames",
        "made",
        "names",
        "number",
        "outputs",
        "results",
        "room",
        "sites",
        "sizes",
        "texts",
        "top",
        "types",
        "weight",
    )

    def __init__(self, number: int, room: int) -> None:
        self.number = number
        self.sites: list[int] = []
        self.frames: list[int] = []
        self.counts: list[int] = []
        """Changes of each row that has some."""
        self.names: list[int] = []
        self.types: list[int] = []
        """Twice the type's id, plus one where the value is cut; -1: the name was unbound."""
        self.texts: list[str | None] = []
        self.sizes: list[int] = []
        """True lengths of the values that are cut."""
        self.results: list[str] = []
        """The values of return, yield and exception rows."""
        self.outputs: list[tuple[int, int, str]] = []
        """(row counted from the lane's first, stream, text)."""
        self.made: list[int] = []
        """Frames called in this thread, with their callers (-1: none) and depths."""
        self.callers: list[int] = []
        self.depths: list[int] = []
        self.done = 0
        """Rows that have left the lane."""
        self.top = 0
        """Rows in the lane at which to look up."""
        self.weight = 0
        """Characters of the long texts in the lane."""
        self.room = room
        """The weight at which to look up."""

    def last(self) -> int:
        """The latest complete row, counted from the lane's first; -1: none yet."""
        while True:  # another thread may take rows away between two looks
            done = self.done
            row = done + len(self.sites) - 1
            if done == self.done:
                return row

    def copy(self) -> Lane:
        """Another lane with the same rows."""
        other = Lane(self.number, self.room)
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(other, name, list(value) if isinstance(value, list) else value)
        return other

    def mend(self) -> None:
        """Forget what a row left behind that was never completed."""
        changes = sum(self.counts)
        rows = len(self.sites)
        del self.frames[rows:]
        odd = sum(site & 1 for site in self.sites)
        if len(self.counts) > odd:
            changes -= sum(self.counts[odd:])
            del self.counts[odd:]
        del self.names[changes:], self.types[changes:], self.texts[changes:]
        del self.sizes[sum(kind & 1 for kind in self.types if kind >= 0) :]
