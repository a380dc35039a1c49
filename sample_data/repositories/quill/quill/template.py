"""The way in: a template's text, and what it is filled in with."""

from quill.lexer import tokens
from quill.parser import parse


class Template:
    """A template that was read; it can be rendered many times."""

    def __init__(self, text):
        self.block = parse(tokens(text))

    def render(self, context):
        """The text, filled in."""
        return self.block.render(context)


def render(text, context):
    """A template's text, filled in at once."""
    return Template(text).render(context)
