"""What is asked of an endpoint, and its words for each kind of server."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tracewalk.cwm.tokens import BEGIN, END
from tracewalk.frozen import frozen
from tracewalk.predict.server import ServerInfo

__all__ = ["OPTIONAL", "ChatRequest", "Request", "chat_body", "completion_body"]

OPTIONAL = frozenset(
    {
        "add_special_tokens",
        "cache_prompt",
        "include_stop_str_in_output",
        "logprobs",
        "min_p",
        "seed",
        "skip_special_tokens",
        "spaces_between_special_tokens",
        "stream",
        "stream_options",
        "top_k",
        "top_logprobs",
    }
)
"""Fields without which a request still means the same, or nearly: left out of the next try where they are refused."""

_ONLY_THE_BEST = 1e-9
"""A top_p that leaves only the likeliest token."""

_STRUCTURED_SINCE = (0, 11)
"""The version of vLLM that takes `structured_outputs`; before it the field is `guided_grammar`."""


@frozen
class Request:
    """A text to be continued.

    The answer's text ends with the stop string or the text of `end` that ended it, also where the server drops them.
    """

    prompt: str
    max_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    logprobs: bool = False
    constrain: str | None = None
    """A grammar (GBNF) that the answer must keep to."""
    end: str = END
    """The text of the model's end token, which most servers do not show."""
    afresh: bool = False
    """Not behind what the server remembers of other prompts, whose rounding the answer would depend on."""


@frozen
class ChatRequest:
    """A conversation to be continued, as (role, text)."""

    messages: Sequence[tuple[str, str]]
    max_tokens: int
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    logprobs: bool = False
    schema: dict[str, Any] | None = None
    """A JSON schema for the answer; a server that takes none is asked without, so what comes must be checked."""
    afresh: bool = False
    """As in `Request`."""


def completion_body(request: Request, info: ServerInfo, left_out: Collection[str] = ()) -> dict[str, Any]:
    """The body for `/completions`. `left_out`: fields that this server has refused before."""
    body = _sampling(request, info)
    body["prompt"] = request.prompt
    if info.kind == "fgserve":
        return _for_fgserve(body)
    # llama.cpp says only there which string or token it stopped at.
    if request.logprobs or (info.kind == "llama.cpp" and request.stop):
        body["logprobs"] = 1
    if info.kind != "llama.cpp":
        body |= {"skip_special_tokens": False, "spaces_between_special_tokens": False}
        body["include_stop_str_in_output"] = True
        if request.prompt.startswith(BEGIN):
            body["add_special_tokens"] = False
    body |= _grammar(request.constrain, info)
    if info.doubles_begin and (info.kind == "llama.cpp" or "add_special_tokens" in left_out):
        body["prompt"] = request.prompt.removeprefix(BEGIN)
    return {k: v for k, v in body.items() if k not in left_out}


def chat_body(request: ChatRequest, info: ServerInfo, left_out: Collection[str] = ()) -> dict[str, Any]:
    """The body for `/chat/completions`."""
    body = _sampling(request, info)
    body["messages"] = [{"role": role, "content": text} for role, text in request.messages]
    if request.logprobs:
        body |= {"logprobs": True}
    if request.schema is not None:
        body["response_format"] = _format(request.schema, left_out)
    if info.kind == "fgserve":
        body |= _one_stop(body) | _greedy(body)
    if "max_tokens" in left_out:
        body["max_completion_tokens"] = request.max_tokens
    return {k: v for k, v in body.items() if k not in left_out}


def _sampling(request: Request | ChatRequest, info: ServerInfo) -> dict[str, Any]:
    """What both calls share. llama.cpp and vLLM would narrow the sampling by defaults of their own: switched off."""
    body: dict[str, Any] = {
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "seed": request.seed,
    }
    if info.asked:
        body["model"] = info.asked
    if request.stop:
        body["stop"] = list(request.stop)
    if info.streams:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    if info.kind == "llama.cpp":
        body |= {"top_k": 0, "min_p": 0.0, "cache_prompt": not request.afresh}
    elif info.kind == "vllm":
        body |= {"top_k": -1, "min_p": 0.0}
    return body


def _grammar(grammar: str | None, info: ServerInfo) -> dict[str, Any]:
    if grammar is None:
        return {}
    if info.kind == "llama.cpp":
        return {"grammar": grammar}
    if info.version and info.version < _STRUCTURED_SINCE:
        return {"guided_grammar": grammar}
    return {"structured_outputs": {"grammar": grammar}}


def _format(schema: dict[str, Any], left_out: Collection[str]) -> dict[str, Any]:
    """A server that has refused schemas may still take `json_object`: JSON of any form."""
    if "json_schema" in left_out:
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}


def _for_fgserve(body: dict[str, Any]) -> dict[str, Any]:
    """Its own few fields: one stop string, no seed."""
    kept = {k: body[k] for k in ("prompt", "max_tokens", "temperature", "top_p")}
    return kept | _greedy(body) | _one_stop(body)


def _greedy(body: dict[str, Any]) -> dict[str, Any]:
    """It divides by the temperature, or takes 0 for none given: greedy is said through top_p."""
    return {} if body["temperature"] else {"temperature": 1.0, "top_p": _ONLY_THE_BEST}


def _one_stop(body: dict[str, Any]) -> dict[str, Any]:
    return {"stop": body["stop"][0]} if body.get("stop") else {}
