"""What the pages give for other doors runs there as it is, and says what the page says."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

import tracewalk
from tracewalk.lake import Lake
from tracewalk.links import Accuracy, Browse, Sql, read_sql
from tracewalk.sql import bind, find
from tracewalk.web import browse
from tracewalk.web.accuracy import selection
from tracewalk.web.accuracy.cohorts import chosen_of
from tracewalk.web.context import current
from tracewalk.web.share import as_python, as_sql, behind, listed, moment, query_as_python, said


def rows(focus: Sql) -> list[dict[str, object]]:
    query = find(focus.name)
    found = current().cage.ask(query, bind(query, dict(focus.given)), rows=None)
    return found.table().to_pylist()


def opened(url: str) -> Sql:
    return read_sql(dict(parse_qsl(urlsplit(url).query)))


@pytest.mark.parametrize("step", [0, 37, 120])
def test_the_sql_and_its_page_give_the_locals_on_the_stack(lake: Lake, ids: dict[str, str], step: int) -> None:
    trace_id = ids["night_shift.main"]
    truth = [(f.depth, v.name, v.value) for f in lake.state(trace_id, step) for v in f.variables]
    copied = lake.cursor().sql(as_sql(trace_id).replace("{step}", str(step))).to_arrow_table().to_pylist()
    page = rows(opened(moment(trace_id).replace("{step}", str(step))))
    for found in (copied, page):
        assert sorted((row["depth"], row["name"], row["value"]) for row in found) == sorted(truth)


def test_the_sql_of_a_prediction_gives_what_it_says_there(lake: Lake) -> None:
    wrong = lake.cursor().sql("FROM predictions WHERE first_bad_verdict = 'state'").to_arrow_table().to_pylist()[0]
    given = {"{prediction}": wrong["prediction_id"], "{step}": str(wrong["first_bad_step"])}
    texts = said(lake.path)
    for mark, text in given.items():
        texts = {name: value.replace(mark, text) for name, value in texts.items()}
    (copied,) = lake.cursor().sql(texts["sql"]).to_arrow_table().to_pylist()
    (page,) = rows(opened(texts["page"]))
    assert copied["verdict"] == page["verdict"] == "state"
    assert page["step"] == wrong["first_bad_step"]


def test_the_list_of_traces_is_the_pages(lake: Lake) -> None:
    some = Browse(dataset="held_out", error="state", max_steps=60, sort="longest")
    for filters in (Browse(), some, Browse(text="heapq", sort="name"), Browse(exception="KeyError", sort="deepest")):
        programs = browse.programs_with(lake.cursor(), filters.text) if filters.text else None
        page = browse.page(current().index, filters, 1000, programs)
        assert [row["trace_id"] for row in rows(listed(filters))] == [row["trace_id"] for row in page.rows]
        assert page.rows


def test_the_predictions_behind_accuracy_are_those_counted(lake: Lake) -> None:
    filters = Accuracy(dataset="held_out", start="beginning")
    found = selection.cohorts(lake.cursor(), filters)
    for keys in (tuple(cohort.key for cohort in found), (found[-1].key,)):
        counted = selection.choose(lake.cursor(), filters, chosen_of(found, keys)).table["prediction_id"].to_pylist()
        assert sorted(row["prediction_id"] for row in rows(behind(filters, keys))) == sorted(counted)


def test_the_python_gives_the_same(lake: Lake, ids: dict[str, str]) -> None:
    trace_id = ids["night_shift.main"]
    text = as_python(lake.path, trace_id).replace("{step}", "37")
    assert "schedule" in repr(eval(_last(text)))
    assert "wrong" in repr(eval(_last(said(lake.path)["python"].replace("{prediction}", _a_prediction(lake)))))
    for focus in (
        Sql("traces/datasets"),
        Sql(q="SELECT 1 AS a,\n  '\"' AS b", given=()),
        Sql(q="SELECT '\\' || $x::VARCHAR AS c", given=(("x", "it's"),)),
    ):
        snippet = query_as_python(lake.path, focus)
        assert len(eval(snippet.split("rows = ")[1].split("\nrows.")[0], _opened(lake))) > 0


def _last(text: str) -> str:
    """The lines as one expression: the last one, over the lake that the others open."""
    opening = text.split("lake = ")[1].split("\n", maxsplit=1)[0]
    return text.rsplit("\n", maxsplit=1)[-1].replace("lake.", f"{opening}.", 1)


def _opened(lake: Lake) -> dict[str, object]:
    return {"lake": tracewalk.open(str(lake.path))}


def _a_prediction(lake: Lake) -> str:
    return lake.cursor().sql("SELECT prediction_id FROM predictions WHERE NOT exact").limit(1).fetchall()[0][0]
