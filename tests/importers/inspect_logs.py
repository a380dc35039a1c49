"""Logs of Inspect as small as they can be, and archives of every compression that it has used."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

__all__ = ["agent", "archive", "event", "header", "in_parts", "log", "model", "packed", "result", "sample"]

AT = "2026-01-02T03:04:0{}.5+01:00"


def header(**more: Any) -> dict[str, Any]:
    spec = {
        "eval_id": "e1",
        "task": "sums",
        "model": "made/up",
        "dataset": {"name": "sums", "samples": 1},
        "config": {},
    }
    plan = {"steps": [{"solver": "use_tools"}, {"solver": "generate"}]}
    return {"version": 2, "status": "success", "eval": spec, "plan": plan, **more}


def agent(text: Any = "", *calls: tuple[str, str, Any], name: str | None = None, **more: Any) -> dict[str, Any]:
    """An agent's message with calls, each of an id, a tool and arguments."""
    made = [{"id": id_, "function": tool, "arguments": arguments} for id_, tool, arguments in calls]
    return {"role": "assistant", "content": text, "tool_calls": made or None, **({"id": name} if name else {}), **more}


def result(call: str | None, content: Any, **more: Any) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call, "content": content, **more}


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {"event": kind, "timestamp": AT.format(1), "completed": AT.format(3), **more}


def model(message: dict[str, Any], usage: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The event of a request that gave a message."""
    output = {"model": "up-1", "choices": [{"message": message, "stop_reason": "stop"}], "usage": usage}
    return event("model", model="made/up", input=[], output=output, **more)


def sample(*messages: Any, events: Any = (), **more: Any) -> dict[str, Any]:
    asked = {"role": "user", "content": "What is 1 + 2?", "id": "u1"}
    given = {"id": "one", "epoch": 1, "input": "What is 1 + 2?", "target": "3", "messages": [asked, *messages]}
    return given | {"events": list(events), "scores": {"match": {"value": "C"}}} | more


def log(*samples: Any, **more: Any) -> dict[str, Any]:
    return header(**more) | {"samples": list(samples)}


def packed(samples: Mapping[str, Any], **more: Any) -> dict[str, bytes]:
    """The members of an archive: its header and samples, by the names that they have below `samples/`."""
    members = {f"samples/{name}.json": json.dumps(value).encode() for name, value in samples.items()}
    return {"_journal/start.json": b"{}", **members, "header.json": json.dumps(header(**more)).encode()}


def in_parts() -> dict[str, bytes]:
    """A sample as a folder, its lists in parts of two."""
    call = agent("I add", ("c1", "add", {"x": 1}))
    pool = [{"role": "user", "content": "attachment://0", "id": "u1"}, call, result("c1", "3"), agent("3", name="a2")]
    events = [model(call, {"input_tokens": 4, "output_tokens": 1}), model(agent("3", name="a2"))]
    shell = sample() | {"message_refs": [[0, 1], [1, 4], [2, "x"]]}
    del shell["messages"], shell["events"]
    folder = "samples/one_epoch_1"
    lists: dict[str, list[Any]] = {"messages": pool, "events": events, "attachments": ["What is it?"]}
    made = {
        f"{folder}/sample.json": shell,
        f"{folder}/metadata.json": {"repo": "a/b"},
        f"{folder}/events/stats.json": {},
    }
    for name, items in lists.items():
        made |= {f"{folder}/{name}/{at}.json": items[at : at + 2] for at in range(0, len(items), 2)}
    return packed({}) | {name: json.dumps(value).encode() for name, value in made.items()}


def archive(path: Path, members: Mapping[str, bytes], method: int = 8) -> Path:
    """A zip file, stored (0), deflated (8) or by zstandard (93), which Python's own writer does not know."""
    body, directory = b"", b""
    for name, raw in members.items():
        data, label = _compressed(raw, method), name.encode()
        rest = struct.pack("<HHHIIIHH", method, 0, 33, zlib.crc32(raw), len(data), len(raw), len(label), 0)
        directory += (
            struct.pack("<4sHHH", b"PK\x01\x02", 20, 20, 0) + rest + struct.pack("<HHHII", 0, 0, 0, 0, len(body))
        )
        directory += label
        body += struct.pack("<4sHH", b"PK\x03\x04", 20, 0) + rest + label + data
    n = len(members)
    path.write_bytes(
        body + directory + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, n, n, len(directory), len(body), 0)
    )
    return path


def _compressed(raw: bytes, method: int) -> bytes:
    if method == 93:
        return bytes(pa.Codec("zstd").compress(raw, asbytes=True))
    if method == 8:
        squeeze = zlib.compressobj(wbits=-15)
        return squeeze.compress(raw) + squeeze.flush()
    return raw
