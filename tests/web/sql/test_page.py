"""The SQL page as the server makes it: what its elements are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import tracewalk.web
from tracewalk.lake import Lake
from tracewalk.links import Sql
from tracewalk.web.context import Context, current, use

APP = Path(tracewalk.web.__file__).parent / "app.py"


def shown(focus: Sql) -> tuple[AppTest, dict[str, dict[str, Any]]]:
    """The page, and the data of its elements by what they are."""
    page = AppTest.from_file(str(APP), default_timeout=30).run()
    page.query_params.update(focus.query())
    page.switch_page("views/sql.py").run()
    run = page.session_state.sql_desk.run
    if run is not None:
        # A browser would be told again; the first query of a worker takes longer than a blink.
        assert run.settled(within=30)
        page.run()
    assert not page.exception
    kinds = {"named": "editor", "queries": "shelf", "cells": "result"}
    data = [json.loads(element.proto.json) for element in page.get("bidi_component")]
    return page, {kind: one for one in data for mark, kind in kinds.items() if mark in one}


def test_a_typed_query_has_its_rows_and_files(lake: Lake) -> None:
    _, elements = shown(Sql(q="SELECT 42 AS answer"))
    assert elements["result"]["cells"] == [[42]]
    assert elements["editor"]["told"]["facts"][:2] == ["1 row", "1 column"]
    assert [file["url"][:8] for file in elements["editor"]["told"]["files"]] == ["api/sql?"] * 3
    assert elements["editor"]["fault"] is None
    assert elements["shelf"]["past"][0]["said"].startswith("1 row, ")


def test_a_chart_of_a_part_of_the_rows_says_so(lake: Lake) -> None:
    page, elements = shown(Sql(q="SELECT range AS n FROM range(2000)"))
    assert elements["editor"]["told"]["truncated"] == "truncated at 1,000"
    assert [c.value for c in page.caption if c.value.startswith("Drawn of the first 1,000 rows only.")]
    page, _ = shown(Sql(q="SELECT range AS n FROM range(1000)"))
    assert not [c.value for c in page.caption if c.value.startswith("Drawn of")]


def test_a_fault_has_its_place(lake: Lake) -> None:
    _, elements = shown(Sql(q="SELECT nope FROM steps"))
    assert elements["editor"]["fault"]["position"] == 7
    assert "result" not in elements
    assert elements["shelf"]["past"][0]["bad"]


def test_a_query_that_needs_a_value_waits_for_it(lake: Lake) -> None:
    _, elements = shown(Sql("values/state"))
    assert [(field["name"], field["required"]) for field in elements["editor"]["fields"]] == [
        ("trace", True),
        ("step", False),
    ]
    assert elements["editor"]["fault"] is None
    assert elements["editor"]["told"] is None


def test_a_wrong_value_is_told_by_its_parameter(lake: Lake) -> None:
    _, elements = shown(Sql("traces/functions", given=(("limit", "many"),)))
    assert "$limit takes a BIGINT, not 'many'" in elements["editor"]["fault"]["message"]


def test_where_typed_sql_cannot_be_shut_off_the_library_still_runs(lake: Lake) -> None:
    current().cage.refusal = "This kernel has no Landlock."
    page, elements = shown(Sql("traces/datasets"))
    assert elements["result"]["n_rows"] > 0
    assert any("no Landlock" in block.proto.body for block in page.get("html"))
    assert elements["editor"]["refusal"] == "This kernel has no Landlock."
    _, elements = shown(Sql(q="SELECT 1"))
    assert elements["editor"]["fault"] == {"message": "This kernel has no Landlock.", "position": None}
    assert "result" not in elements


def test_every_name_of_the_schema_can_be_completed(lake: Lake) -> None:
    _, elements = shown(Sql())
    words = {(word["kind"], word["text"]) for word in elements["editor"]["words"]}
    for table in elements["shelf"]["tables"]:
        assert ("table", table["name"]) in words
        assert {("column", column["name"]) for column in table["columns"]} <= words
        assert all(column["about"] for column in table["columns"])
    assert {("macro", macro["name"]) for macro in elements["shelf"]["macros"]} <= words
    assert "list_contains" in elements["editor"]["functions"]


@pytest.mark.parametrize("q", ["FROM traces", "SELECT * FROM steps", "SUMMARIZE traces", "FROM predicted_steps"])
def test_all_types_of_the_lake_are_shown(lake: Lake, q: str) -> None:
    _, elements = shown(Sql(q=q))
    result = elements["result"]
    assert len(result["cells"]) == len(result["columns"])
    assert {len(cells) for cells in result["cells"]} == {result["n_rows"]}


def test_an_empty_lake_answers(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "empty") as empty:
        use(Context(empty))
        _, elements = shown(Sql(q="SELECT count(*) AS n FROM steps"))
        assert elements["result"]["cells"] == [[0]]
        _, elements = shown(Sql("traces/functions"))
        assert elements["result"]["n_rows"] == 0
