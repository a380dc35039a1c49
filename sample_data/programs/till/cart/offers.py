"""Special offers: each takes the lines of a basket and gives the cents to take off."""

from cart.money import percent


def three_for_two(lines):
    """Every third piece of the same thing is free."""
    off = 0
    for line in lines:
        off += line.count // 3 * line.price
    return off


def percent_off(rate, above):
    """An offer on everything, for baskets that are worth more than `above`."""

    def offer(lines):
        total = sum(line.price * line.count for line in lines)
        return percent(total, rate) if total > above else 0

    return offer


def best(offers, lines):
    """Offers do not add up: the one that takes most off counts."""
    return max((offer(lines) for offer in offers), default=0)
