"""CWM's chat text: messages with headers of special tokens, and answers with thoughts and calls of tools.

As CWM's environments for reinforcement learning write and read it; a text in which a special token stands by itself
cannot be told from one that has the token, so rendering breaks such a token up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracewalk.cwm.tokens import BEGIN, ENDS

__all__ = [
    "ASSISTANT",
    "END_OF_TURN",
    "THINK",
    "THINK_END",
    "Answer",
    "Call",
    "Message",
    "messages_in",
    "read_answer",
    "render_answer",
    "render_message",
    "tokens_in",
    "without_tokens",
]

END_OF_TURN = "<|eot_id|>"
THINK = "<think>\n"
THINK_END = "</think>"
_HEADER, _HEADER_END = "<|start_header_id|>", "<|end_header_id|>"
ASSISTANT = f"{_HEADER}assistant{_HEADER_END}\n\n"
_THINK_STARTS = (THINK, "<think>", "<|reasoning_thinking_start|>")
_THINK_ENDS = (THINK_END, "<|reasoning_thinking_end|>")
_TOKEN = re.compile(
    r"<\|(?=(?:begin_of_text|end_of_text|eot_id|eom_id|start_header_id|end_header_id|reasoning_thinking_(?:start|end))\|>)"
)
_OPENED = re.compile(r"<tool:\s?([^>\n]{1,80})>\n?")
_CLOSED = "</tool>"
_LONGEST_HEAD = 200


class Message(NamedTuple):
    """One message of a prompt or of what came back."""

    role: str
    """`system`, `user`, `assistant` or `tool`."""
    tool: str | None
    body: str
    open: bool
    """Whether it has no end: the beginning of what the model is to say next."""


class Call(NamedTuple):
    """One call of a tool."""

    tool: str
    body: str
    fault: str | None = None


class Answer(NamedTuple):
    """What the model said."""

    reasoning: str | None
    text: str | None
    calls: tuple[Call, ...]
    fault: str | None = None


def messages_in(text: str) -> tuple[str, list[Message]]:
    """What stands before the first header, without tokens of its own, and the messages."""
    before, *pieces = text.split(_HEADER)
    heads: list[tuple[str, list[str]]] = [("", [before.removeprefix(BEGIN)])]
    for piece in pieces:
        head, sign, body = piece.partition(_HEADER_END)
        if sign and len(head) <= _LONGEST_HEAD:
            heads.append((head, [body.removeprefix("\n\n")]))
        else:  # a token that is no header stays where it stood
            heads[-1][1].extend((_HEADER, piece))
    found = []
    for head, parts in heads[1:]:
        role, _, tool = head.strip().partition(":")
        body, ended = _without_end("".join(parts))
        found.append(Message(role.strip(), tool.strip() or None, body, not ended))
    return _without_end("".join(heads[0][1]))[0].removeprefix(END_OF_TURN), found


def _without_end(text: str) -> tuple[str, bool]:
    """A text without the tokens that end it, and whether there were any."""
    end = len(text)
    while text.endswith(ENDS, 0, end):
        end = text.rindex("<|", 0, end)
    return text[:end], end < len(text)


def read_answer(text: str, *, thinking: bool = False) -> Answer:
    """The parts of an answer; `thinking`: the prompt ended where the model was to think first."""
    text, _ = _without_end(text)
    begun = next((start for start in _THINK_STARTS if text.startswith(start)), None)
    if begun is not None:
        text, thinking = text[len(begun) :], True
    ends = sum(text.count(end) for end in _THINK_ENDS)
    fault = f"it ends its thoughts {ends} times in the place of once" if thinking and ends != 1 else None
    reasoning = None
    if ends:
        at, end = min((at, end) for end in _THINK_ENDS if (at := text.find(end)) >= 0)
        reasoning, text = text[:at].rstrip("\n"), text[at + len(end) :]
    elif thinking and "<tool:" not in text:
        reasoning, text = text, ""
    rest, calls = _calls_in(text)
    return Answer(reasoning or None, rest or None, calls, fault)


def _calls_in(text: str) -> tuple[str, tuple[Call, ...]]:
    """What stands around the calls of an answer, and the calls."""
    calls: list[Call] = []
    around: list[str] = []
    position = 0
    while opened := _OPENED.search(text, position):
        around.append(text[position : opened.start()])
        closed = text.find(_CLOSED, opened.end())
        if closed < 0:
            calls.append(Call(opened[1].strip(), text[opened.end() :], f"it has no {_CLOSED}"))
            position = len(text)
            break
        body = text[opened.end() : closed].removesuffix("\n")
        calls.append(Call(opened[1].strip(), body, "a further call begins within it" if "<tool:" in body else None))
        position = closed + len(_CLOSED)
    around.append(text[position:])
    return "\n\n".join(filter(None, (part.strip() for part in around))), tuple(calls)


def without_tokens(text: str) -> str:
    """A text whose special tokens are broken up, so that it stays one message."""
    return _TOKEN.sub("<| ", text)


def tokens_in(text: str) -> int:
    """How many special tokens a text holds."""
    return sum(1 for _ in _TOKEN.finditer(text))


def render_message(role: str, body: str, tool: str | None = None) -> str:
    """A message with its header and end."""
    head = f"{role}: {without_tokens(tool)}" if tool else role
    return f"{_HEADER}{head}{_HEADER_END}\n\n{without_tokens(body)}{END_OF_TURN}"


def render_answer(reasoning: str | None, text: str | None, calls: Sequence[Call], *, thinking: bool = True) -> str:
    """An answer after a prompt that ends where the model is to think first; or after one that does not."""
    thought = f"{without_tokens(reasoning or '').rstrip()}\n{THINK_END}\n".lstrip("\n") if thinking else ""
    parts = [without_tokens(text)] if text else []
    parts += [f"<tool: {without_tokens(call.tool)}>\n{without_tokens(call.body)}\n{_CLOSED}" for call in calls]
    return f"{thought}{chr(10).join(parts)}{END_OF_TURN}"
