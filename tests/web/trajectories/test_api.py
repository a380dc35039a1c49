"""`/api/trajectories`: the list and the grid as JSON."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tracewalk.lake import Lake
from tracewalk.settings import Settings
from tracewalk.web.context import Context, use


def test_a_page_with_what_can_narrow_it(client: TestClient) -> None:
    told = client.get("/api/trajectories", params={"agent": "team", "sort": "name"}).json()
    assert [row["name"] for row in told["trajectories"]] == ["cy sort", "cy sort on", "cy sum"]
    assert (told["total"], told["sub_agents"], told["solved"], told["judged"]) == (3, 1, 2, 2)
    assert told["next"] is None
    assert told["facets"]["outcome"] == {"solved": 2, "unknown": 1}
    assert told["facets"]["agent"] == {"mini": 7, "team": 3}


def test_pages_follow_each_other(client: TestClient, lake: Lake) -> None:
    use(Context(lake, settings=Settings(page_rows=4)))
    names: list[str] = []
    after: str | None = ""
    while after is not None:
        told = client.get("/api/trajectories", params={"sort": "costliest", "after": after}).json()
        names += [row["name"] for row in told["trajectories"]]
        after = told["next"]
    assert len(names) == len(set(names)) == told["total"] == 11


def test_text_says_where_it_stands(client: TestClient) -> None:
    told = client.get("/api/trajectories", params={"text": "An Error"}).json()
    assert {row["name"]: row["found"] for row in told["trajectories"]} == {
        "bob max": {"turn": 2, "turns": 1, "around": "An error. Let me look."},
        "dan chat": {"turn": 1, "turns": 1, "around": "There is an Error in a.py."},
    }


def test_the_grid(client: TestClient) -> None:
    told = client.get("/api/trajectories", params={"view": "grid"}).json()
    assert {task["task_id"] for task in told["tasks"]} == {"sum", "sort", "max"}
    assert [len(task["cells"]) for task in told["tasks"]] == [len(told["columns"])] * 3
    assert (told["n_tasks"], told["n_nameless"], told["n_columns"], told["next"]) == (3, 1, 4, None)


@pytest.mark.parametrize(
    ("query", "says"),
    [({"outcome": "won"}, "solved"), ({"min_turns": "many"}, "whole number"), ({"after": "here"}, "place in the list")],
)
def test_what_cannot_be_meant_is_refused(client: TestClient, query: dict[str, str], says: str) -> None:
    answer = client.get("/api/trajectories", params=query)
    assert answer.status_code == 400
    assert says in answer.json()["error"]["message"]


def test_a_search_that_takes_too_long_says_so(client: TestClient, lake: Lake) -> None:
    use(Context(lake, settings=Settings(text_seconds=1e-9)))
    answer = client.get("/api/trajectories", params={"text": "x"})
    assert answer.status_code == 413
    assert "TRACEWALK_TEXT_SECONDS" in answer.json()["error"]["message"]
