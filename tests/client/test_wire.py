"""What a server can do to a notebook: be busy, send elsewhere, hang, break, or be something else."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from tests.predict.listening import listening

import tracewalk
from tracewalk.client.wire import Wire
from tracewalk.errors import CageBusy, NotFound, ServerError, SqlStopped, TracewalkError, UsageError
from tracewalk.settings import Settings

SETTINGS = Settings(server_seconds=20.0, server_tries=3)
STREAM = "application/vnd.apache.arrow.stream"
asked: list[str] = []


def said(kind: str, **more: object) -> dict[str, object]:
    return {"error": {"type": kind, "message": "as the server says", **more}}


def busy(request: Request) -> Response:
    asked.append(request.url.path)
    if len(asked) < int(request.query_params["until"]):
        return JSONResponse(said("CageBusy"), 429, headers={"Retry-After": "7"})
    return JSONResponse({"fine": True})


def rows(request: Request) -> Response:
    table = pa.table({"n": [1, 2, 3]})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    whole = sink.getvalue().to_pybytes()
    sent = whole[: int(request.query_params.get("bytes", len(whole)))]
    return Response(sent, media_type=STREAM, headers={"X-Tracewalk-Rows": request.query_params.get("told", "3")})


def sent_on(request: Request) -> Response:
    return RedirectResponse(request.query_params["to"], int(request.query_params.get("as", 307)))


def hang(_request: Request) -> Response:
    time.sleep(1.5)
    return PlainTextResponse("late")


def refuse(request: Request) -> Response:
    return JSONResponse(said(request.query_params["kind"], position=7), 400)


APP = Starlette(
    routes=[
        Route("/busy", busy),
        Route("/rows", rows, methods=["GET", "POST"]),
        Route("/on", sent_on, methods=["GET", "POST"]),
        Route("/round", lambda _: RedirectResponse("/round")),
        Route("/hang", hang),
        Route("/refuse", refuse),
        Route("/page", lambda _: PlainTextResponse("<html>")),
        Route("/odd", lambda _: PlainTextResponse("teapot", 418)),
    ]
)


@pytest.fixture(scope="module")
def place() -> Iterator[str]:
    with listening(APP) as url:
        yield url.removesuffix("/v1")


@pytest.fixture
def waits() -> list[float]:
    asked.clear()
    return []


@pytest.fixture
def wire(place: str, waits: list[float]) -> Iterator[Wire]:
    made = Wire(place, SETTINGS, sleep=waits.append)
    yield made
    made.close()


def test_what_was_closed_says_so(place: str) -> None:
    closed = Wire(place, SETTINGS)
    closed.close()
    with pytest.raises(UsageError, match="was closed"):
        closed.json("busy")


def test_a_busy_server_is_asked_again_as_late_as_it_says(wire: Wire, waits: list[float]) -> None:
    assert wire.json("busy", {"until": 3}) == {"fine": True}
    assert len(asked) == 3
    assert all(7 <= wait <= 30 for wait in waits)


def test_and_not_for_ever(wire: Wire, waits: list[float]) -> None:
    with pytest.raises(CageBusy, match="as the server says") as caught:
        wire.json("busy", {"until": 99})
    assert (len(asked), len(waits), caught.value.retry_after) == (3, 2, 7)


def test_another_host_is_not_followed(wire: Wire, place: str) -> None:
    port = place.rpartition(":")[2]
    for there in (f"http://localhost:{port}/rows", "http://127.0.0.1:1/rows", "ftp://127.0.0.1/"):
        with pytest.raises(ServerError, match="not followed"):
            wire.table("GET", "on", {"to": there})


def test_the_same_host_is_and_keeps_the_call(wire: Wire) -> None:
    assert wire.json("on", {"to": "/busy?until=0", "as": 302}) == {"fine": True}
    with pytest.raises(ServerError, match="not followed"):
        wire.table("POST", "on?to=/rows&as=302", {})
    assert wire.table("POST", "on?to=/rows&as=307", {})[0].num_rows == 3
    with pytest.raises(ServerError, match="not followed"):  # a circle
        wire.json("round")


@pytest.mark.parametrize("given", [{"bytes": 200}, {"bytes": 3}, {"told": "4"}])
def test_rows_that_are_not_whole_are_refused(wire: Wire, given: dict[str, object]) -> None:
    assert wire.table("GET", "rows", {})[0].num_rows == 3
    with pytest.raises(ServerError):
        wire.table("GET", "rows", given)


def test_the_servers_own_error_comes_through_as_its_kind(wire: Wire) -> None:
    with pytest.raises(NotFound, match=r"^as the server says$"):
        wire.json("refuse", {"kind": "NotFound"})
    with pytest.raises(SqlStopped) as caught:
        wire.json("refuse", {"kind": "SqlStopped"})
    assert caught.value.position == 7
    for kind in ("CwmFormatError", "InternalError", "__name__", "Exception"):
        with pytest.raises(ServerError, match="as the server says"):
            wire.json("refuse", {"kind": kind})


@pytest.mark.parametrize(
    ("path", "words"),
    [("page", "no Tracewalk"), ("odd", "answered 418")],
)
def test_what_else_can_be_is_told(wire: Wire, path: str, words: str) -> None:
    with pytest.raises(ServerError, match=words):
        wire.json(path)


def test_a_server_that_says_nothing_is_given_up(place: str) -> None:
    wire = Wire(place, Settings(server_seconds=0.2))
    with pytest.raises(ServerError, match=r"said nothing for 0.2 s \(TRACEWALK_SERVER_SECONDS\)"):
        wire.json("hang")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1:9", "nothing answers at http://127.0.0.1:9: "),
        ("http://user:secret@127.0.0.1:9/base/", "nothing answers at http://127.0.0.1:9/base: "),
        ("http://nosuch.invalid", "nothing answers at http://nosuch.invalid: "),
        ("http://127.0.0.1:99999", "is no address|nothing answers"),
        ("http://", "is no address|nothing answers"),
    ],
)
def test_an_address_where_nothing_is(address: str, words: str) -> None:
    with pytest.raises(TracewalkError, match=words) as caught:
        tracewalk.open(address)
    assert "secret" not in str(caught.value)


def test_something_else_at_an_address(place: str) -> None:
    with pytest.raises(ServerError, match="is it a Tracewalk"):
        tracewalk.open(place)
