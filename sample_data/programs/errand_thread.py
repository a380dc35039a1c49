"""Two threads: while `main` waits for the result, the other thread has frames and a stack of its own."""

from concurrent.futures import ThreadPoolExecutor


def errand(basket, things):
    for thing in things:
        basket.append(thing)
    return len(basket)


def main():
    basket = ["keys"]
    with ThreadPoolExecutor(1) as pool:
        carried = pool.submit(errand, basket, ["milk", "rye"]).result()
    basket.append("home")
    return carried, basket
