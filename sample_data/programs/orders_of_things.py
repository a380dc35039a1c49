"""Order: an updated key keeps its place, a key put back goes last, and a set shuffles itself when its table grows."""


def main():
    plan = {"clean": 1, "split": 2, "train": 3}
    plan["clean"] = 9
    plan["split"] = plan.pop("split")
    numbers = set()
    for n in (33, 8, 1, 64, 2):
        numbers.add(n)
    return list(plan), list(numbers)
