"""The Results page without a browser, and texts of strangers on it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.web.test_pages import html, open_page

from tracewalk.benchmarks import thoughts
from tracewalk.lake import Lake
from tracewalk.links import Results, read_results
from tracewalk.web.context import Context, use
from tracewalk.web.results.marked import marked


def page(asked: Results = Results()) -> str:  # noqa: B008 - it cannot be changed
    """What it shows, as HTML."""
    at = open_page("results", asked.query())
    assert not at.exception
    return html(at)


def test_scores_tasks_and_links(lake: Lake) -> None:
    shown = page()
    assert "2 models on 1 suite, beside 4 published scores" in shown
    assert len(re.findall(r'<span class="tw-badge">published</span>', shown)) == 4
    assert re.search(r'href="trace\?v=1&amp;trace=[0-9a-f]{32}"[^>]*>trace<', shown)
    assert "<script>" not in shown
    narrowed = page(Results(suite="cruxeval-output", model="thinker"))
    assert "sample_0" in narrowed
    assert "sample_1" not in narrowed


def test_a_task_shows_what_was_thought_against_the_run(lake: Lake) -> None:
    shown = page(Results(suite="cruxeval-output", task="sample_0"))
    assert "✓ 4 right · ✗ 1 wrong · ? 1 unknown" in shown
    assert re.search(r'class="tw-said tw-right"[^>]*href="trace\?v=1&amp;trace=[0-9a-f]{32}&amp;step=\d+', shown)
    assert "&lt;b&gt;" in shown
    assert "<script>" not in page(Results(suite="cruxeval-output", task="sample_1"))


def test_what_is_not_there_is_said(lake: Lake) -> None:
    assert "This task is not here" in page(Results(suite="cruxeval-output", task="none"))
    assert "This answer is not here" in page(Results(suite="cruxeval-output", task="sample_0", answer="0" * 32))
    assert "No result matches" in page(Results(model="nobody"))


def test_an_empty_lake_says_how_to_import(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "lake") as lake:
        use(Context(lake))
        assert "tracewalk results import" in page()


def test_a_link_is_read_back() -> None:
    asked = Results("s", "m", "differs", "t", "a", "task", "0" * 32)
    assert read_results(asked.query()) == asked


def test_a_marked_text_is_the_text(lake: Lake) -> None:
    text = "total = 0\n\t<i>\x1b[2J\u202e total = 7 & x is 2"
    (trace,) = [row[0] for row in lake.cursor().sql("SELECT trace_id FROM traces").fetchall()]
    shown = marked(text, thoughts(lake, trace, text), trace)
    bare = re.sub(r"<sup>.</sup>|</?(?:a|span)\b[^>]*>", "", shown)
    assert bare == "total = 0\n\t&lt;i&gt;\\x1b[2J\\u202e total = 7 &amp; x is 2"
