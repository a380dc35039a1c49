"""Highlighted source: as many lines as the text, well-formed each, and nothing of the text as HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tracewalk.web.highlight import highlighted


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.depth, self.tags = "", 0, set()

    def handle_starttag(self, tag, attrs):
        self.depth += 1
        self.tags.add(tag)

    def handle_endtag(self, tag):
        self.depth -= 1

    def handle_data(self, data):
        self.text += data


def read(line: str) -> Reader:
    reader = Reader()
    reader.feed(line)
    reader.close()
    return reader


HOSTILE = 'x = """<img src=x onerror=alert(1)>\n</span><script>alert(2)</script>\n"""\n# & <b>\n'


def test_a_string_over_lines_is_marked_line_by_line() -> None:
    lines = [read(line) for line in highlighted(HOSTILE)]
    assert [line.text for line in lines] == HOSTILE.removesuffix("\n").split("\n")
    assert {line.depth for line in lines} == {0}
    assert set().union(*(line.tags for line in lines)) == {"span"}


@given(st.text(st.sampled_from("ab(<&>'\"\\\n #=:é\t"), max_size=80))
def test_no_line_is_lost_and_no_character_changes(text: str) -> None:
    lines = [read(line).text for line in highlighted(text)]
    assert "\n".join(lines) == text.removesuffix("\n")
