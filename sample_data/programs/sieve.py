"""The sieve of Eratosthenes: crossing out starts at the square, since every smaller multiple is gone already."""


def primes(limit):
    prime = [False, False] + [True] * (limit - 1)
    for n in range(2, limit + 1):
        if prime[n]:
            for multiple in range(n * n, limit + 1, n):
                prime[multiple] = False
    return [n for n in range(limit + 1) if prime[n]]
