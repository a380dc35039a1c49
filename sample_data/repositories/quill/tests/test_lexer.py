import pytest
from quill import TemplateError
from quill.lexer import tokens


def test_text_shows_and_tags_in_order():
    kinds = [(token.kind, token.body) for token in tokens("a {{ b }}{% end %}c")]
    assert kinds == [("text", "a "), ("show", "b"), ("tag", "end"), ("text", "c")]


def test_lines_are_counted_through_text_and_tags():
    found = tokens("one\n{{ a\n}}\n{% end %}")
    assert [(token.kind, token.line) for token in found] == [("text", 1), ("show", 2), ("text", 3), ("tag", 4)]


def test_a_tag_that_is_not_closed_says_where_it_opens():
    with pytest.raises(TemplateError, match="line 2: no }} closes this show"):
        tokens("a\n{{ b")


def test_no_text_no_tokens():
    assert tokens("") == []
