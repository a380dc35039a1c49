"""A model that knows traces by heart, behind servers of three kinds: it goes on from any prompt of theirs."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.predict.servers import QUICK, no_sleep

from tracewalk.cwm import CwmTrace, estimate_tokens, render_step, shown_by_rule
from tracewalk.cwm.prompt import head
from tracewalk.cwm.tokens import END, EVENT_TOKENS, FRAME
from tracewalk.model import CwmStep
from tracewalk.predict import Endpoint, EndpointConfig
from tracewalk.predict.calls import return_of
from tracewalk.predict.chat_format import _asked, _shown

TOKEN = re.compile(r"<\|[a-z_]+\|>|\w{1,5}|[ ]+|\n|.", re.DOTALL)
NONSENSE = "what follows is not in any book "
RETURN = EVENT_TOKENS["return"]


@dataclass
class Known:
    """A trace, and what the model believes of it."""

    cwm: CwmTrace
    steps: list[CwmStep] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = copy.deepcopy(self.cwm.steps)

    @property
    def frames(self) -> list[str]:
        return [render_step(step) for step in self.steps]

    def believe(self, index: int, name: str, value: str) -> None:
        """Another value of a local, from a step on until it is set again."""
        first = self.steps[index]
        for step in self.steps[index:]:
            if step.frame_id != first.frame_id or step.state is None:
                continue
            if step is not first and any(change.name == name for change in step.changes):
                break
            step.state = {**step.state, name: value}
        for step, shown in zip(self.steps, shown_by_rule(self.steps, "cwm"), strict=True):
            step.shown = shown


class Oracle:
    """What it says after a prompt: by the number of steps in it, whatever they say, so that no prefix confuses it."""

    def __init__(self, traces: Iterable[CwmTrace]) -> None:
        self.known = [Known(trace) for trace in traces]

    def after(self, prompt: str) -> str:
        known = next((known for known in self.known if prompt.startswith(head(known.cwm.context))), None)
        if known is None:
            return NONSENSE * 20
        *whole, partial = prompt[len(head(known.cwm.context)) :].split(FRAME)
        at = len(whole)
        if partial == RETURN and whole[-1].startswith(EVENT_TOKENS["call"]):
            back = return_of(known.steps, at - 1)
            return NONSENSE if back is None else known.frames[back].removeprefix(RETURN) + END
        rest = "".join(known.frames[at:]) + END
        return rest[len(partial) :] if rest.startswith(partial) else NONSENSE * 20

    def ranks(self, prompt: str) -> list[int]:
        """Of each token: 1 where the model would have said it after all that stands before, within its step."""
        begin = next(len(head(k.cwm.context)) for k in self.known if prompt.startswith(head(k.cwm.context)))
        found = [1] * len(TOKEN.findall(prompt[:begin]))
        so_far = prompt[:begin]
        for piece in re.findall(rf".*?{re.escape(FRAME)}", prompt[begin:], re.DOTALL):
            mine = TOKEN.findall(self.after(so_far).partition(FRAME)[0] + FRAME)
            theirs = TOKEN.findall(piece)
            wrong = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
            found += [3 if i == wrong else 1 for i in range(len(theirs))]
            so_far += piece
        return found

    def chat(self, told: str) -> str:
        """The answer to the last message of protocol `chat`."""
        known = next(k for k in self.known if told.startswith(_asked(k.cwm.context.text, [], "").partition("Steps")[0]))
        _, _, rest = told.partition("Steps so far:\n")
        so_far, _, question = rest.partition("\n\n")
        at = 0 if so_far == "none" else so_far.count("\n") + 1
        steps = [_shown(known.cwm.context, step) for step in known.steps]
        if question.startswith("Give all"):
            return '{"steps": [' + ", ".join(steps[at:]) + "]}"
        if "is left" in question:
            back = return_of(known.steps, at - 1)
            return NONSENSE if back is None else steps[back]
        return steps[at]


@dataclass
class Server:
    """An ASGI app over an oracle, or over any function prompt -> text. Streams in ragged pieces."""

    after: Callable[[str], str]
    shape: str = "vllm"
    oracle: Oracle | None = None
    context: int = 1_000_000
    model: str = "facebook/cwm"
    asked: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """The text of each answer; with the end token, where the model ended by itself."""
    fails: Callable[[int], tuple[int, dict[str, Any]] | None] = lambda _n: None
    """Whether the n-th completion is refused, by which status and body."""
    rags: random.Random = field(default_factory=lambda: random.Random(7))
    vocabulary: dict[str, int] = field(default_factory=dict)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        raw = b""
        while True:
            message = await receive()
            raw += message.get("body", b"")
            if not message.get("more_body"):
                break
        body = json.loads(raw) if raw else {}
        routes: dict[str, Callable[[dict[str, Any]], Any]] = {
            "/v1/models": self._models,
            "/version": lambda _: {"version": "0.11.0"},
            "/props": lambda _: {"default_generation_settings": {"n_ctx": self.context}, "model_path": self.model},
            "/tokenize": self._tokenized,
        }
        if scope["path"] in routes:
            known = self.shape != "other" or scope["path"] == "/v1/models"
            return await self._json(send, 200 if known else 404, routes[scope["path"]](body))
        refused = self.fails(len(self.asked))
        self.asked.append(body)
        if refused:
            return await self._json(send, *refused)
        if body.get("prompt_logprobs"):
            return await self._json(send, 200, self._scored(body))
        return await self._stream(send, self._chunks(body, scope["path"].endswith("chat/completions")))

    def _models(self, _: dict[str, Any]) -> dict[str, Any]:
        owner = {"vllm": "vllm", "llama.cpp": "llamacpp"}.get(self.shape, "someone")
        more = {"max_model_len": self.context} if self.shape == "vllm" else {}
        return {"object": "list", "data": [{"id": self.model, "object": "model", "owned_by": owner} | more]}

    def _tokenized(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"tokens": self.ids(TOKEN.findall(body.get("prompt", body.get("content", ""))))}

    def ids(self, tokens: Sequence[str]) -> list[int]:
        return [self.vocabulary.setdefault(token, len(self.vocabulary)) for token in tokens]

    def _scored(self, body: dict[str, Any]) -> dict[str, Any]:
        assert self.oracle is not None
        tokens, ranks = TOKEN.findall(body["prompt"]), self.oracle.ranks(body["prompt"])
        entries = [
            {str(self.ids([token])[0]): {"logprob": -0.25 * rank, "rank": rank, "decoded_token": token}}
            for token, rank in zip(tokens, ranks, strict=True)
        ]
        return {"choices": [{"text": "x", "finish_reason": "length", "prompt_logprobs": [None, *entries[1:]]}]}

    def _chunks(self, body: dict[str, Any], chat: bool) -> list[dict[str, Any]]:
        """The objects of the stream: some tokens each."""
        if chat:
            assert self.oracle is not None
            tokens, finish = self._until(body, self.oracle.chat(body["messages"][-1]["content"]))
        else:
            tokens, finish = self._until(body, self.after(body["prompt"]))
            self.said.append("".join(tokens) + (END if finish.get("stop_reason", "") is None else ""))
        chunks, at = [], 0
        while at < len(tokens):
            some = tokens[at : at + self.rags.randint(1, 4)]
            at += len(some)
            text = "".join(some)
            chunks.append(
                {"delta": {"content": text}} if chat else self._piece(some, text, body, last=at == len(tokens))
            )
        if self.shape == "llama.cpp" and chunks and body.get("stop") and finish["finish_reason"] == "stop":
            chunks[-1]["text"] = chunks[-1]["text"].removesuffix(str(finish.get("stop_reason")))
            finish.pop("stop_reason", None)
        last = {"choices": [(chunks.pop() if chunks else {"text": ""}) | finish]}
        usage = {"prompt_tokens": 9, "completion_tokens": len(tokens)}
        return [
            *({"choices": [chunk | {"finish_reason": None}]} for chunk in chunks),
            last,
            {"choices": [], "usage": usage},
        ]

    def _until(self, body: dict[str, Any], text: str) -> tuple[list[str], dict[str, Any]]:
        """The tokens up to a stop string, the end or the budget."""
        tokens: list[str] = []
        for token in TOKEN.findall(text.removesuffix(END)):
            if len(tokens) == body["max_tokens"]:
                return tokens, {"finish_reason": "length"}
            tokens.append(token)
            if token in (body.get("stop") or ()):
                return tokens, {"finish_reason": "stop", "stop_reason": token}
        if len(tokens) == body["max_tokens"]:
            return tokens, {"finish_reason": "length"}
        return tokens, {"finish_reason": "stop", "stop_reason": None} if self.shape == "vllm" else {
            "finish_reason": "stop"
        }

    def _piece(self, some: list[str], text: str, body: dict[str, Any], *, last: bool) -> dict[str, Any]:
        if not body.get("logprobs"):
            return {"text": text}
        chances = [-0.125 * len(token) for token in some]
        if self.shape == "vllm":
            tops = [{token: chance} for token, chance in zip(some, chances, strict=True)]
            return {"text": text, "logprobs": {"tokens": some, "token_logprobs": chances, "top_logprobs": tops}}
        content = []
        for i, (token, chance) in enumerate(zip(some, chances, strict=True)):
            hidden = last and i == len(some) - 1 and token in (body.get("stop") or ())
            top = [{"id": self.ids([token])[0], "token": token, "logprob": chance}]
            shown = {"token": "", "bytes": []} if hidden else {"token": token, "bytes": list(token.encode())}
            content.append(top[0] | shown | {"top_logprobs": top})
        return {"text": text, "logprobs": {"content": content}}

    async def _stream(self, send: Any, chunks: list[dict[str, Any]]) -> None:
        data = "".join(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in chunks)
        data = data.encode("utf-8", "backslashreplace")  # half a surrogate pair: JSON's own escape for it
        data += b"data: [DONE]\n\n"
        await self._start(send, 200, b"text/event-stream")
        at = 0
        while at < len(data):
            size = self.rags.randint(1, 900)
            await send({"type": "http.response.body", "body": data[at : at + size], "more_body": True})
            at += size
        await send({"type": "http.response.body", "body": b""})

    async def _json(self, send: Any, status: int, data: dict[str, Any]) -> None:
        await self._start(send, status, b"application/json")
        await send({"type": "http.response.body", "body": json.dumps(data).encode()})

    async def _start(self, send: Any, status: int, kind: bytes) -> None:
        server = b"llama.cpp" if self.shape == "llama.cpp" else b"uvicorn"
        headers = [(b"content-type", kind), (b"server", server)]
        await send({"type": "http.response.start", "status": status, "headers": headers})


def box(server: Server, **config: Any) -> Endpoint:
    """An endpoint over a server in this process."""
    given = EndpointConfig("box", "http://box.test/v1", **config)
    transport = httpx.ASGITransport(app=server)
    return Endpoint(given, estimate=estimate_tokens, settings=QUICK, environ={}, transport=transport, sleep=no_sleep)


def knowing(traces: Iterable[CwmTrace], shape: str = "vllm", **more: Any) -> Server:
    """A server that knows these traces."""
    oracle = Oracle(traces)
    return Server(oracle.after, shape, oracle, **more)
