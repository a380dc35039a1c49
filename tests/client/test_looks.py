"""What a notebook shows of hostile runs is text: no tag, no attribute of theirs, and nothing that cannot be printed."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import tracewalk
from tracewalk.client import Session, open_session

HOSTILE = """
def main():
    class Odd:
        def __repr__(self):
            return "</code></pre><img src=x onerror=alert(1)>\\x1b[2J\\r\\u202e"
    odd = Odd()
    return odd  # </pre><script>alert(2)</script>
"""
TAGS = {"b", "br", "code", "details", "i", "p", "pre", "small", "summary", "table", "tbody", "td", "th", "thead", "tr"}


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Session]:
    """A lake with one run that would do harm if it could."""
    from tracewalk.lake import Lake
    from tracewalk.recorder import record_file

    file = tmp_path / "<img src=y>.py"
    file.write_text(HOSTILE)
    with Lake.create(tmp_path / "lake") as lake:
        record_file(file, entry="main", lake=lake)
    with open_session(tmp_path / "lake") as session:
        yield session


def looks(session: Session) -> Iterator[tuple[str, str]]:
    """Text and HTML of all that can be shown."""
    for row in session.sql("SELECT trace_id FROM traces WHERE n_steps < 50_000 ORDER BY hash(trace_id) LIMIT 40"):
        trace = session.trace(row["trace_id"])
        for one in (trace, trace.state(trace.n_steps // 2), trace.state(trace.n_steps - 1), trace.steps()):
            yield repr(one), one._repr_html_()
    for row in session.sql("SELECT prediction_id FROM predictions ORDER BY ALL LIMIT 50"):
        one = session.prediction(row["prediction_id"])
        yield repr(one), one._repr_html_()


def harmless(text: str, html: str) -> bool:
    seen = Seen(html)
    return all(line.isprintable() for line in text.split("\n")) and seen.tags <= TAGS and seen.attributes <= {"style"}


def test_a_hostile_run_is_text(hostile: Session) -> None:
    shown = list(looks(hostile))
    assert any("onerror" in text for text, _ in shown)
    assert any("&lt;script&gt;" in html for _, html in shown)
    assert all(harmless(*one) for one in shown)


def test_so_are_the_samples(by_folder: Session) -> None:
    assert all(harmless(*one) for one in looks(by_folder))


def test_the_session_says_what_it_is(by_folder: Session, lake_folder: Path) -> None:
    assert str(lake_folder) in repr(by_folder)
    assert harmless(repr(by_folder), by_folder._repr_html_())
    assert tracewalk.open is open_session
