"""Format `terminal-bench`: requests of Terminus, each logged by LiteLLM in a folder of its own; the last holds all.

Where Harbor has written the trajectory beside them, that one is the run, and the requests are passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracewalk.errors import RowError
from tracewalk.importers.agent_run import AgentRun, record_of, run_id
from tracewalk.importers.content import content_of
from tracewalk.importers.formats import Fault, Format, Guess, Options, Reading, Skipped
from tracewalk.importers.given import dict_of, list_of, sound, text_of
from tracewalk.importers.json_document import read_document
from tracewalk.importers.json_text import read_json
from tracewalk.importers.terminal_bench_turns import turns_of
from tracewalk.model import Record, Trajectory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tracewalk.importers.sample import Sample

__all__ = ["FORMAT"]

_NAME = "terminal-bench"
_EPISODE = re.compile(r"episode-(\d{1,9})")
_ANSWERS = ("response.txt", "response.json")
"""Beside a request: what came back, as it was taken."""
_BESIDE = "beside"
_LONGEST = 1 << 20
_EARLIER = "a request of Terminus that a later one of the same run holds too"
_HAS_RUN = "a request of Terminus whose run stands beside it in ATIF"
_IN_IT = "a prompt or an answer of Terminus, which its request beside it holds too"
_REQUEST = "debug.json"
_NONE = Guess(0, "it is no request of Terminus that LiteLLM logged")
_PROMPTED = b"keystrokes"
"""What every prompt of this agent asks for."""


def _guess(sample: Sample, options: Options) -> Guess:
    if _is_in_request(sample.path, sample.head, options.settings.import_bytes):
        return Guess(1, "")
    if not all(mark in sample.head for mark in (_PROMPTED, b'"messages"')):
        return _NONE
    if not (b'"log_event_type"' in sample.head or b'"litellm' in sample.head):
        return _NONE
    return Guess(1, "") if _is_request(sample.document) else _NONE


def _is_in_request(path: Path, head: bytes, limit: int) -> bool:
    """Whether a text is the last prompt of the request that stands beside it, or the answer to it."""
    beside = path.parent / _REQUEST
    if path.name == _REQUEST or len(head) > _LONGEST or not beside.is_file():
        return False
    try:
        request = read_document(beside, limit).value
    except RowError:
        return False
    if not _is_request(request):
        return False
    prompt = dict_of(next(reversed(request["messages"]), None)).get("content")
    answer = (_in_response(request) or {}).get("content")
    text = head.decode("utf-8", "replace").strip()
    return any(text and text in (content_of(one)[0] or "") for one in (prompt, answer))


def _is_request(value: Any) -> bool:
    """Whether LiteLLM told it to a logger: a request with all that it was called with."""
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list) or "choices" in value:
        return False
    return "log_event_type" in value or {"litellm_call_id", "litellm_params", "call_type"} <= value.keys()


def _read(path: Path, options: Options) -> Iterator[Reading]:
    size = path.stat().st_size
    limit = options.settings.import_bytes
    with path.open("rb") as file:
        head = file.read(_LONGEST + 1)
    if _is_in_request(path, head, limit):
        yield Reading(Skipped(str(path), _IN_IT), size)
        return
    try:
        document = read_document(path, limit)
    except RowError as fault:
        yield Reading(Fault(str(path), 0, str(fault)), size)
        return
    if not _is_request(document.value):
        yield Reading(Fault(str(path), 0, _NONE.why), size)
    elif why := _why_not(path):
        yield Reading(Skipped(str(path), why), size)
    else:
        yield Reading(_run(path, document.value, document.raw), size)


def _why_not(path: Path) -> str | None:
    """Why it is not the last of its run, by what stands beside it."""
    if (path.parent.parent / "trajectory.json").is_file():
        return _HAS_RUN
    own = _EPISODE.fullmatch(path.parent.name)
    others = path.parent.parent.iterdir() if own else ()
    later = (
        int(found[1]) for other in others if (found := _EPISODE.fullmatch(other.name)) and (other / path.name).is_file()
    )
    return _EARLIER if own and any(number > int(own[1]) for number in later) else None


def _run(path: Path, request: dict[str, Any], raw: bytes) -> AgentRun:
    whole = record_of(raw, 0)
    messages = [(f"/messages/{number}", one) for number, one in enumerate(list_of(request["messages"]))]
    if (answer := _answer(path, request)) is not None:
        messages.append(answer)

    def place(pointer: str) -> Record | None:
        return None if pointer == _BESIDE else Record(0, whole.length, pointer, whole.digest)

    turns, notes = turns_of(messages, place)
    made = Trajectory(
        run_id(_NAME, [raw]),
        sound(path.parent.parent.parent.name),
        _NAME,
        agent="terminus",
        model=text_of(request.get("model")),
        task=next((turn.message for turn in turns if turn.source == "user"), None),
        n_records=len(messages),
        notes=tuple(f"{n:,} {note}" for note, n in notes.items()),
    )
    return AgentRun(made, turns, notes=dict(notes))


def _answer(path: Path, request: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The last answer and where it stands: as the server gave it, else what is beside the request."""
    if (found := _in_response(request)) is not None:
        return "/original_response", found
    file = next((file for name in _ANSWERS if (file := path.parent / name).is_file()), None)
    if file is None:
        return None
    with file.open("rb") as opened:
        return _BESIDE, {"role": "assistant", "content": opened.read(_LONGEST).decode("utf-8", "replace")}


def _in_response(request: dict[str, Any]) -> dict[str, Any] | None:
    """The message in what the server sent."""
    given = request.get("original_response")
    if isinstance(given, str):
        try:
            given = read_json(given.encode("utf-8", "replace"))
        except ValueError:
            return None
    response = dict_of(given)
    choice = dict_of(next(iter(list_of(response.get("choices"))), None))
    if isinstance(message := choice.get("message"), dict):
        return {"role": "assistant"} | message
    if isinstance(response.get("content"), list | str):
        return {"role": "assistant", "content": response["content"]}
    return None


FORMAT = Format(_NAME, "a request of Terminal-Bench's agent Terminus", _guess, _read)
