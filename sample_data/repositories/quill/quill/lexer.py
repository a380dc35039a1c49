"""A template's text -> tokens: text, `{{ show }}` and `{% tag %}`."""

from collections import namedtuple

from quill.errors import TemplateError

Token = namedtuple("Token", "kind body line")

OPENINGS = {"{{": ("show", "}}"), "{%": ("tag", "%}")}


def tokens(text):
    """All tokens of a text, in order; text that is empty makes none."""
    found, at, line = [], 0, 1
    while at < len(text):
        start = _next_opening(text, at)
        if start > at:
            found.append(Token("text", text[at:start], line))
            line += text.count("\n", at, start)
        if start == len(text):
            break
        kind, closing = OPENINGS[text[start : start + 2]]
        end = text.find(closing, start + 2)
        if end < 0:
            raise TemplateError(f"no {closing} closes this {kind}", line)
        found.append(Token(kind, text[start + 2 : end].strip(), line))
        line += text.count("\n", start, end)
        at = end + 2
    return found


def _next_opening(text, at):
    places = [text.find(opening, at) for opening in OPENINGS]
    return min((place for place in places if place >= 0), default=len(text))
