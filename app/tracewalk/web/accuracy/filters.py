"""The filters of the Accuracy page, and what is compared: the URL holds all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

import streamlit as st

from tracewalk.links import Accuracy
from tracewalk.web import cached
from tracewalk.web.accuracy.cohorts import MOST, Cohort
from tracewalk.web.accuracy.look import SIGNS
from tracewalk.web.accuracy.parts import FORMAT, go_to, here

__all__ = ["compared", "filters", "seed"]

_FILTERS = tuple(f.name for f in fields(Accuracy) if f.name not in ("cohorts", "cell", "errors"))
_HIDDEN = ("protocol", "constrained", "start", "samples")
_START = {"beginning": "from the first step", "later": "after a true prefix"}


def seed(focus: Accuracy) -> None:
    """Widgets follow the URL (a link, Back); what a widget changed is in the URL already."""
    if st.session_state.get("accuracy") != focus or "accuracy_model" not in st.session_state:
        st.session_state.accuracy = focus
        for name in _FILTERS:
            st.session_state[f"accuracy_{name}"] = getattr(focus, name)


def _changed() -> None:
    """A filter was changed: into the URL. What was compared may not match any more."""
    given = {name: st.session_state[f"accuracy_{name}"] or None for name in _FILTERS}
    go_to(Accuracy(**given, errors=here().errors))


def filters(version: int) -> None:
    """One row of choices; the rarer ones behind a button that says how many of them are set."""
    options = cached.accuracy_options(version)
    row = st.columns([1.7, 0.9, 1.3, 0.9, 0.9, 1.3, 0.9], gap="small", vertical_alignment="bottom")
    for column, (name, label) in zip(row, _SHOWN.items(), strict=False):
        with column:
            listed = cached.functions(version) if name == "func" else options.get(name, [])
            _choice(name, label, listed, new=name == "func")
    hidden = sum(getattr(here(), name) is not None for name in _HIDDEN)
    with row[-1], st.popover(f"More ({hidden})" if hidden else "More", width="stretch"):
        _more(options)


def _more(options: Mapping[str, Sequence[str]]) -> None:
    _choice("protocol", "Protocol", options.get("protocol", []))
    _choice("constrained", "Constrained decoding", options.get("constrained", []))
    _choice("start", "Begins", options.get("start", []), told=_START)
    _choice("samples", "Samples of a trace", ["first"], told={"first": "only the first"}, nothing="all")
    st.segmented_control("Save figures as", ["svg", "png"], key=FORMAT, default="svg", required=True)


def _choice(
    name: str,
    label: str,
    options: Sequence[str],
    *,
    new: bool = False,
    told: Mapping[str, str] | None = None,
    nothing: str = "any",
) -> None:
    key = f"accuracy_{name}"
    given = st.session_state.get(key)
    listed = list(options) if given is None or given in options else [given, *options]
    st.selectbox(
        label, listed, key=key, on_change=_changed, placeholder=nothing, accept_new_options=new,
        format_func=lambda value: (told or {}).get(value, value),
    )  # fmt: skip


def compared(found: Sequence[Cohort], shown: Sequence[Cohort], labels: Mapping[str, str]) -> None:
    """What stands side by side: at most `MOST` of what matches."""
    sizes = {cohort.key: cohort.predictions for cohort in found}
    signs = {cohort.key: f"{SIGNS[number]} " for number, cohort in enumerate(shown)}
    st.session_state.accuracy_compared = list(signs)
    st.multiselect(
        f"Compare, at most {MOST} of {len(found)}" if len(found) > MOST else "Compare",
        list(sizes),
        key="accuracy_compared",
        on_change=_compare,
        max_selections=MOST,
        format_func=lambda key: f"{signs.get(key, '')}{labels.get(key, key)} ({sizes.get(key, 0):,})",
        placeholder="the largest",
    )


def _compare() -> None:
    keys = st.session_state.accuracy_compared
    go_to(replace(here(), cohorts=",".join(keys) or None, cell=None))


_SHOWN = {
    "model": "Model",
    "mode": "Mode",
    "dataset": "Dataset",
    "split": "Split",
    "tag": "Tag",
    "func": "Function that ran",
}
