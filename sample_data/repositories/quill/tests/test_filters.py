from quill import render


def test_a_filter_with_an_argument():
    assert render("{{ xs|join:-}}", {"xs": [1, 2, 3]}) == "1-2-3"


def test_filters_follow_each_other():
    assert render("{{ who|default:nobody|upper }}", {}) == "NOBODY"


def test_default_leaves_zero_alone():
    assert render("{{ n|default:none }}", {"n": 0}) == "0"


def test_short_counts_its_dots():
    assert render("{{ text|short:8 }}", {"text": "a long sentence"}) == "a lon..."


def test_short_leaves_what_just_fits():
    assert render("{{ text|short:8 }}", {"text": "12345678"}) == "12345678"


def test_title_keeps_capitals_within_words():
    assert render("{{ name|title }}", {"name": "ada mcLovelace"}) == "Ada McLovelace"
