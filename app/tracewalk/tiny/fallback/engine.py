"""The numpy engine: a network, its tokenizer, and so many memories of what was seen."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from tracewalk.tiny.fallback.asked import Asked
from tracewalk.tiny.fallback.infer import Network, Seen
from tracewalk.tiny.fallback.saying import Piece, say
from tracewalk.tiny.fallback.shapes import Answer
from tracewalk.tiny.gguf_file import Gguf
from tracewalk.tiny.tokenizer import Tokenizer

__all__ = ["Engine"]


class Engine:
    """Answers requests, as many at once as it has slots; each slot keeps the prefix that it saw last.

    In mode `step` every prompt of a trace extends the one before, so that only what is new goes through the network.
    """

    def __init__(self, model: Gguf, name: str, context: int, slots: int) -> None:
        self.name, self.path, self.slots = name, str(model.path), slots
        self.context = min(context, int(model.setting("context_length")))
        self.network, self.tokenizer = Network(model), Tokenizer.of_gguf(model.metadata)
        self.vocabulary = len(self.network.embedding)
        ends = model.metadata.get("tokenizer.ggml.eos_token_id"), model.metadata.get("tokenizer.ggml.bos_token_id")
        self.end, self.begin = (int(i) if i is not None else None for i in ends)
        self._free = [self.network.seen(self.context) for _ in range(slots)]
        self._changed = threading.Condition()

    def begin_and_end(self) -> tuple[str, str]:
        """The texts of the tokens that begin and end a text."""
        begin, end = (self.tokenizer.decode([i] if i is not None else []) for i in (self.begin, self.end))
        return begin, end

    def answer(self, asked: Asked) -> Generator[dict[str, Any]]:
        """The chunks of an answer, or, where no stream is asked for, the one whole answer."""
        with self._slot(asked.prompt) as seen:
            answer = Answer(self.name, self.tokenizer, len(asked.prompt), len(seen.ids))
            if not asked.prompt:
                yield answer.last("", None, "length", 0)
                return
            pieces = say(self.network, self.tokenizer, seen, asked, self.end)
            if asked.stream:
                yield from _chunks(answer, pieces, asked.alternatives is not None)
            else:
                yield _whole(answer, list(pieces), asked.alternatives is not None)

    @contextmanager
    def _slot(self, prompt: list[int]) -> Iterator[Seen]:
        """The free memory that has most in common with the prompt, cut to that; waits until there is one."""
        with self._changed:
            self._changed.wait_for(lambda: self._free)
            # Of those that have nothing in common the one that was used longest ago: it stands first.
            found = max(self._free, key=lambda seen: seen.common(prompt))
            self._free.remove(found)
        try:
            found.keep(max(0, min(found.common(prompt), len(prompt) - 1)))
            yield found
        finally:
            with self._changed:
                self._free.append(found)
                self._changed.notify()


def _chunks(answer: Answer, pieces: Iterator[Piece], has_logprobs: bool) -> Iterator[dict[str, Any]]:
    for piece in pieces:
        if piece.text or piece.tokens or not piece.ended:
            yield answer.chunk(piece.text, piece.tokens if has_logprobs else None)
        if piece.ended:
            yield answer.last("", None, piece.ended, piece.count)


def _whole(answer: Answer, pieces: list[Piece], has_logprobs: bool) -> dict[str, Any]:
    tokens = [token for piece in pieces for token in piece.tokens]
    last = pieces[-1]
    text = "".join(piece.text for piece in pieces)
    return answer.last(text, tokens if has_logprobs else None, last.ended or "length", last.count)
