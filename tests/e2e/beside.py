"""A server over a lake with predictions, and what the tests of Compare do again and again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect
from tests.e2e.conftest import serving
from tests.said import another_line, garbled, say, silent, twice, with_value, without

from tracewalk.lake import Lake
from tracewalk.resources import folder

MARKUP = "</td><img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Site:
    """A server over a lake with predictions, and their ids."""

    url: str
    trace: str
    other: str
    said: dict[str, str]

    def link(self, prediction: str | None = None, **focus: object) -> str:
        query = f"&prediction={self.said.get(prediction, prediction)}" if prediction else ""
        return f"{self.url}/compare?v=1&trace={self.trace}{query}" + "".join(f"&{k}={v}" for k, v in focus.items())


def fill(lake: Lake) -> tuple[str, str, dict[str, str]]:
    ids = dict(lake.cursor().sql("SELECT name, trace_id FROM traces").fetchall())
    merge = ids["merge_sort.sort"]
    hostile = repr(f"{MARKUP}\u202e\u05d0" + "A" * 100_000)
    said = {
        "exact": say(lake, merge, model="by-heart"),
        "value": say(lake, merge, with_value(24, "merged", "[1, 1]"), with_value(30, "left", "[8]")),
        "line": say(lake, merge, another_line(22, "    return merged + left + right")),
        "twice": say(lake, merge, twice(22, 24)),
        "skipped": say(lake, merge, without(22, 25)),
        "garbled": say(lake, merge, garbled(18)),
        "cut": say(lake, merge, chars=900, temperature=0.8),
        "steps": say(lake, merge, with_value(24, "merged", "[2]"), mode="step", every=3),
        "equal": say(lake, merge, with_value(24, "merged", "[ 1 ]")),
        "hostile": say(lake, merge, with_value(3, "middle", hostile), another_line(9, MARKUP)),
        "does_not_fit": silent(lake, merge, "does_not_fit", "the prompt has 140,213 tokens"),
        "unsupported": silent(lake, merge, "unsupported", mode="score"),
        "empty": silent(lake, merge, "eos"),
        "failed": silent(lake, merge, "failed", "connection refused"),
    }
    return merge, ids["insertion_sort.sort"], said


@contextmanager
def predicted_site(place: Path, *options: str) -> Iterator[Site]:
    """`tracewalk serve` over a copy of the sample lake, with a prediction of every kind of one trace."""
    copy = shutil.copytree(folder("sample_data") / "lake", place / "lake")
    with Lake.open(copy, writable=True) as lake:
        trace, other, said = fill(lake)
    with serving(copy, *options, log=place / "log.txt") as url:
        yield Site(url, trace, other, said)


def open_page(page: Page, url: str) -> Locator:
    page.goto(url, wait_until="commit")
    page.locator(".tw[data-ready]").wait_for()
    return page.locator(".tw")


def at_step(page: Page, step: int) -> None:
    expect(page.locator(".tw")).to_have_attribute("data-step", str(step))


def focus_of(page: Page) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


def wait_for_url(page: Page, **focus: object) -> None:
    page.wait_for_function(
        """wanted => { const q = new URLSearchParams(location.search);
                       return Object.entries(wanted).every(([k, v]) => q.get(k) === v); }""",
        arg={k: str(v) for k, v in focus.items()},
    )


def row_of(page: Page, name: str) -> Locator:
    return page.locator("table.diff").first.locator("tr", has=page.locator(f"button.name:text-is('{name}')"))
