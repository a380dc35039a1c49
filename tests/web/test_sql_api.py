"""`/api/sql` over a real socket: forms, facts, errors, and many clients at once."""

from __future__ import annotations

import io
import json
import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from tests.predict.listening import listening

from tracewalk.lake import Lake
from tracewalk.links import Sql, sql_api
from tracewalk.resources import folder
from tracewalk.settings import Settings
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.guard import Guard, allowed_hosts

SETTINGS = Settings(sql_workers=2, sql_queue=4, sql_seconds=600.0, sql_export_rows=5_000)
SLOW = "SELECT sum(hash(a.range + b.range)) AS x FROM range(1_000_000) a, range(10_000_000) b"
NAMED = "home/events"


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A read-only server's, with a folder of queries of its operator's."""
    place = tmp_path_factory.mktemp("served")
    own = place / "own"
    own.mkdir()
    (own / "twice é.sql").write_text(
        "-- Twice\n-- What is twice that?\n-- $n BIGINT: a number\nSELECT 2 * $n::BIGINT AS x"
    )
    copy = shutil.copytree(folder("sample_data") / "lake", place / "lake")
    with Lake.open(copy) as lake:
        made = Context(lake, "", writable=False, settings=SETTINGS, queries=own)
        yield made
        made.close()


@pytest.fixture(scope="module")
def address(context: Context) -> Iterator[str]:
    guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base="")
    use(context)
    with listening(Starlette(routes=routes(""), middleware=[guard])) as url:
        yield url.removesuffix("/v1")


@pytest.fixture
def client(address: str, context: Context) -> Iterator[httpx.Client]:
    use(context)
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as made:
        yield made


def rows(response: httpx.Response) -> list[dict[str, object]]:
    assert response.status_code == 200, response.text
    return response.json()["rows"]


def refusal(response: httpx.Response) -> tuple[int, dict[str, object]]:
    assert list(response.json()) == ["error"]
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, response.json()["error"]


def test_a_query_by_its_text_or_its_name_by_get_or_post(client: httpx.Client) -> None:
    asked = {"q": "SELECT $n::BIGINT + 1 AS n, $t AS t"}
    by_url = client.get("api/sql", params=asked | {"p.n": "41", "p.t": "a&b"})
    by_body = client.post("api/sql", json=asked | {"parameters": {"n": 41, "t": "a&b"}})
    assert rows(by_url) == rows(by_body) == [{"n": 42, "t": "a&b"}]
    assert by_url.json()["columns"] == [{"name": "n", "type": "BIGINT"}, {"name": "t", "type": "VARCHAR"}]
    assert rows(client.get("api/sql", params={"name": NAMED})) == rows(client.post("api/sql", json={"name": NAMED}))
    own = {"name": "yours/twice é"}
    assert rows(client.get("api/sql", params=own | {"p.n": "4"})) == [{"x": 8}]
    assert rows(client.post("api/sql", json=own | {"parameters": {"n": 4}})) == [{"x": 8}]


def test_a_link_of_the_page_is_a_call(client: httpx.Client) -> None:
    focus = Sql(q="SELECT $n AS n", given=(("n", "x"),), chart="bar", x="n", y="n")
    assert client.get(sql_api(focus, "csv")).text == '"n"\n"x"\n'
    assert rows(client.get(f"api/{focus.url()}")) == [{"n": "x"}]


def test_each_form_says_what_it_is_and_holds_the_rows(client: httpx.Client) -> None:
    found = {
        form: client.get("api/sql", params={"name": NAMED, "format": form})
        for form in ("json", "csv", "parquet", "arrow")
    }
    kinds = {form: response.headers["content-type"].partition(";")[0] for form, response in found.items()}
    assert kinds == {
        "json": "application/json",
        "csv": "text/csv",
        "parquet": "application/vnd.apache.parquet",
        "arrow": "application/vnd.apache.arrow.stream",
    }
    files = [response.headers["content-disposition"] for response in found.values()]
    assert files == [
        'inline; filename="events.json"',
        *(f'attachment; filename="events.{s}"' for s in ("csv", "parquet", "arrows")),
    ]
    assert {response.headers["x-content-type-options"] for response in found.values()} == {"nosniff"}
    truth = rows(found["json"])
    assert pa.ipc.open_stream(found["arrow"].content).read_all().to_pylist() == truth
    assert pq.read_table(io.BytesIO(found["parquet"].content)).to_pylist() == truth
    assert len(found["csv"].text.splitlines()) == len(truth) + 1
    odd = client.get("api/sql", params={"name": "yours/twice é", "p.n": "1", "format": "csv"})
    assert odd.headers["content-disposition"] == 'attachment; filename="twice.csv"'


def test_facts_stand_in_headers(client: httpx.Client) -> None:
    def facts(**more: object) -> tuple[str, ...]:
        headers = client.get("api/sql", params={"q": "FROM range(10_000)"} | more).headers
        assert float(headers["x-tracewalk-milliseconds"]) >= 0
        return tuple(headers[f"x-tracewalk-{name}"] for name in ("rows", "truncated", "row-limit"))

    assert facts() == ("5000", "true", "5000")
    assert facts(rows=7) == ("7", "true", "7")
    assert facts(q="FROM range(5_000)") == ("5000", "false", "5000")


@pytest.mark.parametrize(
    ("call", "status", "kind", "words"),
    [
        ({"q": "", "name": ""}, 400, "UsageError", "either q, a query's text, or name"),
        ({}, 400, "UsageError", "either q, a query's text, or name"),
        ({"q": "SELECT 1", "format": "xml"}, 400, "UsageError", "json, csv, parquet, arrow"),
        ({"q": "SELECT 1", "rows": 6000}, 400, "UsageError", "TRACEWALK_SQL_EXPORT_ROWS"),
        ({"q": "SELECT 1", "rows": 0}, 400, "UsageError", "from 1 to 5,000"),
        ({"q": "SELECT 1", "limit": 1}, 400, "UsageError", "'limit' is unknown"),
        ({"name": "home/eventz"}, 404, "NotFound", NAMED),
        ({"q": "SELECT * FROM read_text('/etc/passwd')"}, 403, "SqlRefused", "read_text"),
        ({"q": "DROP VIEW steps"}, 403, "SqlRefused", ""),
    ],
)
def test_what_is_wrong_is_told_by_get_and_post_alike(
    client: httpx.Client, call: dict[str, object], status: int, kind: str, words: str
) -> None:
    for response in (client.get("api/sql", params=call), client.post("api/sql", json=call)):
        found, said = refusal(response)
        assert (found, said["type"]) == (status, kind)
        assert words in str(said["message"])


def test_text_and_name_together_are_no_query(client: httpx.Client) -> None:
    both = {"q": "SELECT 1", "name": NAMED}
    assert {refusal(r)[0] for r in (client.get("api/sql", params=both), client.post("api/sql", json=both))} == {400}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no JSON object"),
        (b"[1]", "no JSON object"),
        (b"[" * 100_000, "no JSON object"),
        (b'{"q": 1}', "q must be a string"),
        (b'{"q": "SELECT 1", "parameters": [1]}', "parameters must be an object"),
        (b'{"q": "SELECT 1", "parameters": {"a": {"b": 1}}}', "parameters must be an object"),
        (b'{"q": "SELECT 1", "rows": true}', "rows must be a whole number"),
        (b'{"q": "' + b"x" * 400_000 + b'"}', "longer than"),
    ],
)
def test_a_body_that_cannot_be_meant(client: httpx.Client, body: bytes, words: str) -> None:
    status, said = refusal(client.post("api/sql", content=body, headers={"Content-Type": "application/json"}))
    assert status in (400, 413)
    assert words in str(said["message"])


def test_a_form_of_another_page_is_no_call(client: httpx.Client) -> None:
    assert refusal(client.post("api/sql", data={"q": "SELECT 1"}))[0] == 400
    evil = {"Origin": "http://evil.example"}
    assert refusal(client.post("api/sql", json={"q": "SELECT 1"}, headers=evil))[0] == 403
    assert refusal(client.get("api/sql?q=SELECT+1", headers={"Host": "evil.example"}))[0] == 403


def test_an_error_says_where_in_the_text(client: httpx.Client) -> None:
    text = "SELECT 'é' AS a,\n nosuch FROM traces"
    status, said = refusal(client.post("api/sql", json={"q": text}))
    assert (status, said["type"], said["position"]) == (400, "SqlError", text.index("nosuch"))


def test_what_a_limit_stops_is_422_which_nothing_sends_again(client: httpx.Client, context: Context) -> None:
    use(short := Context(context.lake, settings=Settings(sql_seconds=4.0)))
    status, said = refusal(client.post("api/sql", json={"q": SLOW}))
    short.close()
    assert (status, said["type"]) == (422, "SqlStopped")
    assert "TRACEWALK_SQL_SECONDS" in str(said["message"])


def test_the_library_is_listed_and_one_is_told(client: httpx.Client) -> None:
    listed = {query["name"]: query for query in client.get("api/queries").json()["queries"]}
    assert {NAMED, "yours/twice é"} <= set(listed)
    own = client.get("api/queries/yours/twice é").json()
    assert own == listed["yours/twice é"]
    assert own["parameters"] == [
        {"name": "n", "type": "BIGINT", "default": None, "required": True, "about": "a number"}
    ]
    assert (own["yours"], own["chart"]["kind"]) == (True, "none")
    assert refusal(client.get("api/queries/home/eventz"))[0] == 404
    assert {table["name"] for table in client.get("api/schema").json()["tables"]} >= {"steps", "traces"}


def test_steps_come_as_they_are_stored(client: httpx.Client, context: Context) -> None:
    trace_id, n = context.lake.cursor().sql("SELECT trace_id, n_steps FROM traces ORDER BY n_steps DESC").fetchall()[0]
    use(Context(context.lake, settings=Settings(window_steps=1_000)))
    whole = client.get(f"api/traces/{trace_id}/steps", params={"format": "arrow"})
    assert pa.ipc.open_stream(whole.content).read_all().equals(context.lake.steps(trace_id).combine_chunks())
    assert whole.headers["x-tracewalk-rows"] == str(n)
    part = client.get(f"api/traces/{trace_id}/steps", params={"format": "arrow", "from": 5, "to": 7})
    assert pa.ipc.open_stream(part.content).read_all()["step"].to_pylist() == [5, 6]
    none = client.get(f"api/traces/{trace_id}/steps", params={"format": "arrow", "from": n + 5})
    assert pa.ipc.open_stream(none.content).read_all().num_rows == 0
    assert refusal(client.get(f"api/traces/{trace_id}/steps?format=csv"))[0] == 400


def until(true, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_client_that_goes_away_stops_its_query(client: httpx.Client, address: str) -> None:
    place = urlsplit(address)
    body = json.dumps({"q": SLOW}).encode()
    head = (
        f"POST /api/sql HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    # Every place at the front and in the queue is taken, for longer than anybody waits.
    went = [
        socket.create_connection((place.hostname, place.port)) for _ in range(SETTINGS.sql_workers + SETTINGS.sql_queue)
    ]
    for one in went:
        one.sendall(head.encode() + body)
    until(lambda: client.get("api/sql?q=SELECT 42 AS x").status_code == 429)
    for one in went:
        one.close()
    until(lambda: client.get("api/sql?q=SELECT 42 AS x").status_code == 200)


def test_sixteen_clients_on_two_workers_are_queued_or_told_to_come_again(address: str, context: Context) -> None:
    # Workers of its own: those of the test before may still be stopping their queries.
    use(own := Context(context.lake, settings=SETTINGS))
    query = {"q": "SELECT sum(hash(a.range + b.range)) AS x FROM range(20_000) a, range(1_500) b"}

    def ask(_: int) -> httpx.Response:
        with httpx.Client(base_url=address, timeout=120, trust_env=False) as mine:
            return mine.post("api/sql", json=query)

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(ask, range(16)))
    own.close()
    fine = [response for response in found if response.status_code == 200]
    busy = [response for response in found if response.status_code == 429]
    assert len(fine) + len(busy) == 16
    assert len(fine) >= SETTINGS.sql_workers + SETTINGS.sql_queue
    assert busy
    assert all(int(response.headers["retry-after"]) >= 1 for response in busy)
    assert {refusal(response)[1]["type"] for response in busy} == {"CageBusy"}
    assert len({json.dumps(rows(response)) for response in fine}) == 1
