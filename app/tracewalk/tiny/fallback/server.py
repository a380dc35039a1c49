"""The numpy engine over HTTP, on the paths of llama.cpp's server that a client of completions needs."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tracewalk.tiny.fallback.asked import Refused, read_asked
from tracewalk.tiny.fallback.engine import Engine
from tracewalk.tiny.fallback.shapes import models, properties
from tracewalk.tiny.gguf_file import read_gguf
from tracewalk.tiny.order import Order

__all__ = ["start"]

_LARGEST_BODY = 16_000_000
_NOT_FOUND = Refused(404, "not_found_error", "File Not Found")


def start(order: Order) -> str:
    """Starts the server in threads of its own; gives its URL. Raises `ModelError` for a model that numpy can't run."""
    engine = Engine(read_gguf(Path(order.path)), order.name, order.context, order.slots)
    server = ThreadingHTTPServer(("127.0.0.1", order.port), _handler(engine))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def _handler(engine: Engine) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        pass

    begin, end = engine.begin_and_end()
    shown = properties(engine.name, engine.path, engine.context, engine.slots, begin, end)
    listed = models(engine.name, engine.context, engine.vocabulary)
    ok = {"status": "ok"}
    Handler.gets = {"/health": ok, "/v1/health": ok, "/models": listed, "/v1/models": listed, "/props": shown}
    Handler.posts = {
        "/tokenize": lambda body: _tokenized(engine, body),
        "/detokenize": lambda body: {"content": engine.tokenizer.decode(_ids(body))},
    }
    Handler.engine = engine
    return Handler


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_version = "tracewalk"
    disable_nagle_algorithm = True
    """Head and body are two writes: Nagle's algorithm would hold the second for 40 ms."""

    engine: Engine
    gets: dict[str, dict[str, Any]]
    posts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]]

    def do_GET(self) -> None:
        """What is known without a computation."""
        known = self.gets.get(self._route())
        self._send(200, known) if known else self._send(404, _NOT_FOUND.body)

    def do_POST(self) -> None:
        """A completion, or text to tokens and back."""
        with suppress(ConnectionError):  # whoever asked is gone
            try:
                self._post(self._route())
            except Refused as refused:
                self._send(refused.status, refused.body)

    def _post(self, route: str) -> None:
        body = self._body()
        if made := self.posts.get(route):
            self._send(200, made(body))
        elif route in {"/v1/completions", "/completions"}:
            asked = read_asked(body, self.engine.tokenizer, self.engine.context)
            with closing(self.engine.answer(asked)) as answer:  # also when whoever asked is gone
                self._stream(answer) if asked.stream else self._send(200, next(answer))
        else:
            raise _NOT_FOUND

    def _route(self) -> str:
        return self.path.partition("?")[0]

    def _body(self) -> Any:
        """The request's JSON. Raises `Refused` for what is none."""
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or int(size) > _LARGEST_BODY:
            self.close_connection = True
            raise Refused(400, "invalid_request_error", f"a body of 0 to {_LARGEST_BODY:,} bytes is needed")
        try:
            return json.loads(self.rfile.read(int(size)))
        except (ValueError, RecursionError) as why:
            raise Refused(400, "invalid_request_error", f"the body is not JSON: {why}") from None

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, chunks: Iterable[dict[str, Any]]) -> None:
        """Server-sent events, in HTTP's chunks."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self._event(json.dumps(chunk))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, text: str) -> None:
        data = f"data: {text}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def _tokenized(engine: Engine, body: dict[str, Any]) -> dict[str, Any]:
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, str):
        return {"tokens": []}
    ids = engine.tokenizer.encode(content, control=body.get("parse_special") is not False)
    if not body.get("with_pieces"):
        return {"tokens": ids}
    return {"tokens": [{"id": i, "piece": engine.tokenizer.decode([i])} for i in ids]}


def _ids(body: dict[str, Any]) -> list[int]:
    ids = body.get("tokens") if isinstance(body, dict) else None
    return [i for i in ids if isinstance(i, int)] if isinstance(ids, list) else []
