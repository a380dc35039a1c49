"""Links: what is written is read back, and what cannot be meant is said."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.errors import LinkError
from tracewalk.links import (
    CHARTS,
    CHECK_SHOWN,
    CHECK_SORTS,
    ERRORS,
    RUN_OUTCOMES,
    RUN_SORTS,
    RUN_VIEWS,
    SORTS,
    Accuracy,
    Browse,
    Focus,
    Sql,
    Trajectories,
    TrajectoryFocus,
    Verify,
    compare_url,
    long_run_url,
    long_url,
    read_accuracy,
    read_browse,
    read_focus,
    read_sql,
    read_trajectories,
    read_trajectory_focus,
    read_verify,
    runs_api,
    runs_url,
    sql_api,
    trajectories_api,
    trajectory_api,
)
from tracewalk.model import MODES, PREDICTED_BY, PROTOCOLS

ids = st.text("0123456789abcdef", min_size=32, max_size=32)
numbers = st.integers(0, 2**31 - 1)
jobs = st.from_regex(r"\A[0-9A-Za-z_-]{1,64}\Z")
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)


def maybe(strategy):
    return st.none() | strategy


def params(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=True))


@given(
    st.builds(
        Focus, ids, maybe(numbers), maybe(numbers), maybe(texts), maybe(texts),
        prediction=maybe(ids), other=maybe(ids), job=maybe(jobs),
    )
)  # fmt: skip
def test_a_focus_survives_its_url(focus: Focus) -> None:
    assert read_focus(params(focus.url())) == focus
    compared = focus.prediction or focus.other or focus.job
    assert urlsplit(focus.url()).path == ("compare" if compared else "trace")
    assert read_focus(params(compare_url(focus))) == focus


@given(
    st.builds(
        Browse, maybe(texts), maybe(texts), maybe(texts), maybe(texts), maybe(numbers), maybe(numbers), maybe(texts),
        maybe(texts), maybe(st.sampled_from(ERRORS)), st.sampled_from(SORTS),
        maybe(st.builds("{}~{}~{}".format, ids, st.integers(-(10**12), 10**12), texts)),
    )
)  # fmt: skip
def test_filters_survive_their_url(browse: Browse) -> None:
    assert read_browse(params(browse.url())) == browse


@given(
    st.builds(
        Accuracy, model=maybe(texts), mode=maybe(st.sampled_from(MODES)), protocol=maybe(st.sampled_from(PROTOCOLS)),
        constrained=maybe(st.sampled_from(["yes", "no"])), start=maybe(st.sampled_from(["beginning", "later"])),
        samples=maybe(st.just("first")), dataset=maybe(texts), split=maybe(texts), tag=maybe(texts), func=maybe(texts),
        errors=maybe(st.just("root")), cohorts=maybe(st.just("0a1b2c3d,00000000")),
        cell=maybe(st.builds("{}~0a1b2c3d~{}".format, st.sampled_from(["first", "number"]), texts)),
    )
)  # fmt: skip
def test_what_accuracy_shows_survives_its_url(accuracy: Accuracy) -> None:
    assert read_accuracy(params(accuracy.url())) == accuracy


given_to_sql = st.dictionaries(st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,20}\Z"), texts, max_size=5)
looks = st.builds(Sql, chart=maybe(st.sampled_from(CHARTS)), x=maybe(texts), y=maybe(texts), colour=maybe(texts))


@given(looks, maybe(st.sampled_from(["name", "q"])), texts, given_to_sql)
def test_a_query_survives_its_url(look: Sql, by: str | None, text: str, given: dict[str, str]) -> None:
    asked = replace(look, given=tuple(sorted(given.items())), **({by: text} if by else {}))
    assert read_sql(params(asked.url())) == asked
    assert read_sql(params(sql_api(asked, "csv"))) == replace(asked, chart=None, x=None, y=None, colour=None)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"name": "a/b", "q": "SELECT 1"}, "only one of them can run"),
        ({"q": "x" * 16_001}, "16,001 characters long"),
        ({"chart": "pie"}, "none of: none, bar"),
        ({"p.1=2": "x"}, "names no parameter of a query"),
        ({"p.": "x"}, "names no parameter of a query"),
        ({f"p.a{n}": "1" for n in range(51)}, "There are 51 parameters"),
        ({"p.limit": "9" * 2_001}, "2,001 characters long"),
        ({"v": "2"}, "v='2'"),
    ],
)
def test_a_link_to_a_query_that_cannot_be_meant_is_refused(query: dict[str, str], says: str) -> None:
    with pytest.raises(LinkError, match=re.escape(says)):
        read_sql(query)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"mode": "fast"}, "none of: full, step"),
        ({"constrained": "1"}, "none of: yes, no"),
        ({"cohorts": "0a1b2c3d,"}, "no list of keys"),
        ({"cell": "number"}, "no cell of a figure"),
        ({"v": "2"}, "reads v=1"),
    ],
)
def test_accuracy_says_what_it_cannot_read(query: dict[str, str], says: str) -> None:
    with pytest.raises(LinkError, match=says):
        read_accuracy(query)


@given(ids, numbers, texts)
def test_the_short_form_says_the_same(trace: str, step: int, var: str) -> None:
    focus = Focus(trace, step, var=var)
    path, _, query = focus.short().partition("?")
    assert path == f"t/{trace}"
    assert read_focus({"trace": trace} | dict(parse_qsl(query, strict_parsing=True))) == focus


@given(ids, ids, st.sampled_from(["prediction", "other", "job"]))
def test_the_short_form_leads_to_the_page_that_shows_it(trace: str, beside: str, sort: str) -> None:
    assert urlsplit(long_url(trace, {"step": "3"})).path == "trace"
    url = long_url(trace, {"step": "3", sort: beside, "trace": "0" * 32})
    assert urlsplit(url).path == "compare"
    assert read_focus(params(url)) == Focus(trace, 3, **{sort: beside})


NAMES = ["v", "trace", "step", "frame", "var", "dataset", "prediction", "other", "job", "utm_source"]


@given(st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_garbage_is_read_or_refused_with_a_link_error(garbage: dict[str, str]) -> None:
    try:
        focus = read_focus(garbage)
    except LinkError as error:
        assert str(error)
    else:
        assert read_focus(focus.query()) == focus


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"v": "2"}, "this Tracewalk reads v=1"),
        ({"trace": "xyz"}, "32 digits"),
        ({"prediction": "xyz"}, "prediction='xyz' is not an id"),
        ({"other": "<script>"}, "other='<script>' is not an id"),
        ({"job": "a b"}, "id of a job"),
        ({"trace": "A" * 32}, "is not an id"),
        ({"step": "-1"}, "whole number"),
        ({"step": "1.5"}, "whole number"),
        ({"step": "٣"}, "whole number"),
        ({"step": "9" * 5000}, "whole number"),
        ({"var": "x" * 2001}, "2,001 characters"),
    ],
)
def test_the_message_names_the_parameter(query: dict[str, str], says: str) -> None:
    with pytest.raises(LinkError, match=says):
        read_focus(query)


def test_an_unknown_order_is_refused_with_those_that_exist() -> None:
    with pytest.raises(LinkError, match="newest, oldest"):
        read_browse({"sort": "random"})


def test_defaults_stay_out_of_the_url() -> None:
    assert Browse().url() == "traces?v=1"


foci = st.builds(
    TrajectoryFocus, ids, maybe(numbers), maybe(numbers), maybe(texts), maybe(ids), maybe(numbers)
)  # fmt: skip
dollars = st.floats(0, 1e6, allow_nan=False)


@given(foci)
def test_a_turn_survives_its_url(focus: TrajectoryFocus) -> None:
    assert read_trajectory_focus(params(focus.url())) == focus
    assert urlsplit(focus.url()).path == ("runs" if focus.other else "trajectory")
    assert urlsplit(runs_url(focus)).path == "runs"
    assert read_trajectory_focus(params(runs_url(focus))) == focus


@given(foci)
def test_the_short_form_of_a_turn_leads_to_its_page(focus: TrajectoryFocus) -> None:
    path, _, query = focus.short().partition("?")
    assert path == f"r/{focus.trajectory}"
    given = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    assert read_trajectory_focus({"trajectory": focus.trajectory, **given}) == focus
    long = long_run_url(str(focus.trajectory), given | {"trajectory": "0" * 32})
    assert urlsplit(long).path == focus.page
    assert read_trajectory_focus(params(long)) == focus


@given(
    st.builds(
        Trajectories, *([maybe(texts)] * 6), maybe(st.sampled_from(RUN_OUTCOMES)), maybe(texts), maybe(texts),
        maybe(dollars), maybe(dollars), maybe(numbers), maybe(numbers), maybe(numbers), maybe(numbers), maybe(texts),
        maybe(st.just("listed")), st.sampled_from(RUN_VIEWS), st.sampled_from(RUN_SORTS),
        maybe(st.builds("{}~{}~{}".format, ids, st.just("") | st.integers(-(10**12), 10**12), texts)),
    )
)  # fmt: skip
def test_filters_of_trajectories_survive_their_url(filters: Trajectories) -> None:
    assert read_trajectories(params(filters.url())) == filters
    assert read_trajectories(params(trajectories_api(filters))) == filters


def test_the_list_of_trajectories_has_a_short_url() -> None:
    assert Trajectories().url() == "trajectories?v=1"
    assert TrajectoryFocus("a" * 32, 3, file="/a b").url() == f"trajectory?v=1&trajectory={'a' * 32}&turn=3&file=%2Fa+b"


def test_calls_about_trajectories_escape_what_they_name() -> None:
    assert trajectory_api("../x", "turns") == "api/trajectories/..%2Fx/turns"
    assert runs_api("a&b", "c") == "api/runs?left=a%26b&right=c"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"outcome": "won"}, "none of: solved, unsolved, error, unknown"),
        ({"view": "tree"}, "none of: list, grid"),
        ({"sort": "deepest"}, "none of: newest, oldest"),
        ({"after": "x"}, "no place in the list"),
        ({"min_cost": "-1"}, "min_cost='-1' is not a number from 0"),
        ({"max_cost": "nan"}, "max_cost='nan' is not a number"),
        ({"max_cost": "1e400"}, "is not a number"),
        ({"min_turns": "1.5"}, "min_turns='1.5' is not a whole number"),
        ({"text": "x" * 2001}, "2,001 characters"),
        ({"v": "2"}, "reads v=1"),
    ],
)
def test_a_filter_of_trajectories_that_cannot_be_meant_is_refused(query: dict[str, str], says: str) -> None:
    with pytest.raises(LinkError, match=re.escape(says)):
        read_trajectories(query)


@pytest.mark.parametrize("name", ["trajectory", "other", "turn", "call", "other_turn"])
def test_a_turn_that_cannot_be_meant_is_refused_by_its_parameter(name: str) -> None:
    with pytest.raises(LinkError, match=f"{name}='<b>' is not"):
        read_trajectory_focus({name: "<b>"})


@given(
    st.builds(
        Verify, maybe(texts), maybe(texts), maybe(texts), maybe(st.sampled_from(PREDICTED_BY)),
        maybe(st.text("0123456789abcdef", min_size=8, max_size=8)), maybe(st.sampled_from(CHECK_SHOWN)), maybe(texts),
        st.sampled_from(CHECK_SORTS), maybe(texts), maybe(texts), maybe(numbers), maybe(jobs),
    )
)  # fmt: skip
def test_any_state_of_the_verify_page_survives_its_link(asked: Verify) -> None:
    assert read_verify(params(asked.url())) == asked
    assert asked.url().startswith("verify?v=1")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("by", "guess", "none of: return, full, answer"),
        ("way", "xyz", "8 digits"),
        ("show", "all", "none of: wrong_accepts"),
        ("sort", "best", "none of: name"),
        ("candidate", "-1", "whole number"),
        ("task", "x" * 3_000, "3,000 characters"),
        ("job", "<b>", "not the id of a job"),
        ("v", "9", "reads v=1"),
    ],
)
def test_what_the_verify_page_cannot_mean(name: str, text: str, says: str) -> None:
    with pytest.raises(LinkError, match=re.escape(says)):
        read_verify({name: text})
