"""`yield from`: a leaf found three lists deep rises through every generator above it in one go."""


def leaves(tree):
    for branch in tree:
        if isinstance(branch, list):
            yield from leaves(branch)
        else:
            yield branch


def main():
    return [*leaves([1, [2, [3]], 4])]
