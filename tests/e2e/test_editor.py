"""The SQL editor alone: a text field over coloured text, completion, parameters, faults; all of it hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tracewalk.web import components

pytestmark = pytest.mark.e2e

FOLDER = Path(components.__file__).parent
WORDS = [
    {"text": "steps", "kind": "table", "about": "One row per step."},
    {"text": "step", "kind": "column", "about": "BIGINT: its number", "of": "steps"},
    {"text": "func", "kind": "column", "about": "VARCHAR: <b>the</b> function", "of": "steps"},
    {"text": "model", "kind": "column", "about": "VARCHAR: who", "of": "predictions"},
    {"text": "state_at", "kind": "macro", "about": "(trace, step) the state"},
]
MOUNT = """async (data) => {
  const { default: entry } = await import("/editor/main.js");
  window.asked = [];
  window.shown = data;
  window.again = (more) => entry({
    parentElement: document.getElementById("host"),
    data: (window.shown = { ...window.shown, ...more }),
    setTriggerValue: (_, value) => window.asked.push(value),
  });
  window.again({});
}"""


class _Files(SimpleHTTPRequestHandler):
    """The components' own files, and an empty page."""

    def do_GET(self) -> None:
        if self.path != "/page":
            super().do_GET()
            return
        body = (
            b"<!doctype html><meta charset=utf-8><link rel=icon href=data:,><style>%s%s</style><div id=host></div>"
            % (
                (FOLDER / "stepper" / "stepper.css").read_bytes(),
                (FOLDER / "editor" / "editor.css").read_bytes(),
            )
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(FOLDER))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def field(page: Page, site: str):
    """The text field of an editor without a query."""
    page.goto(f"{site}/page")
    data = {
        "text": "",
        "turn": 1,
        "fields": [],
        "named": "",
        "words": WORDS,
        "functions": ["starts_with"],
        "fault": None,
        "running": None,
    }
    page.evaluate(MOUNT, data | {"told": None, "refusal": None})
    return page.get_by_role("textbox", name="SQL")


def tokens(page: Page, text: str) -> list[list[str]]:
    """Kind and text of each token."""
    return page.evaluate(
        """async (text) => {
          const { tokens } = await import("/editor/sql.js");
          return tokens(text).map((token) => [token.kind, text.slice(token.start, token.end)]);
        }""",
        text,
    )


def test_tokens_of_every_kind(page: Page, field) -> None:
    text = "SELECT \"a\"\"b\", 'it''s -- no', $x::BIGINT, $t$any 'thing'$t$, 1.5e-3 FROM steps -- end\n/* a\nb"
    assert tokens(page, text) == [
        ["keyword", "SELECT"], ["quoted", '"a""b"'], ["operator", ","], ["string", "'it''s -- no'"], ["operator", ","],
        ["parameter", "$x"], ["operator", ":"], ["operator", ":"], ["keyword", "BIGINT"], ["operator", ","],
        ["string", "$t$any 'thing'$t$"], ["operator", ","], ["number", "1.5e-3"], ["keyword", "FROM"],
        ["name", "steps"], ["comment", "-- end"], ["comment", "/* a\nb"],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["'", '"', "/*", "$", "$$", "a.b(", "🐍'🐍", "\u202e--\u202d", "x" * 20_000])
def test_whatever_is_typed_stands_below_in_the_same_characters(page: Page, field, text: str) -> None:
    field.fill(text)
    assert page.locator(".layer").evaluate("(layer) => layer.textContent") == text + " "


def test_the_text_and_its_colours_lie_upon_each_other(page: Page, field) -> None:
    field.fill("SELECT func\n  FROM steps\n" + "-- long " * 60)
    boxes = page.evaluate(
        """() => [".field", ".layer"].map((name) => {
          const el = document.querySelector(name), box = el.getBoundingClientRect();
          const { font, lineHeight, padding, whiteSpace, tabSize } = getComputedStyle(el);
          return [box.left, box.top, el.scrollWidth, font, lineHeight, padding, whiteSpace, tabSize];
        })"""
    )
    assert boxes[0] == boxes[1]


