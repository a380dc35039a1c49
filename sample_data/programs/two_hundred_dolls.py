"""Deep calls: a ladder of two hundred frames, first torn down by an error at the bottom, then climbed back up."""


class Empty(Exception):
    pass


def open_doll(size, smallest):
    """The number of dolls inside, itself included."""
    if size == smallest:
        return 1
    if size == 1:
        raise Empty("nothing in the smallest doll")
    inside = open_doll(size - 1, smallest)
    return inside + 1


def main():
    try:
        dolls = open_doll(199, smallest=0)
    except Empty as error:
        dolls = str(error)
    return dolls, open_doll(199, smallest=1)
