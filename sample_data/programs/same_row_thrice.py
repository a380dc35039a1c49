"""Aliases: one assignment changes three rows, because the board holds the same row three times."""


def main():
    row = ["."] * 3
    board = [row] * 3
    board[1][1] = "x"
    copy = [list(line) for line in board]
    copy[0][0] = "o"
    return board, copy
