"""Whether a served GGUF file behaves as the checkpoint it was made of: the same token ids, the same greedy steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from tracewalk.cwm import render, render_step
from tracewalk.tiny.documents import Document
from tracewalk.tiny.evaluate import Asker
from tracewalk.tiny.scores import FRAME
from tracewalk.tiny.tokenizer import Tokenizer
from tracewalk.tiny.training.checkpoint import load_network

__all__ = ["Parity", "parity"]

_LONGEST_STEP = 120


@dataclass
class Parity:
    """What was compared, and what differed."""

    texts: int = 0
    other_tokens: list[str] = field(default_factory=list)
    """Texts that the server cuts into other tokens."""
    steps: int = 0
    other_steps: list[tuple[str, str]] = field(default_factory=list)
    """Steps that differ: the checkpoint's and the server's."""

    def __str__(self) -> str:
        same_texts, same_steps = self.texts - len(self.other_tokens), self.steps - len(self.other_steps)
        return f"tokens of {same_texts} of {self.texts} texts, {same_steps} of {self.steps} greedy steps are the same"


def parity(checkpoint: Path, asker: Asker, of: Sequence[Document]) -> Parity:
    """Compares on these documents: all their tokens, and three steps of each (first, middle, last)."""
    network, progress = load_network(checkpoint)
    tokenizer, found = Tokenizer.of_version(progress.vocabulary), Parity()
    for document in of:
        text = document.prompt + render(document.steps)
        found.texts += 1
        if asker.tokens(text) != tokenizer.encode(text):
            found.other_tokens.append(text)
        for before in _places(document):
            ours = _greedy_step(network, tokenizer, before)
            theirs, _ = asker.complete(before, _LONGEST_STEP, FRAME)
            found.steps += 1
            if ours != theirs:
                found.other_steps.append((ours, theirs))
    return found


def _places(document: Document) -> Iterator[str]:
    """Prompts before the first, the middle and the last step."""
    count = len(document.steps)
    for upto in (0, count // 2, count - 1):
        yield document.prompt + "".join(map(render_step, document.steps[:upto]))


def _greedy_step(network: Any, tokenizer: Tokenizer, before: str) -> str:
    """What the checkpoint says up to the next separator, which is left out."""
    ids, said = tokenizer.encode(before), list[int]()
    ends = {tokenizer.ids[FRAME], tokenizer.ids["<|end_of_text|>"]}
    with torch.no_grad():
        while len(said) < _LONGEST_STEP:
            token = int(network(torch.tensor([ids + said]))[0, -1].argmax())
            if token in ends:
                break
            said.append(token)
    return tokenizer.decode(said)
