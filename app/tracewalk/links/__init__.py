"""Focus <-> URL: the only place where URLs of Tracewalk are made or read.

A *focus* is where the user looks; the URL is the focus. Every link carries `v`, the version of this scheme, so that an
old link opens for ever or says why it can't. All URLs are relative, so they hold under any base path.
"""

from __future__ import annotations

from tracewalk.links.accuracy import Accuracy, read_accuracy
from tracewalk.links.reading import VERSION
from tracewalk.links.results import RESULT_OUTCOMES, Results, read_results
from tracewalk.links.sql import CHARTS, Sql, read_sql, sql_api
from tracewalk.links.traces import (
    ERRORS,
    SORTS,
    Browse,
    Focus,
    compare_url,
    long_url,
    read_browse,
    read_focus,
    trace_api,
)
from tracewalk.links.trajectories import (
    RUN_OUTCOMES,
    RUN_SORTS,
    RUN_VIEWS,
    Trajectories,
    TrajectoryFocus,
    imports_api,
    long_run_url,
    read_trajectories,
    read_trajectory_focus,
    runs_api,
    runs_url,
    trajectories_api,
    trajectory_api,
)
from tracewalk.links.verify import CHECK_SHOWN, CHECK_SORTS, Verify, job_api, read_verify, verify_api

__all__ = [
    "CHARTS",
    "CHECK_SHOWN",
    "CHECK_SORTS",
    "ERRORS",
    "RESULT_OUTCOMES",
    "RUN_OUTCOMES",
    "RUN_SORTS",
    "RUN_VIEWS",
    "SORTS",
    "VERSION",
    "Accuracy",
    "Browse",
    "Focus",
    "Results",
    "Sql",
    "Trajectories",
    "TrajectoryFocus",
    "Verify",
    "compare_url",
    "imports_api",
    "job_api",
    "long_run_url",
    "long_url",
    "read_accuracy",
    "read_browse",
    "read_focus",
    "read_results",
    "read_sql",
    "read_trajectories",
    "read_trajectory_focus",
    "read_verify",
    "runs_api",
    "runs_url",
    "sql_api",
    "trace_api",
    "trajectories_api",
    "trajectory_api",
    "verify_api",
]
