"""Terminals, Markdown, arguments, parts of long texts."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.model import ToolCall
from tracewalk.web.highlight import marked
from tracewalk.web.trajectory import texts
from tracewalk.web.trajectory.arguments import field_text, fields_of
from tracewalk.web.trajectory.markdown import rendered
from tracewalk.web.trajectory.terminal import styled

ESC = "\x1b"
bits = st.sampled_from(
    ["a", "é", "\U0001f40d", "\n", "\r", "\r\n", "\x08", "\t", "\x00", "  ", f"{ESC}[31m", f"{ESC}[0m"]
)
odd = st.builds(
    "{}[{}{}".format, st.just(ESC), st.from_regex(r"\A[0-9;?>!]{0,8}\Z"), st.sampled_from("ABCDHJKLMPXm@dfghlnrstu")
)
streams = st.lists(bits | odd | st.text(max_size=3), max_size=60).map("".join)


@pytest.mark.parametrize(
    ("text", "shown", "runs"),
    [
        ("plain\r\nline", "plain\nline", ()),
        (f"{ESC}[1;31mred{ESC}[0m x", "red x", ((0, 3, "b f-red"),)),
        (f"{ESC}[38;5;208mo{ESC}[m{ESC}[48;2;1;2;3mt", "ot", ((0, 1, "f-ff8700"), (1, 2, "g-010203"))),
        ("10%\r20%\r100%\n", "100%\n", ()),
        ("ab\x08c", "ac", ()),
        (f"one\ntwo\n{ESC}[1A{ESC}[2Knew\n", "one\nnew\n", ()),
        (f"kept\n{ESC}[2J{ESC}[Hafter", "kept\nafter", ()),
        (f"{ESC}[?2004htext{ESC}[?2004l", "text", ()),
        (f"{ESC}]0;a title\x07text", "text", ()),
        (f"{ESC}[9mgone{ESC}[29m", "gone", ((0, 4, "s"),)),
    ],
)
def test_an_output_is_what_a_terminal_showed(text: str, shown: str, runs: tuple) -> None:
    found = styled(text)
    assert (found.text, found.runs) == (shown, runs)
    assert "".join(piece for piece, _ in found.pieces()) == shown


@given(streams)
@settings(max_examples=200, deadline=None)
def test_no_stream_breaks_the_terminal(text: str) -> None:
    found = styled(text)
    assert found.text.count(ESC) <= text.count(ESC)
    pieces = found.pieces()
    assert "".join(piece for piece, _ in pieces) == found.text
    for _, style in pieces:
        assert re.fullmatch(r"(?:[a-z](?:-[a-z]+|-[0-9a-f]{6})?(?: (?!$)|$))*", style)


@given(st.text(st.sampled_from("ab \n\u2028"), max_size=200))
def test_a_text_without_sequences_is_left_alone(text: str) -> None:
    assert styled(text).text == text


def test_a_cursor_that_goes_far_away_stays_on_the_screen() -> None:
    shown = styled(f"{ESC}[999999999;999999999H{ESC}[999999999L{ESC}[999999999@{ESC}[999999999Xx" * 50).text
    assert shown.strip() == "x"
    assert len(shown) < 1_000


def test_markdown_lets_no_markup_through() -> None:
    html = rendered("<b>x</b> <script>y</script>\n\n<div onclick=z>\n\n`<i>`\n\n```\n<u>\n```")
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "code", "pre"}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "file:///etc", "//evil", "vbscript:x", "/x"]
)
def test_markdown_links_to_the_web_only(address: str) -> None:
    assert "<a " not in rendered(f"[x]({address})")


def test_a_link_shows_its_address_and_a_picture_is_not_loaded() -> None:
    html = rendered("[bank](https://evil.example/?a=1&b=2) ![p](https://evil.example/p.png) <https://plain.example>")
    assert '<a href="https://evil.example/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">bank</a>' in html
    assert '<span class="address">https://evil.example/?a=1&amp;b=2</span>' in html
    assert "<img" not in html
    assert "picture: p" in html
    assert html.count("plain.example") == 2


def test_a_message_that_is_an_object_is_told_as_code() -> None:
    html = rendered('{\n  "keys": "*a* <b> `c`",\n  "n": 1\n}\n')
    assert html.startswith('<pre class="json"><code>')
    assert "<em>" not in html
    assert "&lt;b&gt;" in html
    assert "<pre" not in rendered('{"cut": ')


@given(st.text(st.sampled_from("[]()<>!*_`#|-\\\n &\"'ab:/"), max_size=300))
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_only_known_tags_come_out(text: str) -> None:
    html = rendered(text)
    known = "p br hr em strong s code pre blockquote ul ol li h1 h2 h3 h4 h5 h6 a span table thead tbody tr th td"
    assert {tag.lower() for tag in re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", html)} <= set(known.split())
    for address in re.findall(r'href="([^"]*)"', html):
        assert re.match(r"https?:", address, re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    ["[" * 12_000, "*a " * 4_000, "`" * 6_000 + "a", "[a](" * 3_000, "> " * 6_000, "|a" * 6_000 + "\n" + "|-" * 6_000],
)
def test_a_message_made_to_take_long_is_shown(text: str) -> None:
    assert rendered(text)


def fields(tool: str, arguments: object) -> list[tuple[str, bool]]:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return [(field["name"], field["short"]) for field in fields_of(ToolCall(tool, text))]


def test_arguments_are_told_field_by_field() -> None:
    assert fields("edit", {"path": "a.py", "text": "x\ny"}) == [("path", True), ("text", False)]
    assert fields("bash", "ls -l") == [("", True)]
    assert fields("bash", '{"command": ') == [("", True)]
    assert fields("x", "[1, 2]") == [("", True)]
    assert fields("x", "") == []
    assert fields("x", '{"deep": ' + "[" * 100_000) == [("", False)]
    made = fields_of(ToolCall("edit", json.dumps({"path": "a.py", "new_str": "def f(): pass"})))
    assert '<span class="k">def</span>' in made[1]["html"]
    [command] = fields_of(ToolCall("bash", "if true; then ls; fi"))
    assert '<span class="k">if</span>' in command["html"]
    assert '<span class="gi">' in fields_of(ToolCall("apply_patch", "*** Begin Patch\n+x\n"))[0]["html"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_every_value_is_a_text_that_can_be_asked_for(value: object) -> None:
    call = ToolCall("x", json.dumps({"a": value}))
    [field] = fields_of(call)
    text = field_text(call, 0)
    assert text is not None
    assert field["size"] == len(text)
    assert field_text(call, 1) is None
    if isinstance(value, str):
        assert text == value


@given(st.text(max_size=60), st.sampled_from(["python", "bash", "no such", "py", "", "JSON", "diff"]))
def test_highlighted_code_says_the_same(text: str, language: str) -> None:
    html = marked(text, language)
    assert "<" not in re.sub(r"</?span[^<>]*>", "", html)
    plain = re.sub(r"<[^<>]*>", "", html)
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")):
        plain = plain.replace(name, sign)
    assert plain == text.replace("\r\n", "\n").replace("\r", "\n") or plain == text


@given(st.text(st.sampled_from("ab\n"), min_size=1, max_size=400), st.integers(0, 500), st.integers(0, 500))
def test_parts_of_a_text_follow_each_other(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    told = texts.part(text, start, start + length, "plain")
    assert told["text"] == text[told["from"] : told["to"]]
    assert told["to"] <= start + length
    if length and start < len(text):
        assert told["to"] > start


def test_a_long_message_is_cut_at_the_end_of_a_line() -> None:
    told = texts.message("line\n" * 10_000)
    assert told is not None
    assert told["size"] == 50_000
    assert told["to"] <= texts.MESSAGE
    assert told["to"] % 5 == 0
    assert texts.message("x" * 50_000)["to"] == texts.MESSAGE  # type: ignore[index]
    assert texts.message("") is None
    assert texts.output(None) is None
    assert texts.output("") == {"size": 0, "to": 0, "head": []}
