"""A table filled row by row, then read backwards: the cheapest edits that turn one word into the other."""


def fill(source, target):
    """`cost[i][j]`: edits from the first i letters of one word to the first j of the other."""
    cost = [list(range(len(target) + 1))]
    for i, here in enumerate(source, start=1):
        row = [i]
        for j, there in enumerate(target, start=1):
            swap = cost[i - 1][j - 1] + (here != there)
            row.append(min(swap, cost[i - 1][j] + 1, row[j - 1] + 1))
        cost.append(row)
    return cost


def edits(source, target, cost):
    i, j, path = len(source), len(target), []
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + (source[i - 1] != target[j - 1]):
            i, j = i - 1, j - 1
            path.append(source[i] if source[i] == target[j] else f"{source[i]}>{target[j]}")
        elif i and cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
            path.append(f"-{source[i]}")
        else:
            j -= 1
            path.append(f"+{target[j]}")
    return path[::-1]


def compare(source, target):
    cost = fill(source, target)
    return cost[-1][-1], " ".join(edits(source, target, cost))
