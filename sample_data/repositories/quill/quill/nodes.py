"""What a template is made of; each node renders itself."""

from quill.errors import TemplateError
from quill.filters import FILTERS


class Text:
    """Text as it stands."""

    def __init__(self, text):
        self.text = text

    def render(self, context):
        return self.text


class Show:
    """A value through its filters."""

    def __init__(self, path, filters, line):
        self.path = path
        self.filters = filters
        self.line = line

    def render(self, context):
        value = look_up(self.path, context)
        for name, arguments in self.filters:
            if name not in FILTERS:
                raise TemplateError(f"no filter {name!r}; there are: {', '.join(sorted(FILTERS))}", self.line)
            value = FILTERS[name](value, *arguments)
        return "" if value is None else str(value)


class Loop:
    """The body once for each item; the other body where there is none."""

    def __init__(self, name, path, body, otherwise):
        self.name = name
        self.path = path
        self.body = body
        self.otherwise = otherwise

    def render(self, context):
        items = list(look_up(self.path, context) or ())
        if not items:
            return self.otherwise.render(context)
        parts = []
        for number, item in enumerate(items, start=1):
            inner = dict(context)
            inner[self.name] = item
            inner["loop"] = {"number": number, "first": number == 1, "last": number == len(items)}
            parts.append(self.body.render(inner))
        return "".join(parts)


class Condition:
    """One body or the other."""

    def __init__(self, path, negated, body, otherwise):
        self.path = path
        self.negated = negated
        self.body = body
        self.otherwise = otherwise

    def render(self, context):
        holds = bool(look_up(self.path, context)) != self.negated
        return self.body.render(context) if holds else self.otherwise.render(context)


class Block:
    """Nodes one after the other."""

    def __init__(self, nodes=()):
        self.nodes = list(nodes)

    def render(self, context):
        return "".join(node.render(context) for node in self.nodes)


def look_up(path, context):
    """The value of a dotted path; None where a part of it is missing."""
    value = context
    for part in path.split("."):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, (list, tuple)) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            value = getattr(value, part, None)
    return value
