"""NaN loses every comparison: whether it poisons the minimum depends on where in the list it stands."""


def best(losses):
    lowest = losses[0]
    for loss in losses[1:]:
        if loss < lowest:
            lowest = loss
    return lowest


def main():
    nan = float("nan")
    poisoned = best([nan, 3, 2])
    lucky = best([3, nan, 2])
    return poisoned, lucky, min(3, nan), min(nan, 3)
