"""Logs that visitors bring over the API: received, read, told of; refused, stopped, brought again."""

from __future__ import annotations

import io
import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracewalk.importers.raw import raw_record
from tracewalk.lake import Lake
from tracewalk.model import Record
from tracewalk.settings import Settings
from tracewalk.web.context import Context, current, use
from tracewalk.web.imports.received import Received, forget_left_behind


def chat(words: str) -> bytes:
    """A log that no other test brings."""
    messages = [{"role": "user", "content": f"Say {words}."}, {"role": "assistant", "content": words}]
    return json.dumps({"messages": messages}).encode()


def begun(client: TestClient) -> str:
    answer = client.post("/api/imports")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["import"])


def put(client: TestClient, import_id: str, name: str, content: bytes) -> int:
    return client.put(f"/api/imports/{import_id}/files", params={"name": name}, content=content).status_code


def over(client: TestClient, import_id: str) -> dict[str, Any]:
    """The import once nothing changes any more."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        told: dict[str, Any] = client.get(f"/api/imports/{import_id}").json()
        if told["state"] in ("done", "stopped", "failed"):
            return told
        time.sleep(0.05)
    pytest.fail("the import does not end")


def brought(client: TestClient, files: dict[str, bytes], **query: str) -> dict[str, Any]:
    import_id = begun(client)
    for name, content in files.items():
        assert put(client, import_id, name, content) == 200
    assert client.post(f"/api/imports/{import_id}", params=query).status_code == 200
    return over(client, import_id)


def listed(client: TestClient, **query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get("/api/trajectories", params=query).json()["trajectories"]
    return rows


def uploads(lake: Lake) -> list[str]:
    folder = lake.path / "uploads"
    return sorted(str(file.relative_to(folder).parts[1:]) for file in folder.rglob("*") if file.is_file())


def test_what_is_brought_is_listed_and_its_raw_record_stays(client: TestClient, lake: Lake) -> None:
    content = chat("hello")
    told = brought(client, {"some folder/a.json": content, "notes.txt": b"nothing of the kind"})
    result = told["result"]
    assert told["state"] == "done"
    assert result["words"] == "1 imported"
    assert ["files", 2, ""] in result["table"]
    assert ["trajectories", 1, ""] in result["table"]
    assert (result["n_faults"], len(result["faults"])) == (1, 1)
    assert result["faults"][0].startswith("notes.txt: ")
    assert str(lake.path) not in json.dumps(told)
    (run,) = result["runs"]
    assert run["link"] == f"trajectory?v=1&trajectory={run['trajectory_id']}"
    assert run["trajectory_id"] in {row["trajectory_id"] for row in listed(client)}
    trajectory = lake.trajectory(run["trajectory_id"])
    record = lake.turns(run["trajectory_id"])["records"][0].as_py()[0]
    assert raw_record(trajectory.row(), Record(**record), 10_000) == content


def test_brought_again_it_was_there_and_no_second_copy_stays(client: TestClient, lake: Lake) -> None:
    files = {"a.json": chat("twice")}
    brought(client, files)
    before = uploads(lake)
    again = brought(client, files)
    assert again["result"]["words"] == "1 kept"
    assert again["result"]["runs"] == []
    assert uploads(lake) == before == ["('a.json',)"]


def test_nothing_stays_of_what_holds_no_run(client: TestClient, lake: Lake) -> None:
    told = brought(client, {"a.txt": b"", "b.bin": os.urandom(100)})
    assert told["result"]["words"] == "nothing to import"
    assert told["result"]["n_faults"] == 2
    assert uploads(lake) == []


def test_an_archive_and_a_dataset(client: TestClient) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("inside/a.json", chat("zipped"))
    told = brought(client, {"logs.zip": held.getvalue()}, dataset="mine")
    assert told["result"]["words"] == "1 imported"
    assert [row["source_file"] for row in listed(client, dataset="mine")] == ["a.json"]


def test_two_files_of_one_name_are_both_read(client: TestClient) -> None:
    import_id = begun(client)
    for words in ("one", "two"):
        assert put(client, import_id, "a.json", chat(words)) == 200
    assert put(client, import_id, "a.json/b.json", chat("three")) == 200
    client.post(f"/api/imports/{import_id}")
    assert over(client, import_id)["result"]["words"] == "3 imported"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../a.json",
        "a/../../b",
        "a/.hidden",
        ".hidden",
        "a\x00b",
        "a\\..\\b",
        "x" * 201,
        "a/" * 41,
        ".",
    ],
)
def test_a_name_that_leads_away_is_refused(client: TestClient, lake: Lake, name: str) -> None:
    import_id = begun(client)
    assert put(client, import_id, name, b"x") == 400
    assert [file for file in lake.path.parent.rglob("*") if file.is_file() and file.read_bytes() == b"x"] == []
    assert client.delete(f"/api/imports/{import_id}").json()["state"] == "stopped"


def test_limits_of_bytes_and_files(lake: Lake, client: TestClient) -> None:
    use(context := Context(lake, settings=Settings(upload_bytes=1_000, upload_files=2)))
    import_id = begun(client)
    answer = client.put(f"/api/imports/{import_id}/files", params={"name": "a"}, content=b"x" * 1_001)
    assert answer.status_code == 413
    assert "TRACEWALK_UPLOAD_BYTES" in answer.json()["error"]["message"]
    assert context.imports.get(import_id).received.n_files == 0
    assert put(client, import_id, "a", b"x") == put(client, import_id, "b", b"x") == 200
    answer = client.put(f"/api/imports/{import_id}/files", params={"name": "c"}, content=b"x")
    assert answer.status_code == 413
    assert "TRACEWALK_UPLOAD_FILES" in answer.json()["error"]["message"]
    context.close()
    assert uploads(lake) == []


def test_stopped_before_it_began_nothing_stays(client: TestClient, lake: Lake) -> None:
    import_id = begun(client)
    put(client, import_id, "a.json", chat("stopped"))
    assert client.delete(f"/api/imports/{import_id}").json()["state"] == "stopped"
    assert put(client, import_id, "b.json", b"{}") == 404
    assert client.post(f"/api/imports/{import_id}").status_code == 404
    assert (uploads(lake), client.get(f"/api/imports/{import_id}").json()["result"]) == ([], None)


def test_stopped_while_it_reads_what_was_read_stays(client: TestClient, lake: Lake) -> None:
    import_id = begun(client)
    one = current().imports.get(import_id)
    for n in range(20):
        put(client, import_id, f"{n}.json", chat(f"number {n}"))
    one.stop = True
    client.post(f"/api/imports/{import_id}")
    told = over(client, import_id)
    assert told["state"] == "stopped"
    assert told["result"] is None or told["result"]["n_runs"] < 20
    assert lake.cursor().sql("FROM trajectories WHERE source_format = 'openai-chat'").fetchall() == []


def test_an_import_without_a_file_or_begun_twice(client: TestClient) -> None:
    import_id = begun(client)
    assert client.post(f"/api/imports/{import_id}").status_code == 400
    put(client, import_id, "a.json", chat("once"))
    assert client.post(f"/api/imports/{import_id}").status_code == 200
    assert client.post(f"/api/imports/{import_id}").status_code == 404
    over(client, import_id)


def test_what_is_unknown_is_not_found(client: TestClient) -> None:
    for call in (client.get, client.post, client.delete):
        assert call("/api/imports/nothing").status_code == 404
    assert put(client, "nothing", "a", b"x") == 404


@pytest.mark.parametrize(("writable", "says"), [(False, "--allow-write"), (True, "only be read")])
def test_a_server_that_may_not_write_takes_nothing(
    lake: Lake, client: TestClient, writable: bool, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lake.open(lake.path) as read:
        use(Context(read if writable else lake, writable=writable))
        told = client.get("/api/imports").json()
        assert told["allowed"] is False
        assert says in told["why"]
        calls = [
            client.post("/api/imports"),
            client.post("/api/imports/x"),
            client.delete("/api/imports/x"),
            client.put("/api/imports/x/files", params={"name": "a"}, content=b"x"),
        ]
        assert [answer.status_code for answer in calls] == [403] * 4
    assert not (lake.path / "uploads").exists()


def test_a_page_elsewhere_can_bring_nothing(client: TestClient, lake: Lake) -> None:
    import_id = begun(client)
    for headers in ({"origin": "http://evil.example"}, {"host": "evil.example"}):
        assert client.post("/api/imports", headers=headers).status_code == 403
        path = f"/api/imports/{import_id}/files?name=a"
        assert client.put(path, content=b"x", headers=headers).status_code == 403
    assert uploads(lake) == []


def test_what_a_killed_server_left_is_removed_after_a_day(tmp_path: Path) -> None:
    fresh, old = (Received(tmp_path, name, Settings()) for name in ("fresh", "old"))
    for received in (fresh, old):
        with received.file("a") as opened:
            received.write(opened, b"x")
    whole = Received(tmp_path, "whole", Settings())
    with whole.file("a"):
        pass
    whole.settle()
    for name in ("old.part", "whole"):
        os.utime(tmp_path / "uploads" / name, (1, 1))
    forget_left_behind(tmp_path)
    assert sorted(path.name for path in (tmp_path / "uploads").iterdir()) == ["fresh.part", "whole"]
