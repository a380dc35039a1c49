"""The API of what was verified: whose checks there are, their figures, their problems, and one of them."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.verify.conftest import CHECKS, EVIL

from tracewalk.lake import Lake
from tracewalk.links import Verify
from tracewalk.verify import figures_of
from tracewalk.web.verify.ways import Way, chosen, link, nearest, ways

MINE = {"problems": "mine", "author": "gpt", "by": "return"}


def get(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/verify{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def tasks(client: TestClient, **query: Any) -> list[str]:
    return [row["task_id"] for row in get(client, "/problems", **MINE | query)["problems"]]


def test_figures_are_those_of_the_checks(client: TestClient) -> None:
    said = get(client, "", **MINE)
    assert [(way["problems"], way["author"], way["by"], way["checks"]) for way in said["ways"]] == [
        ("mine", None, "return", 1), ("mine", "gpt", "return", 6), ("mine", "gpt", "full", 1),
        ("evil", EVIL, "return", 1),
    ]  # fmt: skip
    found = figures_of(CHECKS[:6])
    figures = said["figures"]
    assert figures["of_checks"]["accepted_wrong"] == found.of_checks.accepted_wrong == 1
    assert figures["of_checks"]["false_accepts"]["rate"] == found.of_checks.false_accepts.rate == 1 / 3
    assert figures["of_candidates"]["false_accepts"]["low"] == found.of_candidates.false_accepts.low
    assert figures["pass_at"].keys() == {"1", "2"}
    assert (figures["pass_at"]["1"]["rate"], figures["pass_at"]["2"]["rate"]) == (1 / 3, 2 / 3)
    # t1: the wrong one is chosen, t2: the right one, t10: neither is right
    assert (figures["chosen"]["rate"], figures["random"]["rate"], figures["oracle"]["rate"]) == (1 / 3, 1 / 3, 2 / 3)


def test_without_a_name_it_is_the_newest_set_and_of_it_the_way_with_the_most_problems(client: TestClient) -> None:
    said = get(client, "")
    assert next(way for way in said["ways"] if way["way"] == said["shown"])["author"] == "gpt"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["t1", "t2", "t10"]),
        ({"show": "wrong_accepts"}, ["t1"]),
        ({"show": "fooled"}, ["t1"]),
        ({"show": "unsolved"}, ["t10"]),
        ({"show": "misled"}, ["t1"]),
        ({"show": "right_rejects"}, ["t1"]),
        ({"show": "silent"}, ["t10"]),
        ({"show": "unended"}, []),
        ({"text": "T1"}, ["t1", "t10"]),
        ({"sort": "least_solved"}, ["t10", "t1", "t2"]),
        ({"sort": "most_wrong_accepts"}, ["t1", "t2", "t10"]),
        ({"after": "t2"}, ["t10"]),
        ({"after": "gone"}, ["t1", "t2", "t10"]),
    ],
)
def test_problems_are_narrowed_and_ordered(client: TestClient, query: dict[str, str], found: list[str]) -> None:
    assert tasks(client, **query) == found


def test_pages_of_problems(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracewalk.web.context import current

    object.__setattr__(current().settings, "page_rows", 2)
    try:
        first = get(client, "/problems", **MINE)
        assert ([row["number"] for row in first["problems"]], first["total"], first["next"]) == ([1, 2], 3, "t2")
        last = get(client, "/problems", **MINE, after="t2")
        assert ([row["number"] for row in last["problems"]], last["next"]) == ([3], None)
    finally:
        object.__setattr__(current().settings, "page_rows", 50)


def test_one_problem_has_its_candidates_and_each_test_says_where_it_leads(client: TestClient) -> None:
    said = get(client, "/problem", **MINE, task="t1")
    assert (said["row"]["number"], said["row"]["before"], said["row"]["behind"]) == (1, None, "t2")
    assert [(c["candidate"], c["passes"], c["accepted"], c["chosen"]) for c in said["candidates"]] == [
        (0, False, True, True),
        (1, True, False, False),
    ]
    (test,) = said["candidates"][0]["tests"]
    assert (test["accepts"], test["true_pass"], test["predicted"]) == (True, False, EVIL)
    assert (test["trace"]["url"], test["trace"]["why"]) == (None, "It was not run: nothing says why.")
    assert test["compare"]["why"] == "There is no run beside which a prediction could be shown."
    # sources are the only markup: it is made here
    assert "<img" not in "".join(said["candidates"][0]["lines"])
    assert "&lt;img" in "".join(said["candidates"][0]["lines"])


def test_candidates_come_fifty_at_a_time(client: TestClient) -> None:
    said = get(client, "/problem", **MINE, task="t1", first=1)
    assert (said["n_candidates"], [c["candidate"] for c in said["candidates"]]) == (2, [1])


@pytest.mark.parametrize(
    ("path", "query", "status", "says"),
    [
        ("", {"problems": "none"}, 404, "no checks of that problem set"),
        ("/problem", {"problems": "mine"}, 400, "task=... is missing"),
        ("/problem", {"problems": "mine", "task": EVIL}, 404, "no checks of the problem"),
        ("", {"by": "x"}, 400, "is none of"),
        ("/problems", {"show": "x"}, 400, "is none of"),
        ("/loops/" + "0" * 32, {}, 404, "is known to this server"),
    ],
)
def test_what_is_not_there(client: TestClient, path: str, query: dict[str, str], status: int, says: str) -> None:
    answer = client.get(f"/api/verify{path}", params=query)
    assert (answer.status_code, says in answer.json()["error"]["message"]) == (status, True)


def test_an_empty_lake(tmp_path, client: TestClient) -> None:
    from tracewalk.web.context import Context, use

    with Lake.create(tmp_path / "empty") as empty:
        use(Context(empty))
        assert get(client, "") == {"ways": [], "shown": None, "figures": None}
        assert get(client, "/problems")["total"] == 0


def test_a_link_names_one_way_also_when_others_come(lake: Lake) -> None:
    known = ways(lake)
    for way in known:
        assert chosen(known, link(known, way)) == way
    nobody = next(way for way in known if way.group.author is None)
    assert link(known, nobody).way == nobody.key
    assert link(known, known[-1]) == Verify("evil", EVIL, EVIL, "return")


def test_another_choice_keeps_what_else_was_chosen(lake: Lake) -> None:
    known = ways(lake)
    mine = next(way for way in known if way.group.author == "gpt" and way.group.predicted_by == "return")

    def to(name: str, value: str) -> Way:
        return nearest(known, mine, name, value)

    assert (to("by", "full").group.author, to("by", "full").group.predicted_by) == ("gpt", "full")
    assert to("author", "").group.author is None
    assert to("problems", "evil").group.problem_set == "evil"
    assert to("by", "answer") == mine  # there is none
