"""Tokens of a run of Codex: counters that only grow, told again and again, turned into those of each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.importers.given import dict_of, int_of

if TYPE_CHECKING:
    from tracewalk.importers.drafts import TurnDraft

__all__ = ["Tokens", "Usage"]

Tokens = tuple[int | None, int | None, int | None, int | None]
"""Of the prompt, of it cached, of the completion, of it reasoning."""

_NAMES = ("input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens")
_LARGEST = 1 << 62


class Usage:
    """What is counted so far."""

    def __init__(self) -> None:
        self._total: Tokens | None = None
        self._before: Tokens = (None, None, None, None)
        """Of counters that began anew since."""
        self._own: Tokens | None = None
        """What stood on the counter before the run's own first request."""

    @property
    def totals(self) -> Tokens:
        """Of the whole run, as its counter says."""
        if self._total is None:
            return (None, None, None, None)
        whole = _join(self._total, self._before, 1)
        return _join(whole, self._own, -1) if self._own else whole

    @property
    def inherited(self) -> bool:
        """Whether it is known what of the counter is another run's."""
        return self._own is not None

    def inherit(self) -> None:
        """What was counted so far is another run's."""
        self._own = self._total

    def count(self, total: object, last: object, turn: TurnDraft | None) -> None:
        """Takes a reading of the counter, and the tokens of the last request if told; gives them to a turn."""
        now, told = _tokens(total), _tokens(last)
        if now is not None:
            if now == self._total:
                return
            derived = self._grown(now)
        else:
            derived = None
        of_turn = told or derived
        if turn is None or of_turn is None or turn.prompt_tokens is not None or turn.completion_tokens is not None:
            return
        turn.prompt_tokens, turn.cached_tokens, turn.completion_tokens, turn.reasoning_tokens = of_turn
        turn.cost_method = None if told else "derived"

    def _grown(self, now: Tokens) -> Tokens:
        """By how much the counter grew."""
        before, self._total = self._total, now
        if before is None:
            return now
        if any(new is not None and old is not None and new < old for new, old in zip(now, before, strict=True)):
            self._before = _join(before, self._before, 1)
            return now
        return _join(now, before, -1)


def _tokens(value: object) -> Tokens | None:
    given = dict_of(value)
    found = [int_of(given.get(name)) for name in _NAMES]
    if all(n is None for n in found) or any(n is not None and not 0 <= n < _LARGEST for n in found):
        return None
    return (found[0], found[1], found[2], found[3])


def _join(left: Tokens, right: Tokens, sign: int) -> Tokens:
    a, b, c, d = (None if x is None else int_of(x + sign * (y or 0)) for x, y in zip(left, right, strict=True))
    return (a, b, c, d)
