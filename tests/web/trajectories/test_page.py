"""The page Trajectories as Streamlit runs it, and Home where there are runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from tests.web.test_pages import html, open_page

from tracewalk.lake import Lake
from tracewalk.links import Trajectories
from tracewalk.model import Trajectory
from tracewalk.web.context import Context, use


def element(at: AppTest) -> dict[str, Any]:
    """What the list or the grid was given."""
    given = [json.loads(one.proto.json) for one in at.get("bidi_component")]
    found: dict[str, Any] = next(data for data in given if "view" in data)
    return found


def names(at: AppTest) -> list[str]:
    return [row["name"] for row in element(at)["rows"]]


def test_the_list_follows_its_url(lake: Lake) -> None:
    at = open_page("trajectories", Trajectories(model="bob", sort="name").query())
    assert names(at) == ["bob max", "bob sort", "bob sum"]
    assert at.selectbox(key="run_model").value == "bob"
    assert "**1-3 of 3** trajectories · 1 of 2 judged are solved (50 %)" in [m.value for m in at.markdown]


def test_a_filter_goes_into_the_url_and_says_how_many_it_leaves(lake: Lake) -> None:
    at = open_page("trajectories", Trajectories(sort="name").query())
    assert "bob (3)" in at.selectbox(key="run_model").options
    at.selectbox(key="run_outcome").select("unsolved").run()
    assert (at.query_params["outcome"], at.query_params["sort"]) == ("unsolved", "name")
    assert names(at) == ["ada sort", "bob sum"]
    at.number_input(key="run_min_cost").set_value(1.5).run()
    assert names(at) == ["bob sum"]


def test_text_leads_to_the_turn(lake: Lake) -> None:
    at = open_page("trajectories", Trajectories(text="grep max").query())
    (row,) = element(at)["rows"]
    assert row["found"]["turn"] == 3
    assert row["link"].endswith("&turn=3")


def test_pages_follow_on_and_come_back(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEWALK_PAGE_ROWS", "4")
    use(Context(lake))
    at = open_page("trajectories", Trajectories(sort="name").query())
    first = names(at)
    at.button(key="page_next").click().run()
    assert not set(first) & set(names(at))
    at.button(key="page_back").click().run()
    assert names(at) == first


def test_the_grid_has_a_link_for_every_run(lake: Lake) -> None:
    data = element(open_page("trajectories", Trajectories(view="grid").query()))
    assert [column["model"] for column in data["columns"]] == ["ada", "bob", "cy", "eve"]
    links = [run["link"] for task in data["tasks"] for cell in task["cells"] for run in cell["shown"]]
    assert len(set(links)) == 10
    assert all(link.startswith("trajectory?v=1&trajectory=") for link in links)


def test_where_nothing_matches_the_filters_can_be_cleared(lake: Lake) -> None:
    at = open_page("trajectories", Trajectories(model="nobody").query())
    assert "No trajectory matches" in html(at)
    at.button(key="clear").click().run()
    assert len(names(at)) == 11


def test_only_sub_agents_match(lake: Lake) -> None:
    at = open_page("trajectories", Trajectories(text="cy sum helper").query())
    at.button(key="sub_agents").click().run()
    assert names(at) == ["cy sum helper"]


def test_runs_without_a_task_have_no_grid(lake: Lake) -> None:
    at = open_page("trajectories", Trajectories(view="grid", text="dan chat").query())
    assert "No run here names its task" in html(at)
    at.button(key="as_list").click().run()
    assert names(at) == ["dan chat"]


@pytest.mark.parametrize("query", [{"sort": "best"}, {"after": "x"}, {"min_cost": "-1"}, {"v": "9"}])
def test_a_link_that_does_not_open_says_why(lake: Lake, query: dict[str, str]) -> None:
    assert "This link does not open" in html(open_page("trajectories", query))


@pytest.mark.parametrize("writable", [True, False])
def test_an_empty_lake_says_how_to_fill_it(tmp_path: Path, writable: bool) -> None:
    with Lake.create(tmp_path / "empty") as empty:
        use(Context(empty, writable=writable))
        at = open_page("trajectories")
        given = [json.loads(one.proto.json) for one in at.get("bidi_component")]
        if writable:
            assert [data["large"] for data in given] == [True]
            assert "tracewalk import" in given[0]["command"]
        else:
            assert given == []
            assert "tracewalk import" in html(at)
            assert "--allow-write" in html(at)


def test_home_leads_to_runs_where_there_is_no_trace(lake: Lake) -> None:
    at = open_page()
    assert {m.label: m.value for m in at.metric} == {"Agents' runs": "12", "Turns": "48", "Solved": "62 % of 8"}
    assert len(at.get("plotly_chart")) == 2
    assert "This lake is empty" not in html(at)


def test_names_are_no_markdown_on_home(lake: Lake) -> None:
    with lake.writer() as writer:
        writer.add_trajectory(Trajectory("a" * 32, "[x](http://evil) :red[y] $z$", "m", agent="<b>a</b>"), [], [])
    at = open_page()
    assert "&lt;b&gt;a&lt;/b&gt;" in html(at)
    labels = [link.proto.label for link in at.get("page_link")]
    assert any(label.startswith("\\[x\\]\\(http\\://evil\\)") for label in labels)
