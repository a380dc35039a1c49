"""Requests to one Tracewalk server, and nowhere else: within the limits, asked again where it is busy."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pyarrow as pa

from tracewalk.client.door import closed
from tracewalk.client.refused import not_a_server, refusal, unreachable
from tracewalk.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tracewalk.settings import Settings

__all__ = ["Wire"]

_BUSY = 429
_MOVED = (301, 302, 303, 307, 308)
_SAME_CALL = (307, 308)
_HOPS = 3
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_ARROW = "application/vnd.apache.arrow.stream"


class Wire:
    """The connection to one server. `sleep` and `transport` are for tests."""

    def __init__(
        self,
        address: str,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        parts = urlsplit(address)
        self.place = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl().rstrip("/")
        self._settings = settings
        self._sleep = sleep
        try:
            self._client = httpx.Client(
                transport=transport,
                base_url=parts._replace(query="", fragment="").geturl(),
                # Rows are read once and thrown away: to compress them takes longer than to send them.
                headers={"User-Agent": "tracewalk", "Accept-Encoding": "identity"},
                timeout=httpx.Timeout(settings.server_seconds, connect=settings.connect_seconds),
                follow_redirects=False,
                trust_env=False,  # a proxy of the environment would see the rows; a netrc file would add credentials
            )
        except (httpx.InvalidURL, ValueError) as fault:
            raise ServerError(f"{address!r} is no address: {fault}; it is e.g. http://localhost:8501") from None

    def close(self) -> None:
        """Closes every connection."""
        self._client.close()

    def hello(self) -> None:
        """Raises `ServerError` where no Tracewalk answers."""
        said = self.json("healthz")
        if not isinstance(said, dict) or said.get("status") != "ok":
            raise not_a_server(self.place)

    def json(self, path: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """What a call says in JSON. Raises what the server says went wrong, `ServerError` for the rest."""
        response = self._answer("GET", path, parameters or {})
        try:
            return response.json()
        except ValueError:
            raise not_a_server(self.place) from None

    def table(self, method: str, path: str, given: Mapping[str, Any]) -> tuple[pa.Table, httpx.Headers]:
        """The rows of a call that answers as an Arrow stream, and its headers. Raises the same."""
        response = self._answer(method, path, given)
        if response.headers.get("content-type") != _ARROW:
            raise not_a_server(self.place)
        try:
            rows = pa.ipc.open_stream(response.content).read_all().replace_schema_metadata()
        except pa.ArrowException as fault:
            raise ServerError(f"{self.place} sent rows that cannot be read: {fault}") from None
        told = response.headers.get("x-tracewalk-rows")
        if told is not None and told != str(rows.num_rows):
            raise ServerError(f"{self.place} said {told} rows, and {rows.num_rows} came; ask again")
        return rows, response.headers

    def _answer(self, method: str, path: str, given: Mapping[str, Any]) -> httpx.Response:
        sent = {"json": given} if method == "POST" else {"params": given or None}
        request = self._client.build_request(method, path, **sent)
        tries = hops = 0
        while True:
            response = self._sent(request)
            if response.status_code == _BUSY and tries + 1 < self._settings.server_tries:
                tries += 1
                self._sleep(_wait(response.headers.get("retry-after"), tries))
            elif response.status_code in _MOVED and hops < _HOPS and self._may_follow(response):
                hops += 1
                assert response.next_request is not None
                request = response.next_request
            elif response.status_code == httpx.codes.OK:
                return response
            else:
                raise refusal(response, self.place)

    def _sent(self, request: httpx.Request) -> httpx.Response:
        if self._client.is_closed:
            raise closed(self.place)
        try:
            return self._client.send(request)
        except httpx.HTTPError as fault:
            raise unreachable(fault, self.place, self._settings) from None

    def _may_follow(self, response: httpx.Response) -> bool:
        """Only to the same host, and to TLS rather than from it; and only as the same call."""
        request, then = response.request, response.next_request
        if then is None or (request.method != "GET" and response.status_code not in _SAME_CALL):
            return False
        here, there = request.url, then.url
        safer = (here.scheme, there.scheme) == ("http", "https")
        return there.host == here.host and (safer or (there.scheme, there.port) == (here.scheme, here.port))


def _wait(asked: str | None, tries: int) -> float:
    """Seconds: never less than the server asks, and not all clients at the same time."""
    # How long to wait is no secret, and no number that anybody could gain by guessing.
    own = random.uniform(_FIRST_WAIT / 2, _FIRST_WAIT * 2 ** (tries - 1))  # noqa: S311
    least = float(asked) if asked is not None and asked.isascii() and asked.isdigit() and len(asked) < 6 else 0.0
    return min(least + own, _LONGEST_WAIT)
