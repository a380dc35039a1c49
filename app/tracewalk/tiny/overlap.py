"""Which held-out programs the training never had, not even with other names.

Idioms repeat: about half of the held-out programs occur in the training up to renaming of variables. Scores on the
rest, the *strict* set, are those to quote for programs that the model has not seen.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b
from itertools import islice

from tracewalk.tiny.documents import TRAINED_SEEDS, Document, documents
from tracewalk.tiny.tokenizer import Tokenizer
from tracewalk.tiny.vocabulary import TRAINED

__all__ = ["HELD_OUT_SEED", "held_out", "key_of", "renamed", "strict", "unseen"]

HELD_OUT_SEED = 7
_HELD_OUT = 800
"""Documents held out; what is trained on excludes all of them."""
_PER_SHARD = 4000

_KEPT = frozenset(keyword.kwlist) | frozenset(dir(builtins))
_TEXT = re.compile(r"('[^'\n]*')")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def held_out(count: int = _HELD_OUT, version: int = TRAINED) -> list[Document]:
    """The first held-out documents; the version of the vocabulary decides which are too long to be."""
    return list(islice(documents(HELD_OUT_SEED, Tokenizer.of_version(version)), count))


def strict(*, said: Callable[[int, int], None] = lambda _done, _total: None) -> list[Document]:
    """The held-out documents that the training of the committed model never had, up to renaming; in their order.

    Generates all that it was trained on again, which takes minutes; `said` gets shards done and their number.
    """
    tokenizer, held = Tokenizer.of_version(TRAINED), held_out()
    excluded = frozenset(document.fingerprint for document in held)
    seen: set[int] = set()
    for done, seed in enumerate(TRAINED_SEEDS):
        said(done, len(TRAINED_SEEDS))
        seen.update(map(key_of, islice(documents(seed, tokenizer, excluded), _PER_SHARD)))
    return unseen(held, seen)


def unseen(held: Iterable[Document], seen: Collection[int]) -> list[Document]:
    """The documents whose key is not among those of a training."""
    return [document for document in held if key_of(document) not in seen]


def key_of(document: Document) -> int:
    """A number that two programs share when they are the same up to renaming."""
    text = renamed(document.draft.functions.rstrip())
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def renamed(functions: str) -> str:
    """A program's functions with their names numbered in order of appearance; texts, builtins and methods are kept."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        name = match.group()
        return name if name in _KEPT else numbers.setdefault(name, f"v{len(numbers)}")

    parts = _TEXT.split(functions)
    return "".join(part if part.startswith("'") else _NAME.sub(number, part) for part in parts)
