"""A server that behaves as vLLM does, as far as its source says, over a model that knows one text by heart."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

BEGIN, END = "<|begin_of_text|>", "<|end_of_text|>"
_TOKEN = re.compile(r"<\|[a-z_]+\|>|\w+|[ ]+|\n|.", re.DOTALL)
_KNOWN = {
    "model", "prompt", "max_tokens", "temperature", "top_p", "seed", "stop", "stream", "stream_options", "logprobs",
}  # fmt: skip
_OWN = {
    "skip_special_tokens", "spaces_between_special_tokens", "include_stop_str_in_output", "add_special_tokens", "top_k",
    "min_p", "prompt_logprobs", "structured_outputs", "guided_grammar",
}  # fmt: skip


class FakeVllm:
    """An ASGI app. `knows`: the text; what does not begin like it is continued with nonsense.

    `old`: refuses the fields of vLLM's own, as a server before them does. `begins`: the tokenizer adds BEGIN.
    """

    def __init__(
        self, knows: str, *, context: int = 400, version: str = "0.11.0", old: bool = False, begins: bool = True
    ) -> None:
        self.knows = knows
        self.context = context
        self.version = version
        self.old = old
        self.begins = begins
        self.asked: list[dict[str, Any]] = []
        self.vocabulary: dict[str, int] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        raw = b""
        while True:
            message = await receive()
            raw += message.get("body", b"")
            if not message.get("more_body"):
                break
        body = json.loads(raw) if raw else {}
        routes: dict[str, Callable[[dict[str, Any], Any], Awaitable[None]]] = {
            "/v1/models": self._models,
            "/version": self._version,
            "/tokenize": self._tokenize,
            "/v1/completions": self._completions,
        }
        await routes.get(scope["path"], _absent)(body, send)

    def ids(self, text: str, add_special: bool = False) -> list[int]:
        tokens = _TOKEN.findall(text)
        if add_special and self.begins:
            tokens = [BEGIN, *tokens]
        return [self.vocabulary.setdefault(token, len(self.vocabulary)) for token in tokens]

    def texts(self, ids: list[int]) -> list[str]:
        by_id = {v: k for k, v in self.vocabulary.items()}
        return [by_id[i] for i in ids]

    async def _models(self, body: dict[str, Any], send: Any) -> None:
        model = {"id": "facebook/cwm", "object": "model", "created": 17, "owned_by": "vllm", "root": "/models/cwm"}
        await _json(send, 200, {"object": "list", "data": [model | {"max_model_len": self.context}]})

    async def _version(self, body: dict[str, Any], send: Any) -> None:
        await _json(send, 200, {"version": self.version})

    async def _tokenize(self, body: dict[str, Any], send: Any) -> None:
        ids = self.ids(body["prompt"], body.get("add_special_tokens", True))
        await _json(send, 200, {"count": len(ids), "max_model_len": self.context, "tokens": ids})

    async def _completions(self, body: dict[str, Any], send: Any) -> None:
        self.asked.append(body)
        unknown = set(body) - _KNOWN - (set() if self.old else _OWN)
        if unknown:
            errors = [{"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}
                      for name in sorted(unknown)]  # fmt: skip
            return await _json(send, 400, {"object": "error", "message": str(errors), "code": 400})
        prompt = self.ids(body["prompt"], body.get("add_special_tokens", True))
        limit = body.get("max_tokens", 16)
        if len(prompt) + limit > self.context:
            said = (
                f"This model's maximum context length is {self.context} tokens. However, you requested "
                f"{len(prompt) + limit} tokens ({len(prompt)} in the messages, {limit} in the completion). "
                "Please reduce the length of the messages or completion."
            )
            return await _json(send, 400, {"object": "error", "message": said, "type": "BadRequestError", "code": 400})
        chunks = list(self._generate(prompt, limit, body))
        if body.get("stream"):
            return await _events(send, chunks, body)
        return await _json(send, 200, self._whole(chunks, prompt, body))

    def _generate(self, prompt: list[int], limit: int, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """One chunk a token, each with `n`, the number of tokens of the prompt."""
        known = self.ids(self.knows)
        rest = known[len(prompt) :] if known[: len(prompt)] == prompt else self.ids("nonsense " * 40)
        text = ""
        stops = [body["stop"]] if isinstance(body.get("stop"), str) else body.get("stop") or []
        shows = not body.get("skip_special_tokens", True)
        keeps = body.get("include_stop_str_in_output", False)
        for i, token in enumerate([*self.texts(rest)[:limit], END][:limit]):
            new = "" if token.startswith("<|") and not shows else token
            chunk = {"text": new, "finish_reason": None, "stop_reason": None, "n": len(prompt), "tokens": i + 1}
            if body.get("logprobs") is not None:
                chunk["logprobs"] = {"tokens": [token], "token_logprobs": [-0.25], "text_offset": [len(text)],
                                     "top_logprobs": [{token: -0.25, "?": -4.0}]}  # fmt: skip
            text += new
            stop = next((s for s in stops if s in text), None)
            if token == END or stop is not None:
                chunk |= {"finish_reason": "stop", "stop_reason": stop}
                if not keeps:
                    chunk["text"] = new[: len(new) - len(stop)] if stop is not None else ""
            elif i + 1 == limit:
                chunk["finish_reason"] = "length"
            yield chunk
            if chunk["finish_reason"]:
                return

    def _whole(self, chunks: list[dict[str, Any]], prompt: list[int], body: dict[str, Any]) -> dict[str, Any]:
        choice = _choice(chunks[-1]) | {"text": "".join(chunk["text"] for chunk in chunks)}
        if body.get("prompt_logprobs") is not None:
            choice["prompt_logprobs"] = [None, *map(self._scored, prompt[1:])]
        return {"object": "text_completion", "choices": [choice], "usage": _usage(chunks[-1])}

    def _scored(self, token: int) -> dict[str, Any]:
        """The token of the text, and the likeliest where it is another: here digits are always surprising."""
        (text,) = self.texts([token])
        if not text.isdigit():
            return {str(token): {"logprob": -0.125, "rank": 1, "decoded_token": text}}
        own = {"logprob": -2.5, "rank": 3, "decoded_token": text}
        return {"900000": {"logprob": -0.5, "rank": 1, "decoded_token": "?"}, str(token): own}


def _choice(chunk: dict[str, Any]) -> dict[str, Any]:
    return {"index": 0} | {k: v for k, v in chunk.items() if k not in ("n", "tokens")}


def _usage(chunk: dict[str, Any]) -> dict[str, Any]:
    return {"prompt_tokens": chunk["n"], "completion_tokens": chunk["tokens"], "total_tokens": 0}


async def _events(send: Any, chunks: list[dict[str, Any]], body: dict[str, Any]) -> None:
    await _start(send, 200, b"text/event-stream; charset=utf-8")
    objects: list[dict[str, Any]] = [{"choices": [_choice(chunk)]} for chunk in chunks]
    if (body.get("stream_options") or {}).get("include_usage"):
        objects.append({"choices": [], "usage": _usage(chunks[-1])})
    for data in [*map(json.dumps, objects), "[DONE]"]:
        await send({"type": "http.response.body", "body": f"data: {data}\n\n".encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _json(send: Any, status: int, data: dict[str, Any]) -> None:
    await _start(send, status, b"application/json")
    await send({"type": "http.response.body", "body": json.dumps(data).encode()})


async def _absent(body: dict[str, Any], send: Any) -> None:
    await _json(send, 404, {"detail": "Not Found"})


async def _start(send: Any, status: int, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"server", b"uvicorn")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