def test_nothing_typed_or_told_is_markup(page: Page, field) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    field.fill(f"SELECT '{hostile}', \"{hostile}\" -- {hostile}")
    fields = [
        {
            "name": "a",
            "type": hostile,
            "value": hostile,
            "default": None,
            "required": True,
            "about": hostile,
            "options": [hostile],
        }
    ]
    told = {"facts": [hostile, hostile], "truncated": hostile, "more": hostile, "python": hostile, "files": []}
    page.evaluate("(more) => window.again(more)", {"fields": fields, "told": told, "turn": 2, "text": "SELECT $a"})
    page.evaluate("(more) => window.again(more)", {"fault": {"message": hostile, "position": 3}})
    expect(page.locator(".error")).to_contain_text(hostile)
    expect(page.locator("#host img")).to_have_count(0)


def test_completion_offers_what_fits_the_place(page: Page, field) -> None:
    field.press_sequentially("SELECT fu")
    words = page.get_by_role("option")
    expect(words.first).to_contain_text("func")
    expect(page.locator(".menu .about")).to_have_text("VARCHAR: <b>the</b> function")
    page.keyboard.press("Tab")
    expect(field).to_have_value("SELECT func")
    field.press_sequentially(" FROM st")
    expect(words.first).to_contain_text("steps")
    page.keyboard.press("ArrowDown")
    expect(words.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field).to_have_value("SELECT func FROM state_at()")
    field.press_sequentially("$t")
    expect(page.locator(".menu")).to_be_hidden()
    field.fill("SELECT s. FROM steps s")
    page.evaluate("() => document.querySelector('.field').setSelectionRange(9, 9)")
    page.keyboard.press("Control+Space")
    expect(words).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".menu")).to_be_hidden()
    field.fill("SELECT 'st")
    expect(page.locator(".menu")).to_be_hidden()


def test_undo_takes_a_completion_back_and_tab_leaves_the_field(page: Page, field) -> None:
    field.press_sequentially("SELECT fu")
    page.keyboard.press("Enter")
    expect(field).to_have_value("SELECT func")
    page.keyboard.press("Control+z")
    expect(field).to_have_value("SELECT fu")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Run")


def test_parameters_become_fields_and_are_needed(page: Page, field) -> None:
    field.fill("SELECT $n::BIGINT, $yes::BOOLEAN, '$no'")
    assert page.locator(".parameter label b").all_inner_texts() == ["$n", "$yes"]
    page.keyboard.press("Control+Enter")
    expect(page.locator(".note")).to_have_text("$n needs a value")
    assert page.evaluate("() => window.asked") == []
    page.get_by_label("$n").fill("5")
    page.get_by_label("$yes").select_option("true")
    page.get_by_label("$n").press("Enter")
    text = "SELECT $n::BIGINT, $yes::BOOLEAN, '$no'"
    assert page.evaluate("() => window.asked") == [{"kind": "run", "text": text, "given": {"n": "5", "yes": "true"}}]
    page.keyboard.press("Escape")
    assert page.evaluate("() => window.asked").pop() == {"kind": "cancel"}


def test_a_fault_is_marked_until_the_text_changes(page: Page, field) -> None:
    text = "SELECT '🐍',\n  nope"
    page.evaluate(
        "(more) => window.again(more)", {"text": text, "turn": 2, "fault": {"message": "no nope", "position": 14}}
    )
    expect(page.locator(".layer .fault")).to_have_text("nope")
    page.get_by_role("button", name="line 2, column 3").click()
    assert page.evaluate("() => document.querySelector('.field').selectionStart") == text.index("nope") + 1
    page.keyboard.type("x")
    expect(page.locator(".layer .fault")).to_have_count(0)
    expect(page.locator(".error")).to_be_hidden()
    page.evaluate(
        "(more) => window.again(more)", {"text": "SELECT (", "turn": 3, "fault": {"message": "end", "position": 8}}
    )
    expect(page.locator(".layer .fault")).to_have_text("(")


def test_what_is_being_typed_outlives_a_rerun_and_another_page(page: Page, field) -> None:
    field.fill("SELECT 1 -- mine")
    page.evaluate("() => window.again({ told: null })")
    expect(field).to_have_value("SELECT 1 -- mine")
    page.evaluate("async () => { document.getElementById('host').replaceChildren(); }")
    page.reload()
    data = {
        "text": "",
        "turn": 1,
        "fields": [],
        "named": "",
        "words": WORDS,
        "functions": ["starts_with"],
        "fault": None,
        "running": None,
    }
    page.evaluate(MOUNT, data | {"told": None, "refusal": None})
    expect(field).to_have_value("SELECT 1 -- mine")
    page.evaluate("() => window.again({ text: 'SELECT 2', turn: 2 })")
    expect(field).to_have_value("SELECT 2")
