"""The page as Streamlit runs it: for its lake, for links, and for lakes in which there is little to count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from tests.web.accuracy.conftest import select
from tests.web.accuracy.made import OK, ROOT, add_traces, prediction
from tests.web.test_pages import html, open_page

from tracewalk.lake import Lake
from tracewalk.links import Accuracy
from tracewalk.tiny import measured
from tracewalk.web import search
from tracewalk.web.accuracy.look import SIGNS
from tracewalk.web.context import Context, use


def opened(focus: Accuracy = Accuracy(), **query: str) -> AppTest:  # noqa: B008  # frozen
    """The page, when its steps are counted."""
    return counted(open_page("accuracy", focus.query() | query))


def counted(at: AppTest) -> AppTest:
    """The page again until nothing is being counted: a lake is not closed while it is read."""
    while len(at.get("progress")):
        at.run()
    return at


def table(at: AppTest, number: int) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = at.dataframe[number].value.to_dict("records")
    return rows


def said(at: AppTest) -> str:
    return "\n".join(caption.value for caption in at.caption) + html(at)


def test_it_counts_compares_and_draws(lake: Lake) -> None:
    at = opened()
    counts = table(at, 0)
    assert [row["Predictions of"] for row in counts] == ["● m · full", "■ m · step", "◆ z · full"]
    assert [row["Predictions"] for row in counts] == ["6", "2", "1"]
    assert [row["Scored"] for row in counts] == ["4", "2", "0"]
    assert [row["Programs"] for row in counts] == ["3", "2", "0"]
    assert counts[0]["Wholly right, %"].startswith("25.0 (")
    assert counts[2]["Wholly right, %"] == "-"
    assert counts[0]["Left out: trace has cut values"] == "1"
    assert counts[0]["Left out: superseded by a later attempt"] == "1"
    assert counts[2]["Left out: does not fit the context"] == "1"
    assert "3 predictions left out" in said(at)
    assert "3 programs only" in said(at)
    assert "means over predictions" in said(at)
    published = {row["Rate, %"]: row["CWM, by KTH"] for row in table(at, 1)}
    assert published["output pass@1"] == "87.25"
    assert len(at.get("plotly_chart")) == 5 + 1 + 6


def test_a_legend_has_only_what_its_figure_has(lake: Lake) -> None:
    figures = [json.loads(chart.proto.spec)["layout"]["title"] for chart in opened().get("plotly_chart")]
    legends = {figure["text"]: "".join(c for c in figure["subtitle"]["text"] if c in SIGNS) for figure in figures}
    assert legends["How they ended"] == "●■"  # of the third nothing is scored
    assert legends["Steps right, on the same traces"] == "●■"


def test_home_lists_what_was_predicted(lake: Lake) -> None:
    at = open_page()
    assert "Code world models are language models that predict what a program does" in html(at)
    links = [link.proto for link in at.get("page_link")]
    said = {link.label.split(" :gray")[0]: link for link in links if "accuracy" in link.page}
    assert list(said)[:3] == [r"m · full", "m · step", "z · full"]
    assert "6, 25 % wholly right" in said["m · full"].label
    assert "none is scored" in said["z · full"].label


def test_a_link_chooses_and_filters_choose_again(lake: Lake) -> None:
    keys = select(lake).keys
    at = opened(Accuracy(cohorts=f"{keys[1]},{keys[0]}"))
    assert [row["Predictions of"] for row in table(at, 0)] == ["● m · full", "■ m · step"]
    at = counted(at.selectbox(key="accuracy_mode").select("step").run())
    assert at.query_params["mode"] == "step"
    assert "cohorts" not in at.query_params
    assert [row["Predictions"] for row in table(at, 0)] == ["2"]
    at = counted(at.multiselect(key="accuracy_compared").unselect(keys[1]).run())
    assert [row["Predictions"] for row in table(at, 0)] == ["2"]


def test_a_link_to_what_is_not_here_says_so(lake: Lake) -> None:
    at = opened(Accuracy(cohorts="00000000"))
    assert "not in this lake" in at.warning[0].value
    assert len(table(at, 0)) == 3


def test_root_errors_alone_can_be_counted(lake: Lake) -> None:
    at = opened(Accuracy(errors="root"))
    assert at.query_params["errors"] == "root"
    at.get("segmented_control")
    assert not at.exception


@pytest.fixture
def busy() -> Iterator[Event]:
    """Until it is set nothing is counted: all threads that count are taken."""
    free = Event()
    for _ in range(search._POOL._max_workers):
        search._POOL.submit(free.wait, 60)
    yield free
    free.set()


def test_counting_can_be_cancelled_and_begun_again(lake: Lake, busy: Event) -> None:
    at = open_page("accuracy")
    assert len(at.get("plotly_chart")) == 2  # the first figures come first
    at.run()
    assert len(at.get("progress")) == 2
    assert len(at.get("plotly_chart")) == 6
    at.button(key="cancel_steps").click().run()
    assert "The search was cancelled" in html(at)
    busy.set()
    at = counted(at.button(key="again_steps").click().run())
    assert len(at.get("plotly_chart")) == 12


def test_what_takes_too_long_is_given_up(lake: Lake, busy: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEWALK_ACCURACY_SECONDS", "0.01")
    use(Context(lake))
    at = open_page("accuracy").run()
    assert "took longer than 0.01 s (TRACEWALK_ACCURACY_SECONDS)" in html(at)
    assert not at.get("progress")


def test_the_examples_of_a_link_open(lake: Lake) -> None:
    key = select(lake).keys[0]
    at = opened(Accuracy(cell=f"first~{key}~state"))
    listed = at.dataframe[-1].value
    assert list(listed["trace"]) == ["a", "d"] or list(listed["trace"]) == ["d", "a"]
    assert "2 predictions" in said(at)
    assert set(listed["right"]) == {"first 0 of 4", "first 2 of 4"}


def test_examples_of_single_steps_say_how_many_are_right(lake: Lake) -> None:
    key = select(lake).keys[1]
    at = opened(Accuracy(cell=f"ended~{key}~finished"))
    assert set(at.dataframe[-1].value["right"]) == {"all", "2 of 3"}  # right, wrong, right


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"cell": "nothing~00000000~x"}, "no figure"),
        ({"cell": "first~00000000~x"}, "not among those compared"),
        ({"mode": "slow"}, "none of: full"),
        ({"cohorts": "<img src=x onerror=alert(1)>"}, "no list of keys"),
        ({"v": "7"}, "reads v=1"),
    ],
)
def test_a_link_that_does_not_open_says_why(lake: Lake, query: dict[str, str], says: str) -> None:
    at = opened(**query)
    assert says in html(at)
    assert "<img" not in html(at)


def test_no_match_can_be_cleared(lake: Lake) -> None:
    at = opened(Accuracy(model="nobody"))
    assert "No prediction matches" in html(at)
    at.button(key="clear").click().run()
    assert len(table(counted(at), 0)) == 3


def test_a_lake_without_predictions_says_how_to_make_some(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "empty") as empty:
        use(Context(empty))
        assert "tracewalk predict --lake" in html(open_page("accuracy"))


def only(tmp_path: Path, *said: object) -> AppTest:
    """A lake with these predictions of one trace."""
    with Lake.create(tmp_path / "only") as lake:
        add_traces(lake, {"a": (0, 4)})
        with lake.writer() as writer:
            for number, each in enumerate(said):
                writer.add_prediction(*prediction("a", **{"model": f"m{number}"} | each))  # type: ignore[dict-item]
        use(Context(lake))
        return opened()


def test_one_program_has_no_intervals_and_says_why(tmp_path: Path) -> None:
    at = only(tmp_path, {"said": [OK, OK, ROOT, OK]})
    assert "of one program, so there is no interval" in said(at)
    assert table(at, 0)[0]["Steps right, %"] == "75.0"


def test_nothing_scored_shows_the_counts_and_no_more(tmp_path: Path) -> None:
    unrated = {"step_accuracy": None, "output_correct": None}
    at = only(tmp_path, {"said": [], "ended": "unsupported"} | unrated, {"said": [], "ended": "cancelled"} | unrated)
    assert [row["Scored"] for row in table(at, 0)] == ["0", "0"]
    assert {row["● m0"] for row in table(at, 1)} == {"-"}
    assert "there is none" in said(at)


def test_bare_answers_have_an_output_and_no_steps(tmp_path: Path) -> None:
    at = only(tmp_path, {"said": [], "protocol": "answers", "step_accuracy": None, "output_correct": True})
    assert next(row for row in table(at, 1) if row["Rate, %"] == "output pass@1")["● m0 · full"] == "100.0"
    assert any("bare answers have no steps" in info.value for info in at.info)


def test_columns_that_are_null_everywhere_are_no_fault(tmp_path: Path) -> None:
    nothing = dict.fromkeys(
        [
            "return_correct",
            "output_correct",
            "state_em",
            "kth_state_em",
            "key_match",
            "first_bad_type",
            "tokens",
            "error",
        ]
    )
    at = only(tmp_path, {"said": [ROOT, OK]} | nothing)
    assert table(at, 0)[0]["Return right, %"] == "-"


def test_long_and_hostile_names_are_shown_as_they_are(tmp_path: Path) -> None:
    at = only(
        tmp_path,
        {"said": [OK], "model": "<img src=x onerror=alert(1)>" * 9},
        {"said": [ROOT], "model": "a/very/long/name" * 30, "first_bad_type": "<b>*`$", "first_bad_name": "<script>"},
    )
    assert "<img" not in html(at)
    for row in table(at, 0):
        assert len(row["Predictions of"]) < 60
    figures = [chart.proto.spec for chart in at.get("plotly_chart")]
    assert not any("<img" in figure or "<script" in figure for figure in figures)


def test_the_embedded_model_is_told_for_what_it_is_by_its_file_not_its_name(tmp_path: Path) -> None:
    at = only(tmp_path, {"said": [OK, ROOT], "model": "mine", "fingerprint": measured()["fingerprint"]})
    assert "small demo model" in at.info[0].value
    assert "*held-out, strict* of its card, 300 generated programs" in at.info[0].value
    assert "of 3,381 steps" in at.info[0].value
    assert "trivial baseline" in at.info[0].value
    st.cache_data.clear()
    st.cache_resource.clear()
    at = only(tmp_path / "other", {"said": [OK, ROOT], "model": "tiny-cwm"})
    assert not at.info
