"""An agent that says what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tracewalk.forage.policy import Said, Word

EDIT = "sums/add.py\n<<<<<<< SEARCH\n    both = one {}\n=======\n    both = one {}\n>>>>>>> REPLACE"
REPAIR = EDIT.format("- other", "+ other")
LAST = "All done.\n</think>\n\n## Summary\n\nA sum is a sum again."


def act(tool: str, given: str, thought: str = "So.") -> str:
    return f"{thought}\n</think>\n\n<tool: {tool}>\n{given}\n</tool>"


class Playing:
    """Says the texts in order, then the last one again; a function is asked with the talk so far."""

    agent = "a test"
    model: str | None = "no model"
    context: int | None = None

    def __init__(self, *texts: str | Callable[[Sequence[Word]], Said]) -> None:
        self._texts = list(texts)
        self.heard: list[Sequence[Word]] = []

    @property
    def identity(self) -> Mapping[str, object]:
        return {"texts": [text for text in self._texts if isinstance(text, str)]}

    async def say(self, talk: Sequence[Word]) -> Said:
        self.heard.append(list(talk))
        text = self._texts[min(len(self.heard), len(self._texts)) - 1]
        return Said(text) if isinstance(text, str) else text(talk)
