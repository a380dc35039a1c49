"""Tokens -> nodes."""

from quill.errors import TemplateError
from quill.nodes import Block, Condition, Loop, Show, Text


def parse(tokens):
    """The block of a whole template."""
    reader = _Reader(tokens)
    block, ended_by = reader.block(0)
    if ended_by is not None:
        raise TemplateError(f"{{% {ended_by.body} %}} without a beginning", ended_by.line)
    return block


class _Reader:
    tokens, at = (), 0

    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0

    def __repr__(self):
        return f"<reader at {self.at} of {len(self.tokens)} tokens>"

    def block(self, depth):
        """The nodes up to an `else` or `end`, and that token."""
        nodes = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind == "text":
                nodes.append(Text(token.body))
            elif token.kind == "show":
                nodes.append(_show(token))
            elif token.body in ("else", "end"):
                return Block(nodes), token
            else:
                nodes.append(self.tag(token, depth + 1))
        return Block(nodes), None

    def tag(self, token, depth):
        words = token.body.split()
        if words[:1] == ["for"] and len(words) == 4 and words[2] == "in":
            body, otherwise = self.bodies(token, depth)
            return Loop(words[1], words[3], body, otherwise)
        if words[:1] == ["if"] and (len(words) == 2 or (len(words) == 3 and words[1] == "not")):
            body, otherwise = self.bodies(token, depth)
            return Condition(words[-1], len(words) == 3, body, otherwise)
        raise TemplateError(f"{{% {token.body} %}} is no tag", token.line)

    def bodies(self, opening, depth):
        body, ended_by = self.block(depth)
        otherwise = Block()
        if ended_by is not None and ended_by.body == "else":
            otherwise, ended_by = self.block(depth)
        if ended_by is None or ended_by.body != "end":
            raise TemplateError(f"{{% {opening.body} %}} has no end", opening.line)
        return body, otherwise


def _show(token):
    path, *filters = [part.strip() for part in token.body.split("|")]
    if not path:
        raise TemplateError("nothing to show", token.line)
    read = []
    for text in filters:
        name, *arguments = text.split(":")
        read.append((name, arguments))
    return Show(path, read, token.line)
