"""A binary search that cannot see its last item: `high` names an item, `while` treats it as one past the end.

Bug report: find([1, 3, 5, 8], 8)
    expected  3
    actual    None
"""


def find(items, wanted):
    low, high = 0, len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if items[middle] == wanted:
            return middle
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return None
