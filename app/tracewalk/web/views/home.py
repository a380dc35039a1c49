"""Home: what is in this lake, and where to go."""

from __future__ import annotations

import html

import streamlit as st

from tracewalk.links import Accuracy, Browse, Focus
from tracewalk.web import cached, charts
from tracewalk.web.accuracy.cohorts import labels
from tracewalk.web.also import also_here
from tracewalk.web.context import current
from tracewalk.web.frame import clickable, plain, problem
from tracewalk.web.trajectories.home import metrics, run_figures, some_runs
from tracewalk.words import counted

_SAMPLE = 200_000
"""Steps of which the types of new values are counted, and how many of one trace at most."""
_FIRST = 1_000
_LEAD = (
    "Code world models are language models that predict what a program does, line by line and value by value; "
    "this lake holds what really happened, and what models said."
)
_RECENT = 6
"""Traces that are listed where there are agents' runs, too."""
_COHORTS = 6
"""Lines of predictions that are listed."""


def main() -> None:
    """The page."""
    version = current().lake.version
    totals = cached.home(version, "totals")[0]
    st.html(
        '<div class="tw-head"><h1>What a running program does, step by step</h1>'
        f'<span class="tw-crumb">{html.escape(str(current().lake.path))}</span></div>'
        f'<p class="tw-lead">{_LEAD}</p>'
    )
    agents = metrics(version)
    if not totals["traces"] and not agents:
        _empty()
        return
    _totals(totals, agents)
    listed, charted = st.columns([3, 8], gap="medium")
    with listed:
        if totals["traces"]:
            _recent(version, _RECENT if agents else None)
        if agents:
            some_runs(version)
        if totals["traces"]:
            _predictions(version)
        also_here(version)
    with charted:
        if totals["traces"]:
            _charts(version, totals["steps"])
        if agents:
            run_figures(version)
        st.caption("Click a bar of traces or of agents' runs for the list behind it.")


def _empty() -> None:
    lake = current().lake.path
    problem(
        "This lake is empty",
        "Fill it from the command line; this page shows what arrives when you reload it.\n\n"
        f"tracewalk record FILE.py --entry NAME --input 'ARGS' --lake {lake}\n"
        f"tracewalk record -m pytest tests/ --lake {lake}\n"
        f"tracewalk record --dataset NAME=FILE.jsonl --lake {lake}\n"
        f"tracewalk import PATH... --lake {lake}\n\n"
        "The last one takes logs of agents; the page Trajectories takes them, too.",
    )


def _totals(totals: dict[str, int], agents: list[tuple[str, str]]) -> None:
    names = [("Traces", "traces"), ("Steps", "steps"), ("Programs", "programs"), ("Datasets", "datasets")]
    if totals["nondeterministic"]:
        names.append(("Not deterministic", "nondeterministic"))
    if totals["cut"]:
        names.append(("With cut values", "cut"))
    told = [(label, f"{totals[name]:,}") for label, name in names] if totals["traces"] else []
    told += agents
    for column, (label, value) in zip(st.columns(len(told)), told, strict=True):
        column.metric(label, value, border=True)


def _charts(version: int, steps: int) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        clickable(
            "outcomes",
            charts.outcomes(cached.home(version, "outcomes")),
            "views/traces.py",
            lambda point: Browse(dataset=_dataset(point["y"]), outcome=point.get("legendgroup") or None).query(),
        )
        st.plotly_chart(charts.events(cached.home(version, "events")), key="events", config=charts.CONFIG)
    with right:
        lengths = cached.home(version, "lengths")
        clickable(
            "lengths",
            charts.lengths(lengths),
            "views/traces.py",
            lambda point: charts.between(lengths[point["point_index"]]).query(),
        )
        types = cached.home(version, "value_types", sample=_SAMPLE, first=_FIRST)
        sample = _SAMPLE if steps > _SAMPLE else None
        st.plotly_chart(charts.value_types(types, sample, _FIRST), key="types", config=charts.CONFIG)


def _dataset(label: str) -> str | None:
    return None if label.startswith("(") else label


def _recent(version: int, most: int | None) -> None:
    st.markdown("**Step through one**")
    with st.container(gap=None):
        for row in cached.recent(version)[:most]:
            about = f"{row['outcome']}, {counted(row['n_steps'], 'step')}, {row['created_at']:%Y-%m-%d %H:%M} UTC"
            label = plain(row["name"]) + f" :gray[:small[{counted(row['n_steps'], 'step')}]]"
            st.page_link("views/trace.py", label=label, help=about, query_params=Focus(row["trace_id"]).query())
            if row["about"]:
                st.html(f'<div class="tw-about">{html.escape(row["about"])}</div>')
    st.page_link("views/traces.py", label="All traces", icon=":material/arrow_forward:")


def _predictions(version: int) -> None:
    """What models said of these traces, by model and mode, the most first."""
    found = cached.accuracy_cohorts(version, Accuracy())
    if not found:
        return
    st.markdown("**Predictions**")
    told = labels(found)
    with st.container(gap=None):
        for cohort in found[:_COHORTS]:
            exact = f"{100 * cohort.exact / cohort.scored:.0f} % wholly right" if cohort.scored else "none is scored"
            label = f"{plain(told[cohort.key])} :gray[:small[{cohort.predictions:,}, {exact}]]"
            about = f"{cohort.exact:,} of {counted(cohort.scored, 'prediction')} that are scored are wholly right"
            focus = Accuracy(model=cohort.model, mode=cohort.mode, cohorts=cohort.key)
            st.page_link("views/accuracy.py", label=label, help=about, query_params=focus.query())
    st.page_link("views/accuracy.py", label="Accuracy", icon=":material/arrow_forward:")


main()
