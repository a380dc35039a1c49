"""The SQL page in a browser: typed and named queries, their links, charts, errors, and the way to a trace."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import serving

from tracewalk.lake import Lake

pytestmark = pytest.mark.e2e

BY_FUNC = "SELECT func, count(*) AS n\nFROM steps\nGROUP BY func\nORDER BY n DESC, func"
ENDLESS = "SELECT count(*) FROM range(100000) a, range(10000000) b WHERE hash(a.range + b.range) % 7 = 3"
RAISED = "SELECT trace_id, step, func FROM steps WHERE event = 'exception' ORDER BY trace_id, step"


def open_sql(page: Page, server: str, **query: str) -> None:
    page.goto(f"{server}/sql?" + urlencode({"v": "1"} | query))
    page.locator(".tw.editor[data-ready]").wait_for()
    page.locator(".tw.shelf[data-ready]").wait_for()


def editor(page: Page):
    return page.get_by_role("textbox", name="SQL")


def write(page: Page, text: str) -> None:
    editor(page).fill(text)
    page.keyboard.press("Escape")


def run(page: Page, text: str) -> None:
    write(page, text)
    page.keyboard.press("Control+Enter")


def facts(page: Page):
    return page.locator(".tw.editor .facts")


def rows(page: Page) -> list[list[str]]:
    """The cells of the rows that are drawn."""
    page.locator(".tw.result[data-ready]").wait_for()
    lines = page.locator(".tw.result .rows .row")
    return [line.locator(".cell:not(.no)").all_inner_texts() for line in lines.all()]


def query_of(page: Page) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


def test_a_typed_query_its_chart_and_its_link(page: Page, browser: Browser, server: str, sample_lake: Path) -> None:
    open_sql(page, server)
    run(page, BY_FUNC)
    page.wait_for_url(re.compile("q="))
    expect(facts(page)).to_contain_text("rows")
    with Lake.open(sample_lake) as lake:
        truth = lake.cursor().sql(BY_FUNC).fetchall()
    expect(facts(page)).to_contain_text(f"{len(truth)} rows")
    found = rows(page)
    assert found == [[func, str(n)] for func, n in truth[: len(found)]]
    expect(
        page.locator(".tw.result .head .type").all_inner_texts() and page.locator(".tw.result .head .type")
    ).to_have_text(["VARCHAR", "BIGINT"])

    page.locator(".st-key-sql_kind").get_by_role("combobox").click()
    page.get_by_role("option", name="histogram").click()
    page.wait_for_url(re.compile("chart=histogram"))
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")  # or its list closes
    page.locator(".st-key-sql_x").get_by_role("combobox").click()
    page.get_by_role("option", name=re.compile(r"\bn$")).click()
    page.wait_for_url(re.compile("x=n"))
    bars = page.locator(".js-plotly-plot .bars path, .js-plotly-plot .point path")
    expect(bars.first).to_be_visible()

    elsewhere = browser.new_context()
    try:
        there = elsewhere.new_page()
        there.goto(page.url)
        expect(editor(there)).to_have_value(BY_FUNC)
        assert rows(there)[:20] == found[:20]
        expect(there.locator(".js-plotly-plot .bars path, .js-plotly-plot .point path")).to_have_count(bars.count())
        assert query_of(there) == query_of(page)
    finally:
        elsewhere.close()


def test_a_named_query_with_parameters_becomes_typed_text_when_edited(page: Page, server: str) -> None:
    open_sql(page, server)
    page.get_by_placeholder("Search titles").fill("state at a")
    page.locator(".tw.shelf a.query", has_text="The state at a step").click()
    page.wait_for_url(re.compile("name=values%2Fstate"))
    expect(page.get_by_role("heading", name="The state at a step")).to_be_visible()
    expect(page.get_by_label("$trace")).to_be_visible()
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".tw.editor .bar .note")).to_have_text("$trace needs a value")
    trace = httpx.get(f"{server}/api/traces?text=night_shift", timeout=30).json()["traces"][0]["trace_id"]
    page.get_by_label("$trace").fill(trace)
    page.get_by_label("$step").fill("37")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("p.step=37"))
    assert query_of(page)["p.trace"] == trace
    state = httpx.get(f"{server}/api/traces/{trace}/state?step=37", timeout=30).json()["frames"]
    truth = [[v["name"], v["value"]] for frame in state for v in frame["variables"]]
    expect(facts(page)).to_contain_text(f"{len(truth)} rows")
    found = rows(page)
    at = page.locator(".tw.result .head b").all_inner_texts().index("name")
    assert sorted(row[at : at + 2] for row in found) == sorted(truth)

    text = editor(page).input_value()
    run(page, text.replace("FROM state_at", "-- mine\nFROM state_at"))
    page.wait_for_url(re.compile("q="))
    assert "name" not in query_of(page)
    assert query_of(page)["p.step"] == "37"
    expect(facts(page)).to_contain_text(f"{len(truth)} rows")
    page.go_back()
    expect(editor(page)).to_have_value(text)
    expect(page.get_by_role("heading", name="The state at a step")).to_be_visible()


def test_what_was_run_before_an_edit_is_told_as_such(page: Page, context: BrowserContext, server: str) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_sql(page, server, name="traces/functions", **{"p.limit": "3"})
    expect(facts(page)).to_contain_text("3 rows")
    shown, edit = page.locator(".st-key-sql_beside, .st-key-sql_above"), page.locator(".tw.editor .bar .edit")
    title, link = page.get_by_role("heading", level=1), page.locator(".tw.editor .ways button").first
    named, text = title.inner_text(), editor(page).input_value()

    def expect_old(old: bool, *, retyped: bool = False) -> None:
        expect(edit).to_have_text("edited since it was run" if old else "")
        expect(link).to_have_text("Copy link to the last run" if old else "Copy link")
        expect(shown).to_have_css("opacity", "0.45" if old else "1")
        expect(title).to_have_accessible_name(f"{named} (edited)" if retyped else named)

    expect_old(False)
    page.get_by_label("$limit").fill("4")
    expect_old(True)
    page.get_by_label("$limit").fill("3")
    expect_old(False)
    write(page, "SELECT 1 > $min::BIGINT")
    expect_old(True, retyped=True)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".tw.editor .bar .note")).to_have_text("$min needs a value")
    expect_old(True, retyped=True)
    link.click()
    expect(link).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    expect_old(True, retyped=True)
    run(page, text)
    page.wait_for_url(re.compile("name=traces%2Ffunctions"))
    expect_old(False)


def test_a_value_is_shown_whole_with_its_row_in_sight(page: Page, server: str) -> None:
    open_sql(page, server, q="SELECT range AS n, repeat('line' || chr(10), 200) AS t, n AS m FROM range(200)")
    rows(page)
    for row in (0, 9, 3):
        page.locator(f'.tw.result .rows [data-row="{row}"] [data-column="1"]').click()
        expect(page.locator(".tw.result .whole-cell .title")).to_have_text(f"t, row {row + 1}")
        expect(page.locator(".tw.result .whole-cell pre")).to_be_in_viewport(ratio=1)
        expect(page.locator(".tw.result .marked")).to_be_in_viewport(ratio=1)


def test_an_error_is_marked_where_it_is(page: Page, server: str) -> None:
    open_sql(page, server)
    run(page, "SELECT func,\n  '🐍' AS snake, nope\nFROM steps")
    error = page.locator(".tw.editor .error")
    expect(error).to_contain_text("line 2, column 17")
    expect(error).to_contain_text("nope")
    expect(page.locator(".tw.editor .layer .fault")).to_have_text("nope")
    editor(page).press_sequentially(" ")
    expect(page.locator(".tw.editor .layer .fault")).to_have_count(0)
    run(page, "SELECT * FROM '/etc/passwd'")
    expect(error).to_be_visible()
    expect(page.locator(".tw.result")).to_have_count(0)


def test_a_long_query_is_cancelled_and_another_runs(page: Page, server: str) -> None:
    open_sql(page, server)
    run(page, ENDLESS)
    expect(page.locator(".tw.editor .clock")).to_have_text(re.compile(r"running for [1-9]"))
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".tw.editor .clock")).to_have_text(re.compile(r"^Cancelled after [1-9][\d,]*\.\d s$"))
    expect(page.locator(".tw.editor .error")).to_be_hidden()
    run(page, "SELECT 42 AS answer")
    expect(page.locator(".tw.result .cell.number", has_text="42")).to_be_visible()
    page.get_by_role("tab", name="History").click()
    past = page.locator(".tw.shelf a.past")
    expect(past).to_have_count(2)
    expect(past.nth(1)).to_contain_text("Cancelled after")
    past.nth(0).click()
    expect(editor(page)).to_have_value("SELECT 42 AS answer")


def test_ids_open_the_trace_the_step_and_the_prediction(page: Page, server: str) -> None:
    open_sql(page, server, q=RAISED)
    first = rows(page)[0]
    page.locator(".tw.result .rows a").nth(1).click()
    page.wait_for_url(re.compile(rf"/trace\?v=1&trace={first[0]}&step={first[1]}$"))
    page.locator(".tw[data-ready]").first.wait_for()
    page.go_back()
    assert rows(page)[0] == first
    run(page, "SELECT prediction_id, first_bad_step FROM predictions WHERE first_bad_step > 2")
    page.wait_for_url(re.compile("first_bad_step"))
    expect(page.locator(".tw.result .head")).to_contain_text("prediction_id")
    prediction, step = rows(page)[0]
    page.locator(".tw.result .rows a").nth(1).click()
    page.wait_for_url(re.compile(rf"/compare\?.*prediction={prediction}"))
    assert query_of(page)["step"] == step


def test_files_have_the_whole_result(page: Page, server: str, tmp_path: Path) -> None:
    open_sql(page, server, q="SELECT range AS n, 'x' || range AS t FROM range($many::BIGINT)", **{"p.many": "2500"})
    expect(facts(page)).to_contain_text("truncated at 1,000")
    for name in ("CSV", "Parquet", "Arrow"):
        with page.expect_download() as started:
            page.get_by_role("link", name=name).click()
        target = tmp_path / started.value.suggested_filename
        started.value.save_as(target)
        if name == "CSV":
            assert len(target.read_text().splitlines()) == 2501
        else:
            read = pq.read_table if name == "Parquet" else lambda path: pa.ipc.open_stream(path.read_bytes()).read_all()
            assert read(target)["n"].to_pylist() == list(range(2500))


def test_odd_values_are_shown_as_they_are(page: Page, server: str) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    open_sql(
        page,
        server,
        q=f"SELECT NULL AS a, 1 AS a, '' AS e, '{hostile}' AS \"<b>x</b>\", repeat('ab', 5000) AS long, "
        "{'k': [1, NULL]} AS nested, 9007199254740993 AS big, 'nan'::DOUBLE AS nan",
    )
    assert rows(page) == [["NULL", "1", "''", hostile, "ab" * 120 + "…", '{"k": [1, null]}', "9007199254740993", "NaN"]]
    expect(page.locator(".tw.result .head b")).to_have_text(
        ["a", "a_1", "e", "<b>x</b>", "long", "nested", "big", "nan"]
    )
    page.locator(".tw.result .rows .cell", has_text="abab").click()
    expect(page.locator(".tw.result .whole-cell pre")).to_have_text("ab" * 5000)
    page.locator(".tw.result .rows .cell.nested").click()
    expect(page.locator(".tw.result .whole-cell pre")).to_have_text(re.compile(r'\{\s+"k": \[\s+1,\s+null\s+\]\s+\}'))
    run(page, "SELECT func FROM steps WHERE false")
    expect(page.locator(".tw.result .nothing")).to_be_visible()
    expect(page.locator(".tw.result .head")).to_contain_text("func")


def test_other_pages_lead_here(page: Page, server: str) -> None:
    trace = httpx.get(f"{server}/api/traces?text=night_shift", timeout=30).json()["traces"][0]["trace_id"]
    page.goto(f"{server}/trace?v=1&trace={trace}&step=37")
    page.locator(".tw[data-ready]").wait_for()
    page.keyboard.press("s")
    page.locator(".share a.open").click()
    page.wait_for_url(re.compile(r"/sql\?.*p\.step=37"))
    expect(page.locator(".tw.result .rows a", has_text=trace).first).to_be_visible()
    page.goto(f"{server}/traces?v=1&dataset=held_out&max_steps=20")
    total = httpx.get(f"{server}/api/traces?dataset=held_out&max_steps=20", timeout=30).json()["total"]
    page.get_by_role("link", name="As SQL").click()
    expect(facts(page)).to_contain_text(f"{total} rows")
    page.goto(f"{server}/accuracy?v=1&mode=full")
    page.get_by_role("link", name="These predictions as SQL").click()
    expect(facts(page)).to_contain_text("rows")
    assert query_of(page)["p.mode"] == "full"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, sample_lake: Path) -> Iterator[str]:
    """The URL of a server that shows queries of its operator's."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "queries").mkdir()
    (folder / "queries" / "shortest.sql").write_text(
        "-- My <b>shortest</b> traces\n-- Which are short?\n-- $most BIGINT = 12: steps\n-- chart: histogram(n_steps)\n"
        "SELECT trace_id, n_steps FROM traces WHERE n_steps <= $most::BIGINT ORDER BY n_steps\n"
    )
    (folder / "queries" / "broken.sql").write_text("-- Broken\n-- $x BIGINT = 1: never used\nSELECT 1\n")
    lake = shutil.copytree(sample_lake, folder / "lake")
    log = folder / "log.txt"
    with serving(lake, "--queries", str(folder / "queries"), log=log) as url:
        assert "yours/broken" in log.read_text()
        yield url


def test_an_operators_own_queries_stand_beside_ours(page: Page, context: BrowserContext, own: str) -> None:
    open_sql(page, own)
    page.get_by_placeholder("Search titles").fill("<b>shortest")
    page.locator(".tw.shelf a.query", has_text="My <b>shortest</b> traces").click()
    page.wait_for_url(re.compile("name=yours%2Fshortest"))
    assert all(int(row[1]) <= 12 for row in rows(page))
    page.get_by_placeholder("Search titles").fill("")
    expect(page.locator(".tw.shelf p.fault")).to_contain_text("yours/broken")
    open_sql(page, own, name="yours/shortst")
    expect(page.get_by_role("alert")).to_contain_text("yours/shortest")
