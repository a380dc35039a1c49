"""What a template can get wrong."""


class TemplateError(ValueError):
    """A template that cannot be read or filled in; `line` counts from 1."""

    def __init__(self, message, line):
        super().__init__(f"line {line}: {message}")
        self.line = line
