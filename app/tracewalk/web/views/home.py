"""Home: what is in this lake, and where to go."""

from __future__ import annotations

import html

import streamlit as st

from tracewalk.links import Browse, Focus
from tracewalk.web import cached, charts
from tracewalk.web.context import current
from tracewalk.web.frame import number, problem

_SAMPLE = 200_000


def main() -> None:
    """The page."""
    version = current().lake.version
    totals = cached.home(version, "totals")[0]
    st.html(
        '<div class="tw-head"><h1>What a running program does, step by step</h1>'
        f'<span class="tw-crumb">{html.escape(str(current().lake.path))}</span></div>'
    )
    if not totals["traces"]:
        _empty()
        return
    _totals(totals)
    _charts(version)
    _recent(version)


def _empty() -> None:
    lake = current().lake.path
    problem(
        "This lake is empty",
        "Fill it from the command line; this page shows what arrives when you reload it.\n\n"
        f"tracewalk record FILE.py --entry NAME --input 'ARGS' --lake {lake}\n"
        f"tracewalk record -m pytest tests/ --lake {lake}\n"
        f"tracewalk record --dataset NAME=FILE.jsonl --lake {lake}",
    )


def _totals(totals: dict[str, int]) -> None:
    shown = [("Traces", "traces"), ("Steps", "steps"), ("Programs", "programs"), ("Datasets", "datasets")]
    if totals["nondeterministic"]:
        shown.append(("Not deterministic", "nondeterministic"))
    if totals["cut"]:
        shown.append(("With cut values", "cut"))
    for column, (label, name) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(label, f"{totals[name]:,}", border=True)


def _charts(version: int) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        outcomes = cached.home(version, "outcomes")
        chosen = st.plotly_chart(
            charts.outcomes(outcomes), key="outcomes", on_select="rerun", selection_mode="points", config=charts.CONFIG
        )
        _open(chosen, lambda point: Browse(dataset=_dataset(point["y"]), outcome=point.get("legendgroup") or None))
        st.plotly_chart(charts.events(cached.home(version, "events")), key="events", config=charts.CONFIG)
    with right:
        lengths = cached.home(version, "lengths")
        chosen = st.plotly_chart(
            charts.lengths(lengths), key="lengths", on_select="rerun", selection_mode="points", config=charts.CONFIG
        )
        _open(chosen, lambda point: charts.between(lengths[point["point_index"]]))
        types = cached.home(version, "value_types", _SAMPLE)
        st.plotly_chart(charts.value_types(types, _SAMPLE), key="types", config=charts.CONFIG)
    st.caption("Click a bar of the upper two charts for its traces.")


def _dataset(label: str) -> str | None:
    return None if label.startswith("(") else label


def _open(chosen, browse) -> None:  # type: ignore[no-untyped-def]
    points = chosen.selection.points
    if points:
        st.switch_page("views/traces.py", query_params=browse(points[0]).query())


def _recent(version: int) -> None:
    st.subheader("Recent traces", anchor=False)
    for row in cached.home(version, "recent"):
        link, about = st.columns([2, 5], vertical_alignment="center")
        link.page_link("views/trace.py", label=row["name"], query_params=Focus(row["trace_id"]).query())
        when = row["created_at"].strftime("%Y-%m-%d %H:%M UTC")
        about.caption(f"{row['outcome']} · {number(row['n_steps'], 'step')} · {when}")
    st.page_link("views/traces.py", label="All traces", icon=":material/arrow_forward:")


main()
