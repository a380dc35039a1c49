"""A hundred thousand steps: the ant wanders in chaos for ten thousand moves, then builds a straight road for ever.

Nobody told it to: each move only turns right on white and left on black, flips the square, and goes on. From about
move 10,000 the pattern repeats every 104 moves; look at `x` and `y` at any step of the road, then 104 moves later.
"""

from dataclasses import dataclass, field


@dataclass(repr=False)
class Board:
    """An endless board of white squares, some of them black by now."""

    black: set = field(default_factory=set)

    def __repr__(self):
        return f"Board({len(self.black)})"

    def flip(self, x, y):
        self.black ^= {(x, y)}
        return (x, y) not in self.black


def walk(moves):
    board = Board()
    x, y, dx, dy = 0, 0, 0, 1
    for move in range(1, moves + 1):
        was_black = board.flip(x, y)
        dx, dy = (-dy, dx) if was_black else (dy, -dx)
        x, y = x + dx, y + dy
        if move % 1000 == 0:
            print(f"move {move:5}: at {x:3},{y:3} with {len(board.black)} black squares")
    return board, x, y
