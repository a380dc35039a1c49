"""Made-up runs and what is true of them, told by the plainest means: what the stepper's index is compared with."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tracewalk.model import EVENTS

STEPPER = Path(__file__).parents[2] / "app" / "tracewalk" / "web" / "components" / "stepper"
PROGRAM = {"path": "made_up.py", "program_id": "0" * 32}
LINES = 12


@dataclass
class Frame:
    id: int
    caller: int
    depth: int
    thread: int


@dataclass
class Step:
    event: str
    frame: int
    line: int
    changes: list[tuple[str, str | None]] = field(default_factory=list)
    """(name, value); value None: unbound."""
    value: str | None = None
    output: str | None = None


@dataclass
class Run:
    frames: list[Frame] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    # What is true, by folding and scanning from the start.

    def state(self, frame: int, step: int) -> dict[str, str]:
        names: dict[str, str] = {}
        for s in self.steps[: step + 1]:
            if s.frame == frame:
                for name, value in s.changes:
                    if value is None:
                        names.pop(name, None)
                    else:
                        names[name] = value
        return names

    def last(self, frame: int, step: int) -> int:
        return max((k for k in range(step + 1) if self.steps[k].frame == frame), default=-1)

    def ancestors(self, frame: int) -> list[int]:
        out = []
        while (frame := self.frames[frame].caller) >= 0:
            out.append(frame)
        return out

    def along(self, step: int, direction: int) -> Iterator[int]:
        thread = self.frames[self.steps[step].frame].thread
        k = step + direction
        while 0 <= k < len(self.steps):
            if self.frames[self.steps[k].frame].thread == thread:
                yield k
            k += direction

    def over(self, step: int, direction: int) -> int | None:
        here = self.steps[step].frame
        return next((k for k in self.along(step, direction) if here not in self.ancestors(self.steps[k].frame)), None)

    def out(self, step: int, direction: int) -> int | None:
        above = self.ancestors(self.steps[step].frame)
        return next((k for k in self.along(step, direction) if self.steps[k].frame in above), None)

    def into(self, step: int, direction: int) -> int | None:
        here = self.steps[step].frame
        for k in self.along(step, direction):
            if here in self.ancestors(self.steps[k].frame):
                return k
            if self.steps[k].frame != here:
                return None
        return None

    def change(self, step: int, direction: int, frame: int, name: str) -> int | None:
        ks = range(step + 1, len(self.steps)) if direction > 0 else range(step - 1, -1, -1)
        return next((k for k in ks if self.steps[k].frame == frame and name in dict(self.steps[k].changes)), None)

    def runs(self, line: int) -> list[int]:
        return [k for k, s in enumerate(self.steps) if s.event == "line" and s.line == line]


class Maker:
    """A random run: two threads, calls, generators, exceptions that pass and are handled, deletions."""

    def __init__(self, seed: int, n: int) -> None:
        self.random = random.Random(seed)
        self.run = Run()
        self.stacks: list[list[int]] = [[], []]
        self.resting: list[int] = []
        while len(self.run.steps) < n:
            self.more(self.random.choice([0, 0, 0, 1]))

    def add(self, event: str, frame: int, value: str | None = None) -> None:
        line = 1 if event == "call" else self.random.randint(2, LINES)
        step = Step(event, frame, line, self.changes(frame), value)
        if self.random.random() < 0.05:
            step.output = f"at {len(self.run.steps)}\n"
        self.run.steps.append(step)

    def changes(self, frame: int) -> list[tuple[str, str | None]]:
        bound = self.run.state(frame, len(self.run.steps))
        found: list[tuple[str, str | None]] = []
        for name in self.random.sample("abcdef", self.random.choice([0, 0, 1, 1, 2])):
            if name in bound and self.random.random() < 0.25:
                found.append((name, None))
            else:
                found.append((name, repr(self.random.randint(0, 99))))
        return found

    def call(self, thread: int) -> None:
        stack = self.stacks[thread]
        frame = Frame(len(self.run.frames), stack[-1] if stack else -1, len(stack) + 1, thread)
        self.run.frames.append(frame)
        stack.append(frame.id)
        self.add("call", frame.id)

    def more(self, thread: int) -> None:
        stack = self.stacks[thread]
        what = self.random.random()
        ready = [f for f in self.resting if stack and self.run.frames[f].caller == stack[-1]]
        if not stack or (what < 0.15 and len(stack) < 7):
            self.call(thread)
        elif what < 0.25 and len(stack) > 1:
            self.add("return", stack.pop(), "None")
        elif what < 0.3 and len(stack) > 1:
            self.add("yield", stack[-1], "1")
            self.resting.append(stack.pop())
        elif what < 0.4 and ready:
            self.resting.remove(ready[0])
            stack.append(ready[0])
            self.add("resume", ready[0])
        elif what < 0.45 and len(stack) > 1:
            self.fail(thread)
        else:
            self.add("line", stack[-1])

    def fail(self, thread: int) -> None:
        stack = self.stacks[thread]
        self.add("exception", stack[-1], "KeyError('x')")
        for _ in range(self.random.randint(0, len(stack) - 1)):
            self.add("unwind", stack.pop())
            self.add("exception", stack[-1], "KeyError('x')")
        self.add("line", stack[-1])


def payload(run: Run, start: int = 0, stop: int | None = None) -> dict[str, Any]:
    """Steps [start, stop) in the shape of `GET api/traces/{id}/steps`."""
    stop = len(run.steps) if stop is None else stop
    pools: dict[str, dict[str, int]] = {"names": {}, "types": {}, "strings": {}}

    def put(pool: str, text: str | None) -> int:
        return -1 if text is None else pools[pool].setdefault(text, len(pools[pool]))

    def columns(rows: list[tuple[int, str, str | None]]) -> dict[str, list[int]]:
        return {
            "step": [k for k, _, _ in rows],
            "name": [put("names", name) for _, name, _ in rows],
            "value": [put("strings", value) for _, _, value in rows],
            "type": [put("types", None if value is None else "int") for _, _, value in rows],
            "size": [len(value or "") for _, _, value in rows],
            "cut": [0 for _ in rows],
        }

    part = run.steps[start:stop]
    out: dict[str, Any] = {"trace_id": "f" * 32, "from": start, "to": stop, "n_steps": len(run.steps)}
    out |= {"events": list(EVENTS), "event": [EVENTS.index(s.event) for s in part]}
    out |= {"frame": [s.frame for s in part], "line": [s.line for s in part]}
    out |= {"value": [put("strings", s.value) for s in part], "files": [PROGRAM]}
    out["changes"] = columns([(start + i, n, v) for i, s in enumerate(part) for n, v in s.changes])
    frames = run.frames
    out["frames"] = {key: [getattr(f, key) for f in frames] for key in ("id", "caller", "depth", "thread")}
    out["frames"] |= {"func": [f"f{f.id}" for f in frames], "file": [0 for _ in frames]}
    printed = [(start + i, s.output) for i, s in enumerate(part) if s.output]
    out["output"] = {"step": [k for k, _ in printed], "stream": [0] * len(printed), "text": [t for _, t in printed]}
    if start:
        began = [f.id for f in frames if run.last(f.id, start - 1) >= 0]
        rows = [
            (max(k for k in range(start) if run.steps[k].frame == f and n in dict(run.steps[k].changes)), n, v, f)
            for f in began
            for n, v in run.state(f, start - 1).items()
        ]
        rows.sort(key=lambda row: row[0])
        running = {t: next((s.frame for s in part if frames[s.frame].thread == t), -1) for t in (0, 1)}
        lines = {f: run.steps[run.last(f, start - 1)].line for f in began if f not in running.values()}
        changes = columns([row[:3] for row in rows]) | {"frame": [row[3] for row in rows]}
        out["before"] = {"frame": began, "line": lines, "changes": changes}
    return out | {name: list(pool) for name, pool in pools.items()}


def about(run: Run) -> dict[str, Any]:
    """In the shape of `GET api/traces/{id}`."""
    text = "\n".join(f"line {i + 1}" for i in range(LINES))
    trace = {"trace_id": "f" * 32, "name": "made up", "outcome": "returned", "result": "None", "error": None}
    trace |= {"stop_reason": None, "n_steps": len(run.steps), "n_frames": len(run.frames), "python": "3.11"}
    trace |= {"test_outcome": None, "n_cut": 0}
    sources = [PROGRAM | {"text": text, "lines": text.split("\n")}]
    return {"trace": trace, "items": [], "nondeterministic": False, "sources": sources}


class _Handler(SimpleHTTPRequestHandler):
    """The stepper's own files, an empty page, and the API over one run; other traces are not found.

    The other components stand beside the stepper, under the names of their folders.
    """

    def __init__(self, run: Run, *args: Any, **more: Any) -> None:
        self.run = run
        super().__init__(*args, directory=str(STEPPER), **more)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(url.query).items()}
        if url.path == "/page":
            self.answer("<!doctype html><meta charset=utf-8><div id=host></div>", "text/html")
        elif url.path == "/api/traces/made-up":
            self.answer(json.dumps(about(self.run)))
        elif url.path == "/api/traces/made-up/steps" and int(query["from"]) >= len(self.run.steps):
            error = {"type": "UsageError", "message": "no range of this trace"}
            self.answer(json.dumps({"error": error}), code=400)
        elif url.path == "/api/traces/made-up/steps":
            stop = min(int(query["to"]), len(self.run.steps))
            self.answer(json.dumps(payload(self.run, int(query["from"]), stop)))
        elif url.path.startswith("/api/"):
            error = {"type": "NotFound", "message": "there is no such trace in this test"}
            self.answer(json.dumps({"error": error}), code=404)
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        inside = path.startswith(("/compare/", "/stepper/"))
        self.directory = str(STEPPER.parent if inside else STEPPER)
        return super().translate_path(path)

    def answer(self, text: str, kind: str = "application/json", code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(run: Run) -> Iterator[str]:
    """The stepper's files and one run on a free port of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, run)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
