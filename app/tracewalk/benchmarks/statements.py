"""What a text says of values while it thinks about a run: `x is now 3`, `i = 4`, `the total becomes 12`.

A heuristic. It reads names and Python literals, not meaning: it passes over what a condition supposes, sums without a
result, lists of values and code that is quoted, and it cannot tell which of two variables of one name is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import islice

from tracewalk.benchmarks.literals import literal_at
from tracewalk.frozen import frozen

__all__ = ["LONGEST", "Statement", "stated"]

LONGEST = 200_000
"""Characters of a text that are read."""
MOST = 1_000
"""Statements that are taken from a text."""

_MARK = r"[`*$]{0,3}"
_NAME = rf"(?<![\w.\"'])(?P<mark>{_MARK})(?P<name>[A-Za-z_]\w{{0,63}}){_MARK}"
_NOW = r"(?:(?:now|then|still|also|again|therefore|thus|finally|currently|just|already|both) ){0,2}"
_FROM = r"(?: from \S{1,40})?"
_MADE = r"(?:set|reset|updated|changed|incremented|decremented|increased|decreased|reduced|initiali[sz]ed|assigned)"
_VERB = (
    rf"(?:(?:is |was |gets |has been |will be |are )?{_NOW}{_MADE}{_FROM} (?:to|as|with)"
    rf"|(?:goes|changes|grows|drops|increases|decreases|updates){_FROM} to"
    r"|(?:becomes|become|became|equals|equal|holds|stays|remains|evaluates to|will be|is|was)"
    r"|has (?:the |a )?value(?: of)?)"
)
_BY_SIGN = re.compile(rf"{_NAME}[ \t]{{0,4}}(?<![=!<>:+\-*/%])(?::=|=(?!=)|<-|\u2190|\u2192|->|=>)[ \t]{{0,4}}")
_BY_WORDS = re.compile(
    rf"{_NAME}(?:['\u2019]s value)? {_NOW}{_VERB},? {_NOW}(?:equal to |exactly |the value )?", re.IGNORECASE
)
_BY_COLON = re.compile(rf"(?:^|(?<=[\n,;({{[|])|(?<=[-*•] )) {{0,4}}{_NAME}:[ \t]{{1,4}}", re.MULTILINE)
_SETTING = re.compile(rf"\b(?:set|sets|setting|update|updates|updating|reset) {_NAME} to ", re.IGNORECASE)

_FENCE = re.compile(r"^[ \t]*(```|~~~)[^\n]*\n(.*?)(?:^[ \t]*\1|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^[ \t]*(?:def|for|while|if|return|import|from|class|elif|else)\b[^\n]*", re.MULTILINE)
_ENDS = re.compile(r"[,.;:\n(](?=\s|\w|$)")
_SUPPOSED = re.compile(
    r"\b(?:if|elif|whether|while|until|unless|suppos\w+|assum\w+|would|could|might|should|must|assert|expect\w*|not|never)\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r" ?(?:times|more|less|fewer|greater|smaller|larger|bigger|longer|shorter|of|or|characters?|chars?|elements?|"
    r"items?|digits?|letters?|steps?|percent|plus|minus|mod|through|and \d|to \d|%)(?!\w)"
)
"""Behind a number that words give: `is 3 times`, `is 2 characters long`, `is 0 or 1`."""
_SUM = re.compile(r"[ \t]*(?:[+*/%^&|]|-(?!>)|\b(?:or|if|not)\b|==|!=|<|>=?)")
_NEXT = re.compile(r"[ \t`*$]*(?:=(?![=>])|=>|->|\u2192)[ \t`*$]*")
_SERIES = re.compile(r"(?:, ?(?:and )?| and )[-`*$]{0,3}(?:\d|['\"\[]|\.\.\.|…)")
_CLAUSE = 300
"""Characters in which the result of a sum stands."""
_CLAUSE_ENDS = re.compile(r"[.;] |, (?=[A-Za-z`])|\n")
_TRIES = 5_000
"""Places of one form that are looked at in a text."""


@frozen
class Statement:
    """A value that a text says a variable has."""

    start: int
    """In the text; it ends before `end`."""
    end: int
    name: str
    value: str
    """A Python literal."""


def stated(text: str, names: Collection[str]) -> list[Statement]:
    """What a text says of values, in its order; `names` are known variables, which words alone can speak of.

    A sign, as in `i = 4`, may also speak of a name that is not known: then nothing has that name.
    """
    text = text[:LONGEST]
    known, code = frozenset(names), _quoted(text)
    found = sorted(_all(text, known), key=lambda one: (one.start, -one.end))
    kept: list[Statement] = []
    for one in found:
        inside = any(start <= one.start < end for start, end in code)
        if not inside and (not kept or one.start >= kept[-1].end):
            kept.append(one)
        if len(kept) == MOST:
            break
    return kept


def _all(text: str, known: frozenset[str]) -> Iterator[Statement]:
    signs: tuple[tuple[re.Pattern[str], Callable[[str, str], bool]], ...] = (
        (_BY_SIGN, lambda _name, _mark: True),
        (_BY_WORDS, lambda name, mark: name in known or "`" in mark),
        (_SETTING, lambda name, mark: name in known or "`" in mark),
        (_BY_COLON, lambda name, _mark: name in known),
    )
    for form, is_meant in signs:
        for found in islice(form.finditer(text), _TRIES):
            if is_meant(found["name"], found["mark"]) and (one := _statement(text, found, by_sign=form is _BY_SIGN)):
                yield one


def _statement(text: str, found: re.Match[str], *, by_sign: bool) -> Statement | None:
    start = found.start("name")
    if _is_part(text, found.start("mark")) or _SUPPOSED.search(_before(text, start)):
        return None
    value = _value(text, found.end(), by_sign=by_sign)
    return Statement(start, value[1], found["name"], value[0]) if value else None


def _is_part(text: str, at: int) -> bool:
    """Whether a name is the last part of an expression (`a + x = 7`) or the name of an argument (`f(x=7)`)."""
    line = text.rfind("\n", 0, at) + 1
    before = text[line:at]
    short = before.rstrip()
    if not short:
        return False
    if short[-1] in "+-*/%^&|<>=!~@":
        return bool(short[:-1].strip(" \t>+-*")) and not short.endswith(("->", "=>"))
    call = re.search(r"\w\([^()\n]{0,200}\Z", before[-201:])
    return call is not None and short[-1] in "(,"


def _before(text: str, at: int) -> str:
    """What stands in the same clause before a place."""
    window = text[max(at - _CLAUSE, 0) : at]
    ends = [found.end() for found in _ENDS.finditer(window)]
    return window[ends[-1] :] if ends else window


def _value(text: str, at: int, *, by_sign: bool) -> tuple[str, int] | None:
    """The literal behind a name, or the one in which a sum of it ends; None where nothing is clear."""
    found = _marked(text, at)
    if found is None or _SUM.match(text, found[1]) or _NEXT.match(text, found[1]):
        return _result(text, at) if by_sign else None
    if _SERIES.match(text, found[1]) or (not by_sign and _MEASURE.match(text, found[1])):
        return None
    return found


def _marked(text: str, at: int) -> tuple[str, int] | None:
    """A literal, which Markdown may set in code or bold."""
    mark = next(iter(re.findall(r"\A[`*$]{1,3}", text[at : at + 3])), "")
    found = literal_at(text, at + len(mark))
    return (found[0], found[1] + len(mark)) if found and mark and text.startswith(mark, found[1]) else found


def _result(text: str, at: int) -> tuple[str, int] | None:
    """`7` of `3 + 4 = 7`: the literal behind the last sign of the clause."""
    clause = _CLAUSE_ENDS.split(text[at : at + _CLAUSE], maxsplit=1)[0]
    signs = [found.end() for found in _NEXT.finditer(clause)]
    found = literal_at(text, at + signs[-1]) if signs else None
    if found is None or _SUM.match(text, found[1]) or _SERIES.match(text, found[1]):
        return None
    return None if ", " in _outside(text[at : found[1]]) else found


def _outside(text: str) -> str:
    """A text without what stands in brackets or quotes."""
    return re.sub(r"""'[^'\n]*'|"[^"\n]*"|\[[^\]\n]*\]|\([^)\n]*\)|\{[^}\n]*\}""", "", text)


def _quoted(text: str) -> list[tuple[int, int]]:
    """Where source code is quoted: in fences that hold a statement of Python, and in lines that begin as one does."""
    places = [
        found.span() for found in _FENCE.finditer(text)
        if found[0].lstrip()[3:9].lower() in ("python", "py\n") or _CODE.search(found[2])
    ]  # fmt: skip
    lines = [found.span() for found in _CODE.finditer(text) if found[0].rstrip().endswith(":")]
    return places + lines
