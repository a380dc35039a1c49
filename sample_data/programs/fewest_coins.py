"""Dynamic programming: taking the largest coin first would need three coins for 6, the table finds two."""


def fewest(total, coins):
    best = [0]
    for amount in range(1, total + 1):
        least = amount
        for coin in coins:
            if coin <= amount:
                least = min(least, best[amount - coin] + 1)
        best.append(least)
    return best
