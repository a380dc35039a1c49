"""Conway's Game of Life: four generations carry the glider one square down and one to the right, unchanged."""

START = (".#....", "..#...", "###...", "......", "......", "......")


def neighbours(board, row, column):
    """Living cells around one, on a board whose edges meet."""
    size, near = len(board), 0
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            near += board[(row + down) % size][(column + right) % size] == "#"
    return near - (board[row][column] == "#")


def generation(board):
    after = []
    for row, cells in enumerate(board):
        line = ""
        for column, cell in enumerate(cells):
            near = neighbours(board, row, column)
            line += "#" if near == 3 or (near == 2 and cell == "#") else "."
        after.append(line)
    return tuple(after)


def main():
    board = START
    for _ in range(4):
        board = generation(board)
        print(*board, sep="\n", end="\n\n")
    moved = tuple(line[-1] + line[:-1] for line in START[-1:] + START[:-1])
    return board == moved
