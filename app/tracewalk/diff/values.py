"""Compares the texts of two values: identical, equal by meaning (the rule is named), equal as far as known, wrong."""

from __future__ import annotations

from tracewalk.diff.cache import Cache
from tracewalk.diff.cut import fits
from tracewalk.diff.forms import Form, normal
from tracewalk.diff.rules import why_equal, why_wrong
from tracewalk.diff.texts import cleaned
from tracewalk.frozen import frozen

__all__ = ["IDENTICAL", "Equality", "compare"]


@frozen
class Equality:
    """How a predicted value stands to the true one."""

    verdict: str
    """equal, cut (equal as far as the shortened truth goes), wrong."""
    rule: str
    """What makes it equal or wrong: `identical`, `addresses`, `set order`, `type`... see `rules`."""

    @property
    def right(self) -> bool:
        """Nothing is wrong with it."""
        return self.verdict != "wrong"


IDENTICAL = Equality("equal", "identical")

_known: Cache[tuple[str, str, bool], Equality] = Cache(4_000_000)
_forms: Cache[tuple[str], Form] = Cache(500_000)  # a form takes about 50 bytes a character


def compare(true: str, said: str, cut: bool = False) -> Equality:
    """How the text `said` of a value stands to the text `true`.

    With `cut`, `true` may be shortened as the recorder shortens. Never raises: what is no value, too long (100,000
    characters) or too deep (100 brackets) is compared as text.
    """
    if true == said:
        return IDENTICAL
    return _known.get((true, said, cut), lambda: _compared(true, said, cut))


def _compared(true: str, said: str, cut: bool) -> Equality:
    clean_true, clean_said = cleaned(true), cleaned(said)
    if clean_true == clean_said:
        return Equality("equal", why_equal(true, said))
    form_true, form_said = form(clean_true), form(clean_said)
    if form_true == form_said:
        return Equality("equal", why_equal(clean_true, clean_said))
    if cut and fits(clean_true, clean_said):
        return Equality("cut", "shortened")
    return Equality("wrong", why_wrong(form_true, form_said))


def form(text: str) -> Form:
    """The normal form, remembered."""
    return _forms.get((text,), lambda: normal(text))
