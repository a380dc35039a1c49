"""Six queens: one generator for each row waits inside the one above; to backtrack is to ask it for its next value."""


def safe(queens, column):
    for distance, other in enumerate(reversed(queens), start=1):
        if abs(other - column) in (0, distance):
            return False
    return True


def solutions(size, queens=()):
    if len(queens) == size:
        yield queens
        return
    for column in range(size):
        if safe(queens, column):
            yield from solutions(size, (*queens, column))


def main():
    found = []
    for queens in solutions(6):
        found.append(queens)
        print(*("." * q + "Q" + "." * (5 - q) for q in queens), sep="\n", end="\n\n")
    return found
