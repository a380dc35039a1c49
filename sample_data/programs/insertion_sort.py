"""Sorting by insertion: the left part is always in order, and each card walks left until it fits."""


def sort(cards):
    for i in range(1, len(cards)):
        card = cards[i]
        while i > 0 and cards[i - 1] > card:
            cards[i] = cards[i - 1]
            i -= 1
        cards[i] = card
    return cards
