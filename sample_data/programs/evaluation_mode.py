"""A context manager: the mode is put back on every way out, and one kind of error ends at the `with`."""

from dataclasses import dataclass


@dataclass
class Mode:
    model: dict
    wanted: str
    before: str = ""

    def __enter__(self):
        self.before = self.model["mode"]
        self.model["mode"] = self.wanted

    def __exit__(self, kind, error, traceback):
        self.model["mode"] = self.before
        return kind is ZeroDivisionError


def mean(scores):
    return sum(scores) / len(scores)


def main():
    model, result = {"mode": "train"}, None
    with Mode(model, "eval"):
        result = mean([])
    return model, result
