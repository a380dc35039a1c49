"""Links to the pages of trajectories: Trajectories, Trajectory, and Compare two runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from tracewalk.errors import LinkError
from tracewalk.frozen import frozen
from tracewalk.links.reading import VERSION, one_of, read, read_id, read_int, read_number, read_text, show, written
from tracewalk.model import TRAJECTORY_OUTCOMES

RUN_SORTS = (
    "newest",
    "oldest",
    "longest",
    "shortest",
    "costliest",
    "cheapest",
    "most_tokens",
    "fewest_tokens",
    "slowest",
    "quickest",
    "name",
)
"""Orders of the list of trajectories; `longest` and `shortest` are of turns."""
RUN_OUTCOMES = (*TRAJECTORY_OUTCOMES, "unknown")
RUN_VIEWS = ("list", "grid")
"""`grid`: outcomes by task and model."""

_AFTER = re.compile(r"[0-9a-f]{32}~(-?[0-9]{1,18})?~.*", re.DOTALL)


@frozen
class Trajectories:
    """The Trajectories page: its filters (None: any), its order, and the row after which the page begins."""

    dataset: str | None = None
    format: str | None = None
    agent: str | None = None
    model: str | None = None
    task: str | None = None
    """The task's id."""
    repo: str | None = None
    outcome: str | None = None
    """One of `RUN_OUTCOMES`."""
    exit_status: str | None = None
    tool: str | None = None
    """One that it called."""
    min_cost: float | None = None
    max_cost: float | None = None
    """US dollars."""
    min_tokens: int | None = None
    max_tokens: int | None = None
    min_turns: int | None = None
    max_turns: int | None = None
    text: str | None = None
    """Anywhere in it."""
    sub_agents: str | None = None
    """`listed`: also where the run that started them is there, below which they stand else."""
    view: str = RUN_VIEWS[0]
    sort: str = RUN_SORTS[0]
    after: str | None = None
    """`ID~KEY~NAME` of the last row of the page before, KEY empty where it has none: new rows move nothing."""

    def query(self) -> dict[str, str]:
        """As the parameters of a URL; what has its default is left out."""
        query = written(self)
        for name, usual in (("view", RUN_VIEWS[0]), ("sort", RUN_SORTS[0])):
            if query[name] == usual:
                query.pop(name)
        return query

    def url(self) -> str:
        """`trajectories?v=1&format=...`, relative to the app's root."""
        return "trajectories?" + urlencode(self.query())


@frozen
class TrajectoryFocus:
    """One turn of one trajectory, and there one call or one file; with `other`, beside a turn of another run."""

    trajectory: str | None = None
    turn: int | None = None
    call: int | None = None
    """The number of the call in the turn."""
    file: str | None = None
    """A path, as the agent's files are named."""
    other: str | None = None
    other_turn: int | None = None

    @property
    def page(self) -> str:
        """The page that shows it: `runs` or `trajectory`."""
        return "runs" if self.other else "trajectory"

    def query(self) -> dict[str, str]:
        """As the parameters of a URL, in a fixed order."""
        return written(self)

    def url(self) -> str:
        """`trajectory?v=1&trajectory=ID&turn=N&file=path`, or `runs?...&other=ID`, relative to the app's root."""
        return f"{self.page}?{urlencode(self.query())}"

    def short(self) -> str:
        """`r/ID?turn=N`, for chats: redirects to `url()`."""
        rest = {k: v for k, v in self.query().items() if k not in ("v", "trajectory")}
        return f"r/{self.trajectory}" + (f"?{urlencode(rest)}" if rest else "")


def read_trajectories(params: Mapping[str, str]) -> Trajectories:
    """The filters that the Trajectories page's parameters name. Raises `LinkError` for what cannot be meant."""
    return read(Trajectories, params, _TRAJECTORIES)


def read_trajectory_focus(params: Mapping[str, str]) -> TrajectoryFocus:
    """What a trajectory page's parameters name, or those of `runs`. Raises `LinkError` for what cannot be meant."""
    return read(TrajectoryFocus, params, _FOCUS)


def runs_url(focus: TrajectoryFocus) -> str:
    """`runs?v=1&trajectory=ID&...`: Compare two runs also where the second is not chosen yet."""
    return "runs?" + urlencode(focus.query())


def trajectory_api(trajectory_id: str, call: str = "") -> str:
    """`api/trajectories/ID` or one of the calls below it, relative to the app's root."""
    return f"api/trajectories/{quote(trajectory_id, safe='')}" + (f"/{call}" if call else "")


def trajectories_api(filters: Trajectories) -> str:
    """`api/trajectories?...`: a page of the list, relative to the app's root."""
    return "api/trajectories?" + urlencode(filters.query())


def imports_api() -> str:
    """`api/imports`: where logs are brought to, relative to the app's root."""
    return "api/imports"


def runs_api(left: str, right: str, call: str = "") -> str:
    """`api/runs?left=ID&right=ID`: two trajectories, aligned; or one of the calls below. Relative to the app's root."""
    return f"api/runs{f'/{call}' if call else ''}?" + urlencode({"left": left, "right": right})


def long_run_url(trajectory_id: str, params: Mapping[str, str]) -> str:
    """Where the short link of a run leads: its parameters as they are, for the page to read or refuse."""
    given = {k: v for k, v in params.items() if k != "trajectory"}
    page = "runs" if given.get("other") else "trajectory"
    return f"{page}?" + urlencode({"v": str(VERSION)} | {"trajectory": trajectory_id} | given)


def _read_after(name: str, text: str) -> str:
    if not _AFTER.fullmatch(read_text(name, text)):
        raise LinkError(f"{name}={show(text)} is no place in the list; take it out of the link.")
    return text


_TRAJECTORIES = (
    {
        "outcome": one_of(*RUN_OUTCOMES),
        "sub_agents": one_of("listed"),
        "view": one_of(*RUN_VIEWS),
        "sort": one_of(*RUN_SORTS),
        "after": _read_after,
        "min_cost": read_number,
        "max_cost": read_number,
    }
    | dict.fromkeys(("min_tokens", "max_tokens", "min_turns", "max_turns"), read_int)
    | dict.fromkeys(
        ("dataset", "format", "agent", "model", "task", "repo", "exit_status", "tool", "text"),
        read_text,
    )
)
_FOCUS = {
    "trajectory": read_id,
    "other": read_id,
    "turn": read_int,
    "call": read_int,
    "other_turn": read_int,
    "file": read_text,
}
