"""A state machine: the same comma ends a cell in the state `plain` and is a letter in the state `quoted`."""


def cells(line):
    state, cell, row = "plain", "", []
    for char in line:
        match state, char:
            case "plain", ",":
                row.append(cell)
                cell = ""
            case _, '"':
                state = "plain" if state == "quoted" else "quoted"
            case _:
                cell += char
    return [*row, cell]
