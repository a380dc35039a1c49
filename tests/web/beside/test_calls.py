"""`/api/runs` and below it: two runs aligned, their milestones, patch against patch, tests against tests."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.web.beside.made import ALONE, CHEAT, EMPTY, MENDER, THIRD

from tracewalk.lake import Lake
from tracewalk.links import runs_api
from tracewalk.web.api import routes


@pytest.fixture
def client(lake: Lake) -> TestClient:
    return TestClient(Starlette(routes=routes("")))


def ask(client: TestClient, left: str, right: str, call: str = "") -> dict:
    answer = client.get("/" + runs_api(left, right).replace("api/runs", f"api/runs{call}"))
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(told: dict) -> list[tuple[int, int, str]]:
    kinds = [told["likenesses"][n] for n in told["likeness"]]
    return list(zip(told["left"], told["right"], kinds, strict=True))


def test_turns_stand_side_by_side_as_they_do_the_same(client: TestClient) -> None:
    told = ask(client, MENDER, CHEAT)
    assert rows(told)[:4] == [(0, 0, "same"), (1, 1, "same"), (2, 2, "same"), (3, 3, "same")]
    assert rows(told)[4] == (4, 4, "different")
    assert told["first_divergence"] == 4
    assert (-1, 5, "right") in rows(told)
    assert (5, 6, "different") in rows(told)
    assert rows(told)[-2:] == [(6, 7, "same"), (7, 8, "same")]


def test_a_run_beside_itself_is_the_same_throughout(client: TestClient) -> None:
    told = ask(client, CHEAT, CHEAT)
    assert {kind for _, _, kind in rows(told)} == {"same"}
    assert told["first_divergence"] is None


def test_a_run_without_turns_stands_beside_any(client: TestClient) -> None:
    told = ask(client, EMPTY, CHEAT)
    assert {kind for _, _, kind in rows(told)} == {"right"}
    assert all(milestone["left"] is None for milestone in told["milestones"])
    assert ask(client, EMPTY, EMPTY)["left"] == []
    assert ask(client, EMPTY, EMPTY, "/patches")["files"] == []


def test_milestones_say_what_was_spent_by_then(client: TestClient) -> None:
    found = {m["name"]: m for m in ask(client, MENDER, CHEAT)["milestones"]}
    spent = {"n_turns": 4, "cost": 1.0, "tokens": 360, "seconds": 50.0}
    assert found["edit"]["left"] == {"turn": 5} | spent
    assert found["edit"]["right"]["turn"] == 6
    assert found["pass"]["right"] == {"turn": 7, "n_turns": 6, "cost": 1.25, "tokens": 450, "seconds": 70.0}
    assert found["end"]["left"]["turn"] == 7
    assert found["end"]["left"]["cost"] == 1.5


def test_what_is_not_recorded_is_null(client: TestClient) -> None:
    found = {m["name"]: m["right"] for m in ask(client, MENDER, THIRD)["milestones"]}
    assert found["edit"] is found["pass"] is found["submit"] is None
    assert found["end"] == {"turn": 2, "n_turns": 1, "cost": None, "tokens": None, "seconds": None}


def test_files_of_both_patches_stand_side_by_side(client: TestClient) -> None:
    told = ask(client, MENDER, CHEAT, "/patches")
    assert told["left"] == {"from": "turns", "method": "derived", "files": 1}
    files = {file["path"]: file for file in told["files"]}
    assert set(files) == {"code.py", "tests.py"}
    assert files["code.py"]["right"] is None
    assert files["tests.py"]["left"] is None
    assert not files["code.py"]["same"]


def test_lines_that_both_patches_have_are_told(client: TestClient) -> None:
    told = ask(client, MENDER, THIRD, "/patches")
    assert told["right"]["from"] == "log"
    (file,) = told["files"]
    assert (file["path"], file["same"], file["n_common"]) == ("code.py", False, 2)
    for side, only in (("left", set()), ("right", {"+print(1)"})):
        lines = file[side]["diff"].split("\n")
        common = {lines[at] for at in file[side]["common"]}
        assert common == {"-    return n // 2", "+    return -(-n // 2)"}
        assert {line for line in lines if line[:1] in "+-" and line} - common == only


def test_the_same_patch_is_said_to_be_the_same(client: TestClient) -> None:
    assert [file["same"] for file in ask(client, MENDER, ALONE, "/patches")["files"]] == [True]


def test_tests_by_name_have_their_last_result_in_each(client: TestClient) -> None:
    told = ask(client, MENDER, THIRD, "/tests")
    assert [(r["turn"], r["passed"], r["failed"]) for r in told["left"]["runs"]] == [(3, 1, 1), (6, 2, 0)]
    assert told["right"]["runs"] == []
    assert (told["n_differ"], told["n_alone"]) == (0, 2)
    assert told["names"] == [
        ["tests.py::test_half", "passed", 6, None, None],
        ["tests.py::test_other", "passed", 6, None, None],
    ]
    told = ask(client, MENDER, CHEAT, "/tests")
    assert told["n_differ"] == 0
    assert told["scores"] == [["score", "1", "0"], ["hidden", "passed: 3, failed: 0", "passed: 1, failed: 2"]]


@pytest.mark.parametrize("call", ["", "/patches", "/tests"])
@pytest.mark.parametrize(
    ("left", "right", "status", "says"),
    [(MENDER, "", 400, "right=..."), ("", CHEAT, 400, "left=..."), (MENDER, "0" * 32, 404, "0" * 32)],
)
def test_a_side_that_is_not_there_is_said(
    client: TestClient, call: str, left: str, right: str, status: int, says: str
) -> None:
    answer = client.get(f"/api/runs{call}?left={left}&right={right}")
    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]
