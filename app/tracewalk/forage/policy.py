"""Who decides what an agent does next: a script or a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

__all__ = ["Policy", "Said", "Word"]


class Word(NamedTuple):
    """One message of the talk so far."""

    role: str
    """system, user, assistant or tool."""
    text: str
    """Of an assistant all that was said after the prompt's `<think>`."""
    tool: str | None = None


@dataclass(frozen=True)
class Said:
    """The next turn."""

    text: str
    """Thoughts, `</think>`, and one call of a tool."""
    prompt_tokens: int | None = None
    """As the server counts them; None where none does."""
    completion_tokens: int | None = None
    cut: bool = False
    """It did not come to its end: the server's limit was reached."""


class Policy(Protocol):
    """Decides, turn by turn. One is for one episode."""

    @property
    def agent(self) -> str:
        """Its name, as it is kept; a script says that it is one."""
        ...

    @property
    def model(self) -> str | None:
        """The model's name."""
        ...

    @property
    def identity(self) -> Mapping[str, object]:
        """What makes it the same policy, as JSON can hold it."""
        ...

    @property
    def context(self) -> int | None:
        """Tokens that it can hold; None: as many as the environment allows."""
        ...

    async def say(self, talk: Sequence[Word]) -> Said:
        """The next turn. Raises `EndpointError`."""
        ...
