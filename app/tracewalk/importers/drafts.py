"""Turns and calls that are still being put together, as the records of a log come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracewalk.model import ToolCall, Turn

if TYPE_CHECKING:
    from datetime import datetime

    from tracewalk.model import Image, Record

__all__ = ["CallDraft", "TurnDraft"]

_COMPARED = 100
"""Answers of one call that are compared with a further one."""


@dataclass(slots=True, eq=False)
class CallDraft:
    """A call of a tool that may still be answered."""

    tool: str
    arguments: str
    call_id: str | None = None
    malformed: str | None = None
    answers: list[str] | None = None
    """None: nothing came back yet."""
    exit_code: int | None = None
    error: bool | None = None
    error_method: str | None = None
    seconds: float | None = None
    trajectory: str | None = None

    def answer(self, text: str) -> None:
        """Takes what came back; a further answer stands below the first, unless it is the same again."""
        if self.answers is None:
            self.answers = [text]
        elif len(self.answers) > _COMPARED or text not in self.answers:
            self.answers.append(text)

    def ended(self, failed: bool | None, method: str = "recorded") -> None:
        """Takes whether it failed; what is recorded goes before what is derived."""
        if failed is not None and (self.error is None or method == "recorded"):
            self.error, self.error_method = failed, method

    def made(self) -> ToolCall:
        """The call as it is kept."""
        return ToolCall(
            self.tool,
            self.arguments,
            self.call_id,
            observation=None if self.answers is None else "\n".join(self.answers),
            exit_code=self.exit_code,
            error=self.error,
            error_method=self.error_method,
            malformed=self.malformed,
            seconds=self.seconds,
            trajectory=self.trajectory,
        )


@dataclass(slots=True, eq=False)
class TurnDraft:
    """A turn to which further records may add."""

    number: int
    source: str
    texts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    calls: list[CallDraft] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    model: str | None = None
    at: datetime | None = None
    seconds: float | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost: float | None = None
    cost_method: str | None = None
    error: str | None = None
    copied: bool = False

    def made(self) -> Turn:
        """The turn as it is kept."""
        return Turn(
            self.number,
            self.source,
            message="\n".join(self.texts) if self.texts else None,
            reasoning="\n\n".join(self.thoughts) if self.thoughts else None,
            calls=tuple(call.made() for call in self.calls),
            images=tuple(self.images),
            model=self.model,
            at=self.at,
            seconds=self.seconds,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            cached_tokens=self.cached_tokens,
            reasoning_tokens=self.reasoning_tokens,
            cost=self.cost,
            cost_method=self.cost_method,
            error=self.error,
            copied=self.copied,
            records=tuple(self.records),
        )
