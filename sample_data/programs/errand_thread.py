"""Two threads: while `main` waits for the result, the other thread has frames and a stack of its own."""

import asyncio


def errand(basket, things):
    for thing in things:
        basket.append(thing)
    return len(basket)


def main():
    basket = ["keys"]
    carried = asyncio.run(asyncio.to_thread(errand, basket, ["milk", "rye"]))
    basket.append("home")
    return carried, basket
