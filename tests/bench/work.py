"""The programs that are recorded: recursion, lists, strings, dictionaries, objects, and a loop beside a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

__all__ = ["LONG", "SHORT", "mixed", "scan", "scan_and_write"]

_RANDOM = Random(0)
NUMBERS = [_RANDOM.randrange(1000) for _ in range(600)]
WORDS = [_RANDOM.choice(["Alder", "birch", "Cedar", "elm", "fir", "Hazel", "larch", "Oak"]) for _ in range(60_000)]


def fib(n: int) -> int:
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def bubble(items: list[int]) -> list[int]:
    last = len(items) - 1
    for done in range(last):
        for i in range(last - done):
            if items[i] > items[i + 1]:
                items[i], items[i + 1] = items[i + 1], items[i]
    return items


def strings(n: int) -> str:
    text = ""
    for i in range(n):
        letter = chr(97 + i % 26)
        text += letter
        if len(text) > 60:
            text = text[30:]
    return text


def count(words: list[str]) -> dict[str, int]:
    seen: dict[str, int] = {}
    for word in words:
        key = word.lower()
        if key not in seen:
            seen[key] = 0
        seen[key] += 1
    return seen


@dataclass
class Account:
    owner: str
    balance: int = 0

    def deposit(self, amount: int) -> int:
        self.balance += amount
        return self.balance


class Node:
    def __init__(self, value: int, rest: Node | None = None) -> None:
        self.value = value
        self.rest = rest


def objects(n: int) -> tuple[int, int]:
    account = Account("ada")
    head = None
    total = 0
    for i in range(n):
        account.deposit(i)
        head = Node(i, head)
        total += head.value
    return total, account.balance


def scan(items: list[int], n: int) -> int:
    total = 0
    for i in range(n):
        total += i
        if total > 1000:
            total = 0
    return total + len(items)


def scan_and_write(items: list[int], n: int) -> int:
    total = 0
    for i in range(n):
        items[i % 10] = i
        total += i
        if total > 1000:
            total = 0
    return total


def mixed() -> int:
    """A little under 200,000 steps of all kinds."""
    total = fib(16)
    total += bubble(NUMBERS[:120])[0]
    total += len(strings(13_500))
    total += len(count(WORDS[:14_000]))
    return total + objects(4_500)[0]


Workload = tuple[Callable[..., Any], Callable[[], tuple[Any, ...]]]

SHORT: dict[str, Workload] = {
    "fib(14)": (fib, lambda: (14,)),
    "bubble sort of 60": (bubble, lambda: (NUMBERS[:60],)),
    "1,500 string steps": (strings, lambda: (1_500,)),
    "counting 1,500 words": (count, lambda: (WORDS[:1_500],)),
    "400 objects": (objects, lambda: (400,)),
}
"""A function and fresh arguments of it: a few thousand steps each, as the peers are slow."""

LONG: dict[str, Workload] = {
    "fib(22)": (fib, lambda: (22,)),
    "bubble sort of 300": (bubble, lambda: (NUMBERS[:300],)),
    "30,000 string steps": (strings, lambda: (30_000,)),
    "counting 30,000 words": (count, lambda: (WORDS[:30_000],)),
    "15,000 objects": (objects, lambda: (15_000,)),
}
"""The same, 100,000 steps and more each."""
