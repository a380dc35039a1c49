"""How many tokens of CWM's tokenizer a text takes, estimated from its characters.

The tokenizer is not public without CWM's licence. Published for the 800 CRUXEval traces are 14.29 tokens an observation
and 9.21 an action (ASSERT-KTH/cwm, mean of the traces' means); by the same means they have 33.97 and 28.17 characters
here, hence 2.38 and 3.06 characters a token. Each special token is one. By this the mean trace takes 467 tokens, where
the CWM paper's Table 8 says 497. Prose and long strings differ more: take it for what fits, not for what is billed.
"""

from __future__ import annotations

from math import ceil
from typing import Final

from tracewalk.cwm.tokens import ARG, EVENT_TOKENS
from tracewalk.cwm.trace import CwmTrace

__all__ = ["budget", "estimate_tokens"]

_PER_VALUE: Final = 33.97 / 14.29
"""Characters a token, of LOCALS and VALUE."""
_PER_SOURCE: Final = 28.17 / 9.21
"""Characters a token, of source lines; they begin with spaces that are one token."""
_SAYS_VALUES: Final = tuple(token.removeprefix("<|") for token in (EVENT_TOKENS["call"], EVENT_TOKENS["line"], ARG))


def estimate_tokens(text: str) -> int:
    """The tokens of a text of CWM's format, or of any other."""
    first, *pieces = text.split("<|")
    values, sources = 0, len(first)
    for piece in pieces:
        if piece.startswith(_SAYS_VALUES):
            values += len(piece) - piece.find("|>") - 2
        else:
            sources += len(piece) - piece.find("|>") - 2
    return _tokens(len(pieces), values, sources)


def budget(trace: CwmTrace) -> int:
    """The tokens that prompt and trace take together, estimated without rendering them; see `CONTEXT_TOKENS`."""
    values, sources, specials = 0, len(trace.context.text), 4
    for step in trace.steps:
        specials += 3 if step.value is None else 4
        sources += len(step.source)
        values += _length(step.shown) if step.shown is not None else len(step.value or "") + 2
    return _tokens(specials, values, sources)


def _length(shown: dict[str, str]) -> int:
    """Characters of the JSON object, escapes aside: name and value have eight more, of quotes, colon and comma."""
    return sum(map(len, shown)) + sum(map(len, shown.values())) + 8 * len(shown) + (0 if shown else 2)


def _tokens(specials: int, values: int, sources: int) -> int:
    return specials + ceil(values / _PER_VALUE + sources / _PER_SOURCE)
