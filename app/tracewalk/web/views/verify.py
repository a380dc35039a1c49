"""Verify: a model's own verdicts against the truth, what choosing by them is worth, and every test behind it."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Any

import streamlit as st

from tracewalk.errors import LinkError
from tracewalk.links import CHECK_SHOWN, CHECK_SORTS, Focus, Sql, Verify, read_verify
from tracewalk.web.accuracy.look import config
from tracewalk.web.accuracy.parts import download, look_of
from tracewalk.web.components.verify import verified
from tracewalk.web.context import current
from tracewalk.web.frame import leaving, problem
from tracewalk.web.verify import charts, shown, state
from tracewalk.web.verify.counted import Counted, counted, known_ways
from tracewalk.web.verify.explained import explained
from tracewalk.web.verify.panel import panel
from tracewalk.web.verify.problem import problem as one_problem
from tracewalk.web.verify.ways import Way, chosen, differences, facet, link, nearest
from tracewalk.words import counted as number_of

_SHOWN = {
    "wrong_accepts": "tests accepted, wrong",
    "fooled": "candidates accepted, wrong",
    "unsolved": "unsolved",
    "misled": "its verdict chooses wrong",
    "right_rejects": "tests rejected, right",
    "silent": "without a verdict",
    "unended": "with runs not ended",
}


def main() -> None:
    """The page."""
    try:
        asked = read_verify(st.query_params.to_dict())
    except LinkError as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/verify.py", label="All that was verified in this lake", icon=":material/arrow_back:")
        return
    state.seed(asked)
    known = known_ways(current().lake)
    way = chosen(known, asked)
    if asked.task is None or way is None:
        panel(empty=not known)
    if not known:
        return
    if way is None:
        _gone(known, asked)
        return
    of = counted(current().lake, way.group)
    pinned = replace(link(known, way), **_list_of(asked))
    if asked.task is not None:
        _problem(of, pinned)
        return
    _choose(known, way, pinned)
    _figures(of, way, pinned)
    _list(of, pinned)
    explained()


def _list_of(asked: Verify) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in ("show", "text", "sort", "after", "task", "candidate")}


def _gone(known: list[Way], asked: Verify) -> None:
    sets = list(dict.fromkeys(way.group.problem_set for way in known))
    named = [
        f"{name} {value!r}" for name in ("problems", "author", "model", "by", "way") if (value := getattr(asked, name))
    ]
    problem(
        "This lake has no such checks",
        f"The link names {', '.join(named)}. Problem sets here: {', '.join(sets[:20])}"
        + (f" and {len(sets) - 20} more." if len(sets) > 20 else "."),
    )
    if st.button("Show the newest", key="verify_newest"):
        _go(Verify())


def _choose(known: list[Way], way: Way, asked: Verify) -> None:
    """Whose checks are shown: what can be chosen is what there is."""
    here = [one for one in known if one.group.problem_set == way.group.problem_set]
    same = [one for one in here if facet(one, "model") == facet(way, "model")]
    alike = [one for one in same if all(facet(one, name) == facet(way, name) for name in ("by", "author"))]
    offered = {"problems": known, "model": here, "by": same, "author": here, "way": alike}
    columns = iter(st.columns([1.6, 1.5, 1.5, 1.3, 1.6], gap="small"))
    for name, label in _CHOICES.items():
        options = list(dict.fromkeys(facet(one, name) for one in offered[name]))
        if name in _ALWAYS or len(options) > 1:
            with next(columns):
                told = differences(alike) if name == "way" else _TOLD.get(name, {})
                _choice(known, way, asked, name, label, options, told)


_CHOICES = {
    "problems": "Problem set",
    "model": "Predicted by",
    "by": "How",
    "author": "Written by",
    "way": "Asked",
}
_ALWAYS = ("problems", "model", "by")
_TOLD = {
    "by": {"return": "return: one question", "full": "full: step by step", "answer": "answer: stated elsewhere"},
    "author": {"": "nobody named"},
}


def _choice(
    known: list[Way], way: Way, asked: Verify, name: str, label: str, options: list[str], told: dict[str, str]
) -> None:
    key = f"verify_pick_{name}"
    st.session_state[key] = facet(way, name)

    def changed() -> None:
        now = nearest(known, way, name, st.session_state[key])
        to = link(known, now)
        state.go(to if name == "problems" else replace(to, show=asked.show, text=asked.text, sort=asked.sort))

    st.selectbox(
        label, options, key=key, on_change=changed, format_func=lambda one: told.get(one, one),
    )  # fmt: skip


def _figures(of: Counted, way: Way, asked: Verify) -> None:
    figures, look = of.figures, look_of([way.group.model])
    facts = [
        number_of(figures.tasks, "problem"),
        number_of(figures.candidates, "candidate"),
        number_of(figures.checks, "check"),
        f"the last of {way.at:%Y-%m-%d %H:%M} UTC",
    ]
    if figures.matches.whole:
        facts.append(f"predictions that say what the run did: {charts.told(figures.matches)}")
    st.html(f'<p class="tw-lead">{html.escape(" · ".join(facts))}</p>')
    left, middle, right = st.columns([4.2, 4, 4], gap="medium")
    with left:
        told = verified(shown.table(figures, asked), key=_key("table"), asked=lambda: None)
        _clicked(asked, told)
    with middle:
        if figures.pass_at:
            st.plotly_chart(charts.pass_curve(figures, look), key=_key("pass"), config=config("pass-at-k", "svg"))
    with right:
        if figures.candidates > figures.tasks and figures.chosen is not None:
            st.plotly_chart(charts.choices(figures, look), key=_key("choice"), config=config("chosen", "svg"))
        else:
            st.caption(
                "Nothing is to be chosen: each problem has one candidate."
                if figures.candidates <= figures.tasks
                else "There is no verdict to choose by."
            )
    download("verify", charts.frame(figures))


def _list(of: Counted, asked: Verify) -> None:
    one = st.columns([3.4, 2, 2.3, 1, 1, 1], gap="small", vertical_alignment="bottom")
    one[0].text_input(
        "Text in the name of a problem", key=state.key("text"), on_change=state.changed, icon=":material/search:",
        placeholder="Text in the name of a problem", label_visibility="collapsed",
    )  # fmt: skip
    one[1].selectbox(
        "Which problems", CHECK_SHOWN, key=state.key("show"), on_change=state.changed, index=None,
        placeholder="all problems", format_func=_SHOWN.__getitem__, label_visibility="collapsed",
    )  # fmt: skip
    found = of.page(asked, current().settings.page_rows)
    last = found.first + len(found.rows) - 1
    range_ = f"{found.first:,}-{last:,} of " if found.total > len(found.rows) else ""
    one[2].markdown(f"**{range_}{found.total:,}** {'problem' if found.total == 1 else 'problems'}")
    query = Sql("verify/problems", given=(("problem_set", of.group.problem_set),))
    one[3].page_link("views/sql.py", label="As SQL", icon=":material/database:", query_params=query.query())
    if found.first > 1 and one[4].button("◀ Previous", key="page_back", width="stretch"):
        _go(replace(asked, after=found.before))
    if found.following is not None and one[5].button("Next ▶", key="page_next", width="stretch"):
        _go(replace(asked, after=found.following))
    if not found.rows:
        problem("No problem matches", "Loosen the filters above, or clear them.")
        if st.button("Clear the filters", key="clear"):
            _go(replace(asked, show=None, text=None, after=None))
        return
    _clicked(asked, verified(shown.listed(asked, found), key=_key("list"), asked=lambda: None))


def _problem(of: Counted, asked: Verify) -> None:
    row = of.place(asked)
    if row is None:
        problem(
            "This problem is not here",
            f"{of.group.problem_set} has no checks of {asked.task!r} by this model and way.",
        )
        if st.button("All problems", key="verify_all"):
            _go(asked.listed())
        return
    first = st.session_state.get(f"verify_first_{asked.task}", 0)
    if asked.candidate is not None and f"verify_first_{asked.task}" not in st.session_state:
        first = asked.candidate // 50 * 50
    found = one_problem(current().lake, of, row["task_id"], first)
    _clicked(asked, verified(shown.opened(asked, row, found), key=_key("problem"), asked=lambda: None))


def _key(name: str) -> str:
    return f"verified_{name}_{st.session_state.get('opened', 0)}"


def _clicked(asked: Verify, what: dict[str, Any] | None) -> None:
    """A problem, a run or a prediction is opened, or the list is narrowed or ordered anew.

    What was clicked can be told twice, in the run that `st.rerun` begins too: to do it twice must change nothing.
    """
    if what is None:
        return
    kind = what["kind"]
    if kind == "open":
        _go(replace(asked, task=what["task"], candidate=None))
    if kind == "up":
        _go(asked.listed())
    if kind == "more" and st.session_state.get(f"verify_first_{asked.task}", 0) != what["first"]:
        st.session_state[f"verify_first_{asked.task}"] = what["first"]
        st.rerun()
    if kind == "show" and what["show"] in CHECK_SHOWN:
        _go(replace(asked.listed(), show=what["show"], after=None))
    if kind == "sort" and what["sort"] in CHECK_SORTS:
        _go(replace(asked, sort=what["sort"], after=None))
    if kind in ("trace", "compare"):
        leaving()
        focus = Focus(what["trace"], what.get("step"), prediction=what.get("prediction"))
        st.switch_page(f"views/{kind}.py", query_params=focus.query())


def _go(asked: Verify) -> None:
    state.go(asked)
    st.rerun()


main()
