"""The page as Streamlit runs it: which runs it shows for a link, what it says for a link that does not open."""

from __future__ import annotations

import json

import pytest
from tests.web.beside.made import ALONE, CHEAT, MENDER, THIRD
from tests.web.test_pages import html, open_page

from tracewalk.lake import Lake
from tracewalk.links import TrajectoryFocus
from tracewalk.web.beside.chosen import best_other
from tracewalk.web.share import two_runs


def test_it_hands_both_runs_to_its_element(lake: Lake) -> None:
    at = open_page("runs", TrajectoryFocus(MENDER, 5, other=THIRD, file="code.py").query())
    data = json.loads(at.get("bidi_component")[0].proto.json)
    assert (data["left"]["trajectory_id"], data["right"]["trajectory_id"]) == (MENDER, THIRD)
    assert (data["turn"], data["other_turn"], data["file"]) == (5, None, "code.py")
    assert data["api"]["patches"] == f"api/runs/patches?left={MENDER}&right={THIRD}"
    assert data["page"] == "runs?v=1&trajectory={left}&other={right}"


def test_where_none_is_named_a_run_that_went_otherwise_stands_beside(lake: Lake) -> None:
    assert best_other(lake.trajectory(MENDER)) == CHEAT
    assert best_other(lake.trajectory(CHEAT)) == MENDER
    assert best_other(lake.trajectory(ALONE)) is None


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({}, "No runs chosen"),
        ({"trajectory": ALONE}, "the only run of the task alone"),
        ({"trajectory": MENDER, "other": "0" * 32}, "0" * 32),
        ({"trajectory": MENDER, "other": "<img src=x>"}, "is not an id"),
        ({"trajectory": MENDER, "other": CHEAT, "turn": "-1"}, "whole number"),
        ({"v": "9", "trajectory": MENDER, "other": CHEAT}, "reads v=1"),
    ],
)
def test_a_link_that_does_not_open_says_why(lake: Lake, query: dict[str, str], says: str) -> None:
    at = open_page("runs", query)
    assert says in html(at)
    assert not at.get("bidi_component")


def test_the_sql_gives_the_turns_of_both(lake: Lake) -> None:
    left, right = lake.trajectory(MENDER), lake.trajectory(CHEAT)
    found = lake.cursor().sql(two_runs(lake.path, left, right)["sql"]).to_arrow_table().to_pylist()
    assert [row["trajectory_id"] for row in found[:4]] == [MENDER, CHEAT] * 2
    assert len(found) == left.n_turns + right.n_turns
    assert [row["turn"] for row in found if row["failed"]] == [3, 3]
    assert [row["about"] for row in found if row["turn"] == 4] == [["/a/code.py"], ["/b/tests.py"]]
