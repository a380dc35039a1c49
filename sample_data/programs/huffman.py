"""Huffman coding: the two rarest trees marry until one is left, and the most frequent letter gets the shortest code."""

from collections import Counter
from heapq import heapify, heappop, heappush


def grow(text):
    """The code tree: a letter, or a pair of trees."""
    forest = [(count, age, letter) for age, (letter, count) in enumerate(Counter(text).items())]
    heapify(forest)
    age = len(forest)
    while len(forest) > 1:
        rare, _, left = heappop(forest)
        less_rare, _, right = heappop(forest)
        heappush(forest, (rare + less_rare, age, (left, right)))
        age += 1
    return forest[0][2]


def codes(tree, path=""):
    if isinstance(tree, str):
        return {tree: path}
    left, right = tree
    return codes(left, path + "0") | codes(right, path + "1")


def decode(bits, tree):
    text, here = "", tree
    for bit in bits:
        here = here[int(bit)]
        if isinstance(here, str):
            text += here
            here = tree
    return text


def main():
    text = "a ban on bananas"
    tree = grow(text)
    book = codes(tree)
    bits = "".join(book[letter] for letter in text)
    assert decode(bits, tree) == text
    return bits, f"{8 * len(text)} bits became {len(bits)}"
