"""Trajectories: the runs of agents in the lake, as a list or by task and model. The URL holds all of what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from tracewalk.errors import LinkError
from tracewalk.links import RUN_SORTS, RUN_VIEWS, Trajectories, TrajectoryFocus, imports_api, read_trajectories
from tracewalk.web import cached
from tracewalk.web.components.importer import importer
from tracewalk.web.components.runs import runs
from tracewalk.web.context import current
from tracewalk.web.frame import leaving, problem
from tracewalk.web.imports.calls import why_not
from tracewalk.web.list_state import ListState
from tracewalk.web.searching import searched
from tracewalk.web.share import runs_listed
from tracewalk.web.trajectories import shown
from tracewalk.web.trajectories.asked import Hits, apart
from tracewalk.web.trajectories.grid import Grid, grid
from tracewalk.web.trajectories.listing import Listed, page
from tracewalk.web.trajectories.search import begin
from tracewalk.words import counted

_LIST = ListState("run", Trajectories())
_MORE = (
    "format", "dataset", "min_turns", "max_turns", "min_cost", "max_cost", "min_tokens", "max_tokens", "sub_agents",
)  # fmt: skip
_VIEWS = {"list": ":material/list: List", "grid": ":material/grid_on: By task"}


def main() -> None:
    """The page."""
    try:
        asked = read_trajectories(st.query_params.to_dict())
    except LinkError as wrong:
        problem("This link does not open", str(wrong))
        st.page_link("views/trajectories.py", label="All trajectories of this lake", icon=":material/arrow_back:")
        return
    _LIST.seed(asked)
    empty = asked == Trajectories(sort=asked.sort, view=asked.view) and not current().run_index.size()
    _way_in(empty)
    if empty:
        _empty()
        return
    above = st.container()
    hits = _hits(asked) if asked.text else None
    with above:
        _filters(asked, hits)
    if asked.text and hits is None:
        return
    if asked.view == "grid":
        _show_grid(asked, grid(current().run_index, asked, current().settings.page_rows, hits), hits)
    else:
        _show_list(asked, page(current().run_index, asked, current().settings.page_rows, hits))


def _way_in(empty: bool) -> None:
    """Logs can be dropped onto the page, where this server may write."""
    if why_not() is not None:
        return
    running = current().imports.running()
    data = {
        "api": imports_api(),
        "large": empty,
        "running": running.import_id if running else None,
        "command": f"tracewalk import PATH... --lake {current().lake.path}",
    }
    what = importer(data, key=f"importer_{st.session_state.get('opened', 0)}", asked=lambda: None)
    if what is not None and what["kind"] == "open":
        _open(what["trajectory"], None)


def _empty() -> None:
    """How the first runs get here, where they cannot be dropped onto the page."""
    if (why := why_not()) is not None:
        problem(
            "No agent's run in this lake yet",
            "Import logs of agents: files, folders, zip or tar archives. The format of each is found by its content.\n"
            f"tracewalk import PATH... --lake {current().lake.path}\n\n{why}",
        )


def _hits(asked: Trajectories) -> Hits | None:
    """Where the text stands; None while it is looked for."""
    lake, seconds = current().lake, current().settings.text_seconds
    of = ("trajectories", lake.version, apart(asked))
    return searched(of, lambda: begin(lake, current().run_index, asked, seconds), "all turns")


def _filters(asked: Trajectories, hits: Hits | None) -> None:
    known = replace(asked, text=None) if hits is None else asked
    options = cached.run_facets(current().lake.version, apart(known), hits)
    one = st.columns([5.4, 1.3, 1.6], gap="small", vertical_alignment="bottom")
    with one[0]:
        _LIST.text(
            "Text anywhere in a run",
            "Text anywhere: in names, messages, reasoning, calls of tools and what they gave back, e.g. AssertionError",
        )
    with one[1]:
        st.selectbox(
            "Order", RUN_SORTS, key=_LIST.key("sort"), on_change=_LIST.changed, label_visibility="collapsed",
            format_func=lambda name: "by name" if name == "name" else f"{name.replace('_', ' ')} first",
            disabled=asked.view == "grid",
        )  # fmt: skip
    with one[2]:
        st.segmented_control(
            "View", RUN_VIEWS, key=_LIST.key("view"), on_change=_LIST.changed, format_func=_VIEWS.__getitem__,
            label_visibility="collapsed", required=True, width="stretch",
        )  # fmt: skip
    two = st.columns([1, 1.3, 1.2, 1.5, 1.2, 1.1, 1.1, 0.8], gap="small", vertical_alignment="bottom")
    for column, (name, label) in zip(two, _SHOWN.items(), strict=False):
        with column:
            _LIST.choice(name, label, options.get(name, {}), new=name != "outcome")
    more = sum(getattr(asked, name) is not None for name in _MORE)
    with two[-1], st.popover(f"More ({more})" if more else "More", width="stretch"):
        _more(options)


_SHOWN = {
    "outcome": "Outcome",
    "model": "Model",
    "agent": "Agent",
    "task": "Task",
    "repo": "Repository",
    "tool": "Tool that it called",
    "exit_status": "Ended with",
}


def _more(options: dict[str, dict[str, int]]) -> None:
    _LIST.choice("format", "Format of the log", options.get("format", {}))
    _LIST.choice("dataset", "Dataset", options.get("dataset", {}), new=True)
    for name, label, step in (("turns", "Turns", 1), ("cost", "Cost in dollars", 0.1), ("tokens", "Tokens", 1000)):
        low, high = st.columns(2, gap="small")
        with low:
            _LIST.number(f"min_{name}", f"{label} from", "0", step)
        with high:
            _LIST.number(f"max_{name}", "to", "any", step)
    st.selectbox(
        "Runs of sub-agents", ["listed"], key=_LIST.key("sub_agents"), on_change=_LIST.changed,
        placeholder="below the runs that started them", format_func=lambda _: "in the list, too", index=None,
    )  # fmt: skip


def _show_list(asked: Trajectories, found: Listed) -> None:
    if not found.rows:
        _nothing(asked, found.sub_agents)
        return
    first = len(_LIST.before) * current().settings.page_rows + 1
    range_ = f"{first:,}-{first + len(found.rows) - 1:,} of " if _LIST.before or not asked.after else "from a link, of "
    told = f"**{range_}{found.total:,}** trajectories"
    if found.judged:
        told += f" · {found.solved:,} of {found.judged:,} judged are solved ({100 * found.solved / found.judged:.0f} %)"
    if found.sub_agents and asked.sub_agents is None:
        told += f" · {counted(found.sub_agents, 'run')} of sub-agents below them"
    _pager(asked, told, found.following)
    _clicked(asked, runs(shown.listed(asked, found), key=_element(asked), asked=lambda: None), None)


def _show_grid(asked: Trajectories, found: Grid, hits: Hits | None) -> None:
    if not found.tasks:
        if nameless := page(current().run_index, asked, 1, hits).total:
            _nothing_by_task(nameless)
        else:
            _nothing(asked, 0)
        return
    told = f"**{found.n_tasks:,}** {'task' if found.n_tasks == 1 else 'tasks'} · click a mark to open the run"
    if found.n_columns > len(found.columns):
        told += f" · the {len(found.columns)} agents and models with the most runs, of {found.n_columns}"
    if found.n_nameless:
        told += f" · {counted(found.n_nameless, 'run')} without a task left out"
    _pager(asked, told, found.following)
    _clicked(asked, runs(shown.gridded(asked, found), key=_element(asked), asked=lambda: None), found)


def _element(asked: Trajectories) -> str:
    return f"runs_{asked.view}_{st.session_state.get('opened', 0)}"


def _pager(asked: Trajectories, told: str, following: Trajectories | None) -> None:
    text, query, back, forth = st.columns([6, 0.9, 1, 1], vertical_alignment="center")
    text.markdown(told)
    query.page_link("views/sql.py", label="As SQL", icon=":material/database:", query_params=runs_listed(asked).query())
    _LIST.turn(back, forth, following)


def _clicked(asked: Trajectories, what: dict[str, Any] | None, of: Grid | None) -> None:
    """A run is opened or two are compared, the list is ordered anew, or a task's runs are listed."""
    if what is None:
        return
    if what["kind"] == "open":
        _open(what["trajectory"], what["turn"])
    if what["kind"] == "compare":
        leaving()
        st.switch_page("views/runs.py", query_params=TrajectoryFocus(what["left"], other=what["right"]).query())
    if what["kind"] == "sort" and what["sort"] in RUN_SORTS:
        _LIST.go(replace(asked, sort=what["sort"], after=None), [])
        st.rerun()
    if what["kind"] == "task" and of is not None:
        _LIST.go(shown.behind(asked, of, what["task"], what["column"]), [])
        st.rerun()


def _open(trajectory_id: str, turn: int | None) -> None:
    leaving()
    st.switch_page("views/trajectory.py", query_params=TrajectoryFocus(trajectory_id, turn=turn).query())


def _nothing(asked: Trajectories, sub_agents: int) -> None:
    if sub_agents:
        problem("Only runs of sub-agents match", "They stand below the runs that started them.")
        if st.button(f"List {counted(sub_agents, 'run')} of sub-agents", key="sub_agents"):
            _LIST.go(replace(asked, sub_agents="listed", after=None), [])
            st.rerun()
        return
    problem("No trajectory matches", "Loosen one of the filters above, or clear them all.")
    if st.button("Clear the filters", key="clear"):
        _LIST.clear()
        st.rerun()


def _nothing_by_task(runs: int) -> None:
    problem(
        "No run here names its task",
        f"{counted(runs, 'run')} match, and the grid shows runs by the task that they name; the list shows them all.",
    )
    if st.button("Show the list", key="as_list"):
        _LIST.go(replace(_LIST.asked, view="list", after=None), [])
        st.rerun()


main()
