"""Sorting by merging: the call stack splits the list down to single items, the returns zip it together."""


def sort(items):
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = sort(items[:middle]), sort(items[middle:])
    merged = []
    while left and right:
        smaller = left if left[0] <= right[0] else right
        merged.append(smaller.pop(0))
    return merged + left + right
