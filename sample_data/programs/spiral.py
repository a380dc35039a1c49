"""A matrix read in a spiral: take the top row, turn the rest a quarter to the left, repeat."""


def spiral(matrix):
    order = []
    while matrix:
        order += matrix.pop(0)
        matrix = list(zip(*matrix))[::-1]
    return order
