"""Roman numerals: a letter before a larger one counts against the total."""

WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500}


def value(numeral):
    total = 0
    for letter, after in zip(numeral, numeral[1:] + "I"):
        worth = WORTH[letter]
        total += -worth if worth < WORTH[after] else worth
    return total
