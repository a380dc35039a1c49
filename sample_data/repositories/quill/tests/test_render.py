import pytest
from quill import Template, TemplateError, render


def test_dotted_paths_through_dicts_and_lists():
    assert render("{{ a.b.1 }}", {"a": {"b": ["x", "y"]}}) == "y"


def test_what_is_missing_shows_as_nothing():
    assert render("[{{ a.b.c }}]", {"a": {}}) == "[]"


def test_a_loop_knows_its_first_and_last():
    text = "{% for x in xs %}{{ x }}{% if not loop.last %}, {% end %}{% end %}"
    assert render(text, {"xs": "abc"}) == "a, b, c"


def test_a_loop_over_nothing_renders_its_else():
    text = "{% for x in xs %}{{ x }}{% else %}no {{ what }}{% end %}"
    assert render(text, {"xs": [], "what": "fish"}) == "no fish"
    assert render(text, {"what": "fish"}) == "no fish"
    assert render(text, {"xs": [""], "what": "fish"}) == ""


def test_an_else_within_a_loop_belongs_to_the_inner_if():
    text = "{% for x in xs %}{% if x %}yes{% else %}no{% end %} {% end %}"
    assert render(text, {"xs": [1, 0]}) == "yes no "


def test_a_name_of_a_loop_is_gone_after_it():
    assert render("{% for x in xs %}{{ x }}{% end %}[{{ x }}]", {"xs": "ab"}) == "ab[]"


def test_an_end_too_many_is_an_error_with_its_line():
    with pytest.raises(TemplateError, match="line 2: {% end %} without a beginning"):
        Template("a\n{% end %}")


def test_an_end_that_is_missing_is_an_error():
    with pytest.raises(TemplateError, match="{% if a %} has no end"):
        Template("{% if a %}b")


def test_an_unknown_filter_lists_those_there_are():
    with pytest.raises(TemplateError, match="no filter 'loud'; there are: default, join"):
        render("{{ a|loud }}", {"a": 1})
