"""How likely a model finds a given text: vLLM's `prompt_logprobs`, one request for a whole trace."""

from __future__ import annotations

from typing import Any

from tracewalk.errors import EndpointRefused, Unsupported
from tracewalk.predict.answer import Token
from tracewalk.predict.logprobs import number
from tracewalk.predict.server import ServerInfo
from tracewalk.predict.tokenizing import tokenize
from tracewalk.predict.wire import Wire

__all__ = ["score"]

_REPLACED = "\ufffd"


async def score(wire: Wire, name: str, info: ServerInfo, prompt: str, continuation: str) -> list[Token]:
    """Each token of the continuation with its log-probability and rank after all that stands before it.

    The prompt must end, or the continuation begin, with a special token, so that no token spans both. Raises
    `Unsupported` for a server other than vLLM.
    """
    if not info.prompt_logprobs or not info.tokenizes:
        raise Unsupported(
            f"The endpoint {name} gives no log-probabilities of a text that it is shown: mode score needs vLLM. "
            "Mode step asks for nearly the same, one request a step."
        )
    ids = await tokenize(wire, info.kind, info.asked, continuation) or []
    if not ids:
        return []
    entries = await _entries(wire, name, info, prompt + continuation)
    if len(entries) < len(ids):
        raise wire.faults.unreadable("fewer prompt_logprobs than the text has tokens", f"{len(entries)} entries")
    scored = [_token(token, entry) for token, entry in zip(ids, entries[-len(ids) :], strict=True)]
    if any(token is None for token in scored):
        raise wire.faults.unreadable("prompt_logprobs of other tokens than those of the text", str(entries[-1])[:200])
    tokens = [token for token in scored if token is not None]
    texts = _aligned([token.text for token in tokens], continuation)
    if texts is None:
        raise wire.faults.unreadable("prompt_logprobs of another text", str(entries[-1])[:200])
    return [Token(text, token.logprob, token.rank) for text, token in zip(texts, tokens, strict=True)]


async def _entries(wire: Wire, name: str, info: ServerInfo, text: str) -> list[Any]:
    body = {
        "model": info.asked,
        "prompt": text,
        "max_tokens": 1,
        "temperature": 0,
        "prompt_logprobs": 1,
        "add_special_tokens": False,
    }
    try:
        data = (await wire.reply("POST", f"{info.prefix}/completions", body)).data
    except EndpointRefused as error:
        if "prompt_logprobs" in error.said:
            raise Unsupported(f"The endpoint {name} does not take prompt_logprobs, which mode score needs.") from None
        raise
    choices = data.get("choices")
    first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    entries = first.get("prompt_logprobs", data.get("prompt_logprobs"))
    if not isinstance(entries, list):
        raise Unsupported(f"The endpoint {name} does not give prompt_logprobs, which mode score needs.")
    return entries


def _token(token_id: int, entry: Any) -> Token | None:
    """Of {token id: {logprob, rank, decoded_token}}, which holds the text's own token and the likeliest."""
    data = entry.get(str(token_id)) if isinstance(entry, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("decoded_token"), str):
        return None
    rank = data.get("rank")
    return Token(data["decoded_token"], number(data.get("logprob")), rank if type(rank) is int else None)


def _aligned(texts: list[str], whole: str) -> list[str] | None:
    """The texts as they stand in the whole; a part of a character is shown as U+FFFD, and its first part gets it all.

    None where they are not the whole.
    """
    places: list[str] = []
    at = i = 0
    while i < len(texts):
        if whole.startswith(texts[i], at):
            end, after = at + len(texts[i]), i + 1
        else:
            after = next((j for j in range(i, len(texts)) if _REPLACED not in texts[j]), len(texts))
            end = whole.find(texts[after], at) if after < len(texts) else len(whole)
            if after == i or end < 0:
                return None
        places += [whole[at:end], *[""] * (after - i - 1)]
        at, i = end, after
    return places if at == len(whole) else None
