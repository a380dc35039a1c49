"""The pages as Streamlit runs them: what they show for a link, a filter, an empty lake, a wrong id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from tests.said import say

import tracewalk.web
from tracewalk.lake import Lake
from tracewalk.links import Browse, Focus
from tracewalk.web.context import Context, use

APP = str(Path(tracewalk.web.__file__).parent / "app.py")


def open_page(view: str = "", query: dict[str, str] | None = None) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60).run()
    if view:
        at.switch_page(f"views/{view}.py")
        for name, value in (query or {}).items():
            at.query_params[name] = value
        at.run()
    assert not at.exception
    return at


def html(at: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in at.get("html"))


def stepper(at: AppTest) -> dict:
    return json.loads(at.get("bidi_component")[0].proto.json)


def test_home_counts_what_is_there(lake: Lake) -> None:
    at = open_page()
    assert [m.label for m in at.metric][:4] == ["Traces", "Steps", "Programs", "Datasets"]
    total = lake.query("home/totals").to_pylist()[0]
    assert at.metric[0].value == f"{total['traces']:,}"
    assert at.metric[1].value == f"{total['steps']:,}"
    labels = [link.proto.label.split(" :gray")[0] for link in at.get("page_link")]
    assert labels[-4:] == [r"What if? night\_shift\.main", "Verify", "Results", "Memorised, or understood?"]
    assert len(at.get("plotly_chart")) == 6


def test_an_empty_lake_says_how_to_fill_it(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "empty") as empty:
        use(Context(empty))
        assert "tracewalk record" in html(open_page())
        assert "tracewalk record" in html(open_page("traces"))


def test_the_list_shows_all_and_filters_by_its_url(lake: Lake, ids: dict[str, str]) -> None:
    assert len(open_page("traces").dataframe[0].value) == min(len(ids), 50)
    at = open_page("traces", Browse(min_steps=50_000).query())
    assert list(at.dataframe[0].value["steps"] >= 50_000) == [True] * len(at.dataframe[0].value)
    assert at.number_input(key="filter_min_steps").value == 50_000


def test_a_filter_goes_into_the_url_and_the_first_page_is_shown(lake: Lake) -> None:
    at = open_page("traces", Browse(sort="name").query())
    at.selectbox(key="filter_outcome").select("raised").run()
    assert at.query_params["outcome"] == "raised"
    assert at.query_params["sort"] == "name"
    assert "after" not in at.query_params
    assert set(at.dataframe[0].value["outcome"]) == {"raised"}


def test_pages_of_the_list_follow_on_and_come_back(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEWALK_PAGE_ROWS", "20")
    use(Context(lake))
    at = open_page("traces", Browse(sort="name").query())
    first = list(at.dataframe[0].value["id"])
    at.button(key="page_next").click().run()
    second = list(at.dataframe[0].value["id"])
    assert not set(first) & set(second)
    at.button(key="page_back").click().run()
    assert list(at.dataframe[0].value["id"]) == first


def test_text_in_the_source_finds_its_programs(lake: Lake) -> None:
    at = open_page("traces", Browse(text="heapq").query())
    names = set(at.dataframe[0].value["name"])
    assert names
    assert len(names) < 20


def test_no_match_can_be_cleared(lake: Lake) -> None:
    at = open_page("traces", Browse(func="no such function").query())
    assert "No trace matches" in html(at)
    at.button(key="clear").click().run()
    assert len(at.dataframe) == 1


def test_a_trace_page_hands_its_focus_to_the_stepper(ids: dict[str, str]) -> None:
    trace_id = next(iter(ids.values()))
    at = open_page("trace", Focus(trace_id, 2, 0, "x").query())
    data = stepper(at)
    assert (data["trace_id"], data["step"], data["frame"], data["var"]) == (trace_id, 2, 0, "x")


def test_compare_hands_focus_and_subject_to_its_element(lake: Lake, ids: dict[str, str]) -> None:
    trace_id = ids["merge_sort.sort"]
    focus = Focus(trace_id, 2, var="items", prediction=say(lake, trace_id))
    for query in (focus.query(), {k: v for k, v in focus.query().items() if k != "trace"}):
        data = stepper(open_page("compare", query))
        assert (data["trace_id"], data["step"], data["var"]) == (trace_id, 2, "items")
        assert (data["prediction"], data["other"], data["job"]) == (focus.prediction, None, None)


def test_compare_without_a_subject_takes_the_latest_prediction(lake: Lake, ids: dict[str, str]) -> None:
    trace_id = ids["merge_sort.sort"]
    latest = say(lake, trace_id, model="the latest")
    assert stepper(open_page("compare", Focus(trace_id).query()))["prediction"] == latest


@pytest.mark.parametrize("sort", ["prediction", "other", "job"])
def test_what_is_not_there_is_left_to_the_element_which_says_so(ids: dict[str, str], sort: str) -> None:
    query = Focus(ids["merge_sort.sort"], **{sort: "0" * 32}).query()
    assert stepper(open_page("compare", query))[sort] == "0" * 32


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"trace": "0" * 32}, "no trace"),
        ({"prediction": "0" * 32}, "no prediction"),
        ({"trace": "0" * 32, "other": "x"}, "is not an id"),
        ({"trace": "0" * 32, "job": "<b>"}, "id of a job"),
        ({}, "No trace chosen"),
    ],
)
def test_a_link_to_compare_that_does_not_open_says_why(lake: Lake, query: dict[str, str], says: str) -> None:
    at = open_page("compare", query)
    assert says in html(at)
    assert not at.get("bidi_component")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"trace": "0" * 32}, "no trace"),
        ({"trace": "<img src=x onerror=alert(1)>"}, "is not an id"),
        ({"trace": "0" * 32, "step": "-5"}, "whole number"),
        ({"v": "9", "trace": "0" * 32}, "reads v=1"),
        ({}, "No trace chosen"),
    ],
)
def test_a_link_that_does_not_open_says_why(lake: Lake, query: dict[str, str], says: str) -> None:
    at = open_page("trace", query)
    assert says in html(at)
    assert "<img" not in html(at).replace("<style", "")
    assert not at.get("bidi_component")


@pytest.mark.parametrize("query", [{"sort": "random"}, {"after": "x"}, {"min_steps": "many"}, {"v": "0"}])
def test_filters_that_cannot_be_meant_are_said(lake: Lake, query: dict[str, str]) -> None:
    assert "This link does not open" in html(open_page("traces", query))
