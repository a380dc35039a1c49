"""The Streamlit script: which pages there are. Run anew on every interaction, so it holds nothing else."""

from pathlib import Path

import streamlit as st

from tracewalk.web.frame import page_frame

_VIEWS = Path(__file__).parent / "views"

st.logo((Path(__file__).parent / "brand.svg").read_text(encoding="utf-8"), size="medium")
st.set_page_config(page_title="Tracewalk", page_icon="👣", layout="wide")
_page = st.navigation(
    [
        st.Page(_VIEWS / "home.py", title="Home", default=True),
        st.Page(_VIEWS / "traces.py", title="Traces", url_path="traces"),
        st.Page(_VIEWS / "trace.py", title="Trace", url_path="trace"),
        st.Page(_VIEWS / "compare.py", title="Compare", url_path="compare"),
        st.Page(_VIEWS / "trajectories.py", title="Trajectories", url_path="trajectories"),
        st.Page(_VIEWS / "trajectory.py", title="Trajectory", url_path="trajectory"),
        st.Page(_VIEWS / "runs.py", title="Two runs", url_path="runs"),
        st.Page(_VIEWS / "accuracy.py", title="Accuracy", url_path="accuracy"),
        st.Page(_VIEWS / "verify.py", title="Verify", url_path="verify"),
        st.Page(_VIEWS / "results.py", title="Results", url_path="results"),
        st.Page(_VIEWS / "sql.py", title="SQL", url_path="sql"),
    ],
    position="top",
)
with page_frame():
    _page.run()
