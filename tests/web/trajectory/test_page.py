"""The page as Streamlit runs it, what it gives for other doors, and raw records out of a real file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from hashlib import blake2b
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.requests import Request
from tests.web.test_pages import html, open_page, stepper
from tests.web.trajectory import made

from tracewalk.lake import Lake
from tracewalk.links import TrajectoryFocus, read_sql
from tracewalk.model import Record, Trajectory, Turn
from tracewalk.web.context import Context, use
from tracewalk.web.share import turn
from tracewalk.web.trajectory import calls


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Lake]:
    """A lake with the made runs, the one that is being served."""
    with Lake.create(tmp_path / "lake") as lake:
        made.add(lake)
        context = Context(lake)
        use(context)
        yield lake
        context.close()


def test_the_page_hands_its_focus_to_the_element(runs: Lake) -> None:
    focus = TrajectoryFocus(made.MAIN, 3, 0, "/app/calc.py")
    data = stepper(open_page("trajectory", focus.query()))
    assert (data["turn"], data["call"], data["file"]) == (3, 0, "/app/calc.py")
    assert data["api"] == f"api/trajectories/{made.MAIN}"
    assert data["n_turns"] == len(made.main_turns())
    assert data["page"] == "trajectory?v=1&trajectory={id}"
    assert data["compare"] == f"runs?v=1&trajectory={made.MAIN}&other={{id}}"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({}, "No run chosen"),
        ({"trajectory": "x"}, "is not an id"),
        ({"trajectory": "f" * 32}, "no trajectory"),
        ({"trajectory": made.MAIN, "turn": "-1"}, "is not a whole number"),
        ({"trajectory": made.MAIN, "v": "2"}, "reads v=1"),
    ],
)
def test_a_link_that_does_not_open_says_why(runs: Lake, query: dict[str, str], says: str) -> None:
    at = open_page("trajectory", query)
    assert says in html(at)
    assert not at.get("bidi_component")


def test_the_sql_its_page_and_the_python_give_the_turn(runs: Lake) -> None:
    forms = {name: text.replace("{turn}", "4") for name, text in turn(runs.path, made.MAIN).items()}
    [row] = runs.cursor().sql(forms["sql"]).to_arrow_table().to_pylist()
    assert (row["trajectory_id"], row["turn"], row["message"]) == (made.MAIN, 4, "The sign is wrong.")
    asked = read_sql(dict(parse_qsl(urlsplit(forms["sql_page"]).query)))
    assert asked.q == forms["sql"]
    said = io.StringIO()
    lines = forms["python"].splitlines()
    with redirect_stdout(said):
        exec("\n".join([*lines[:-1], f"print({lines[-1]}.message[0])"]), {})
    assert said.getvalue() == "The sign is wrong.\n"


def raw(trajectory_id: str, **query: int) -> dict[str, object]:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    scope = {"type": "http", "query_string": text.encode(), "path_params": {"id": trajectory_id}, "headers": []}
    told: dict[str, object] = json.loads(calls.raw(Request(scope)).body)
    return told


def test_a_raw_record_is_the_log_s_own(runs: Lake, tmp_path: Path) -> None:
    lines = [json.dumps({"n": n, "text": "é<b>"}).encode() + b"\n" for n in range(3)]
    log = tmp_path / "log.jsonl"
    log.write_bytes(b"".join(lines))
    whole = json.dumps({"messages": [{"role": "user", "content": "hi"}]}).encode()
    document = tmp_path / "log.json"
    document.write_bytes(whole)

    def record(data: bytes, offset: int, pointer: str = "") -> Record:
        return Record(offset, len(data), pointer, blake2b(data).hexdigest()[:16])

    told = Turn(0, "user", records=(record(lines[1], len(lines[0])), record(lines[2], len(lines[0]) + len(lines[1]))))
    pointed = Turn(0, "user", records=(record(whole, 0, "/messages/0"),))
    with runs.writer() as writer:
        writer.add_trajectory(Trajectory("a" * 32, "lines", "codex", source_file=str(log)), [told], [])
        writer.add_trajectory(Trajectory("b" * 32, "document", "openai-chat", source_file=str(document)), [pointed], [])
    first = raw("a" * 32, turn=0)
    assert json.loads(str(first["text"])) == {"n": 1, "text": "é<b>"}
    assert (first["n_records"], first["offset"], first["file"]) == (2, len(lines[0]), str(log))
    assert json.loads(str(raw("a" * 32, turn=0, record=1)["text"]))["n"] == 2
    assert json.loads(str(raw("b" * 32, turn=0)["text"])) == {"role": "user", "content": "hi"}
    log.write_bytes(b"".join(lines).replace(b'"n": 1', b'"n": 7'))
    with pytest.raises(Exception, match="has changed since it was imported"):
        raw("a" * 32, turn=0)
