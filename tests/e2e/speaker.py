"""An OpenAI-compatible server that says one text, slowly, token by token, or breaks off in the middle."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

__all__ = ["Speaker", "speaking"]

_TOKEN = re.compile(r"<\|\w+\|>|\w+|\s+|.", re.DOTALL)


class Speaker:
    """What it says, how fast, and after how many tokens it breaks the connection."""

    def __init__(self, name: str, text: str, *, pause: float = 0.002, breaks_after: int | None = None) -> None:
        self.name = name
        self.tokens: list[str] = _TOKEN.findall(text)
        self.pause = pause
        self.breaks_after = breaks_after
        self.asked = 0


class _Handler(BaseHTTPRequestHandler):
    speaker: Speaker

    def do_GET(self) -> None:
        if self.path.endswith("/models"):
            self._json({"object": "list", "data": [{"id": self.speaker.name, "object": "model"}]})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.path.endswith("/completions"):
            self.send_error(404)
            return
        self.speaker.asked += 1
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        assert asked["stream"]
        try:
            self._stream()
        except (BrokenPipeError, ConnectionResetError):
            return

    def _stream(self) -> None:
        for i, token in enumerate(self.speaker.tokens):
            if i == self.speaker.breaks_after:
                self.connection.close()
                return
            time.sleep(self.speaker.pause)
            self._event({"choices": [{"index": 0, "text": token, "finish_reason": None}]})
        self._event({"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")
        self.wfile.flush()

    def _json(self, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def speaking(speaker: Speaker) -> Iterator[str]:
    """The server's URL, `/v1` included."""
    handler = type("Handler", (_Handler,), {"speaker": speaker})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
