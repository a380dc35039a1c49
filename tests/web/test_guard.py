"""The API's door: which Host and Origin may knock."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tracewalk.web.guard import Guard, allowed_hosts


def client(bind: str, base: str = "", extra: tuple[str, ...] = ()) -> TestClient:
    async def answer(request: Request) -> PlainTextResponse:
        return PlainTextResponse("in")

    routes = [Route(base + path, answer) for path in ("/api/traces", "/apiary", "/")]
    guard = Middleware(Guard, hosts=allowed_hosts(bind, extra), base=base)
    return TestClient(Starlette(routes=routes, middleware=[guard]), base_url="http://127.0.0.1:8501")


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost", "LOCALHOST:1"])
def test_loopback_names_are_let_in(host: str) -> None:
    assert client("127.0.0.1").get("/api/traces", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "", "[", "192.168.1.7"]
)
def test_a_name_that_was_pointed_here_is_refused(host: str) -> None:
    answer = client("127.0.0.1").get("/api/traces", headers={"host": host})
    assert answer.status_code == 403
    assert answer.json()["error"]["type"] == "Forbidden"


@pytest.mark.parametrize(
    ("bind", "extra", "host", "status"),
    [
        ("0.0.0.0", (), "192.168.1.7:8501", 200),
        ("0.0.0.0", (), "lab.example", 403),
        ("0.0.0.0", ("lab.example",), "lab.example:8501", 200),
        ("0.0.0.0", ("",), ":8501", 403),
    ],
)
def test_on_other_addresses_an_ip_or_a_named_host_is_let_in(bind, extra, host, status) -> None:
    assert client(bind, extra=extra).get("/api/traces", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://127.0.0.1:8501"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_a_page_elsewhere_may_not_call(headers: dict[str, str], status: int) -> None:
    assert client("127.0.0.1").get("/api/traces", headers=headers).status_code == status


def test_only_the_api_is_guarded_and_a_base_path_is_known() -> None:
    away = {"host": "evil.example"}
    assert client("127.0.0.1").get("/", headers=away).status_code == 200
    assert client("127.0.0.1").get("/apiary", headers=away).status_code == 200
    assert client("127.0.0.1", "/lab").get("/lab/api/traces", headers=away).status_code == 403
