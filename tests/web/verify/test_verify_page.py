"""The page Verify as Streamlit runs it: what it shows for a link, a filter, an empty lake, a wrong name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from tests.web.test_pages import html, open_page
from tests.web.verify.conftest import EVIL

from tracewalk.lake import Lake
from tracewalk.links import Verify
from tracewalk.web.context import Context, use

MINE = Verify("mine", "gpt", "m", "return")


def elements(at: AppTest) -> dict[str, dict[str, Any]]:
    """What the elements of the page are handed, by their kind."""
    given = [json.loads(element.proto.json) for element in at.get("bidi_component")]
    return {data.get("kind", "loop"): data for data in given}


def open_verify(asked: Verify) -> AppTest:
    return open_page("verify", asked.query())


def test_tables_figures_and_problems(lake: Lake) -> None:
    at = open_verify(MINE)
    shown = elements(at)
    assert shown.keys() == {"loop", "table", "list"}
    (checks,) = [table for table in shown["table"]["tables"] if table["what"] == "checks"]
    wrong = next(cell for cell in checks["cells"] if (cell["word"], cell["truth"]) == ("accepted", "wrong"))
    assert (wrong["n"], "show=wrong_accepts" in wrong["link"]) == (1, True)
    assert [row["task_id"] for row in shown["list"]["rows"]] == ["t1", "t2", "t10"]
    assert len(at.get("plotly_chart")) == 2
    assert "6 checks" in html(at)
    assert [box.label for box in at.selectbox] == [
        "Problem set", "Predicted by", "How", "Written by", "Which problems",
    ]  # fmt: skip


def test_a_choice_is_in_the_link_and_shown(lake: Lake) -> None:
    at = open_verify(MINE)
    at.selectbox(key="verify_pick_by").select("full").run()
    assert at.query_params["by"] == "full"
    assert [row["task_id"] for row in elements(at)["list"]["rows"]] == ["t1"]
    at.selectbox(key="verify_pick_problems").select("evil").run()
    assert at.query_params["problems"] == "evil"
    assert [row["task_id"] for row in elements(at)["list"]["rows"]] == [EVIL]
    assert "<img" not in html(at)


def test_filters_are_in_the_link_and_narrow_the_list(lake: Lake) -> None:
    at = open_verify(MINE)
    at.selectbox(key="verify_show").select("unsolved").run()
    assert at.query_params["show"] == "unsolved"
    assert [row["task_id"] for row in elements(at)["list"]["rows"]] == ["t10"]
    at.text_input(key="verify_text").set_value("nothing").run()
    assert "No problem matches" in html(at)
    at.button(key="clear").click().run()
    assert len(elements(at)["list"]["rows"]) == 3


def test_one_problem(lake: Lake) -> None:
    at = open_verify(Verify("mine", "gpt", "m", "return", task="t2", candidate=1))
    shown = elements(at)
    assert shown.keys() == {"problem"}
    data = shown["problem"]
    assert (data["row"]["number"], data["before"]["task"], data["behind"]["task"]) == (2, "t1", "t10")
    assert (data["candidate"], len(data["problem"]["candidates"])) == (1, 2)
    assert "task=" not in data["up"]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"problems": EVIL}, "This lake has no such checks"),
        ({"problems": "mine", "author": "gpt", "by": "return", "task": EVIL}, "This problem is not here"),
        ({"by": EVIL}, "This link does not open"),
        ({"v": "9"}, "reads v=1"),
    ],
)
def test_a_link_that_does_not_open_says_why(lake: Lake, asked: dict[str, str], says: str) -> None:
    at = open_page("verify", asked)
    assert says in html(at)
    assert "<img" not in html(at)


def test_an_empty_lake_says_how_to_begin_and_a_server_that_may_not_why(tmp_path) -> None:
    with Lake.create(tmp_path / "empty") as empty:
        use(Context(empty))
        data = elements(open_page("verify"))["loop"]
        assert (data["large"], "tracewalk verify --endpoint tiny" in data["command"]) == (True, True)
        use(Context(empty, writable=False))
        data = elements(open_page("verify"))["loop"]
        assert (data["allowed"], "with --allow-write" in data["why"]) == (False, True)
    with Lake.open(tmp_path / "empty") as reading:
        use(Context(reading))
        assert "this lake can only be read here" in elements(open_page("verify"))["loop"]["why"]
