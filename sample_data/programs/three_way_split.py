"""Sorting by partition: three fingers move over the list, and what lies between `low` and `high` is not known yet."""


def split(items, pivot):
    low, here, high = 0, 0, len(items)
    while here < high:
        if items[here] < pivot:
            items[low], items[here] = items[here], items[low]
            low += 1
            here += 1
        elif items[here] > pivot:
            high -= 1
            items[here], items[high] = items[high], items[here]
        else:
            here += 1
    return items, low, high
