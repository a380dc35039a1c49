"""Tasks and agents -> trajectories in a lake, one episode after the other; what the lake has is not run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracewalk.errors import UsageError
from tracewalk.forage.episode import Limits, run_episode
from tracewalk.forage.judge import Judge
from tracewalk.forage.keep import FORMAT, identity_of, keep
from tracewalk.forage.scripted import Scripted
from tracewalk.forage.traced import Tracer
from tracewalk.recorder.options import Options
from tracewalk.sandbox import Cancelled, Sandbox

if TYPE_CHECKING:
    from tracewalk.forage.policy import Policy
    from tracewalk.forage.task import Task
    from tracewalk.lake import Lake
    from tracewalk.model import Trajectory

__all__ = ["Foraged", "MakePolicy", "by_script", "forage", "limits_of"]

MakePolicy = Callable[["Task"], Awaitable["Policy"]]
_DEFAULT = Options()


@dataclass
class Foraged:
    """What came of it; what is counted is in the lake."""

    trajectories: list[Trajectory] = field(default_factory=list)
    """Those run now."""
    kept: int = 0
    """Episodes not run: the lake had their trajectory."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """Of those run now: solved, unsolved, error."""
    interrupted: bool = False


def limits_of(lake: Lake, *, turns: int | None = None, seconds: float | None = None) -> Limits:
    """The limits of the settings, or other ones."""
    settings = lake.settings
    return Limits(
        turns=turns or settings.forage_turns,
        seconds=seconds or settings.forage_seconds,
        context=settings.forage_context,
        refusals=settings.forage_refusals,
    )


def by_script(name: str) -> MakePolicy:
    """Scripted agents, by the name of their script."""

    async def make(task: Task) -> Policy:
        return Scripted(name, task)

    return make


async def forage(
    episodes: Sequence[tuple[Task, MakePolicy]],
    lake: Lake,
    *,
    limits: Limits,
    options: Options = _DEFAULT,
    dataset: str = FORMAT,
    progress: Callable[[Foraged, str], None] = lambda _done, _name: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Foraged:
    """Runs the episodes. Once `stopped` says so, the one that runs is given up, and all before it are in the lake.

    Raises `SandboxMissing`, `EndpointError` where a server does not even say what it is.
    """
    done = Foraged()
    if not episodes:
        raise UsageError("no task is chosen; `tracewalk forage --list` shows those there are.")
    with Sandbox(lake.settings, slots=1) as sandbox, Tracer(lake, options, stopped=stopped) as tracer:
        judge = Judge(sandbox, seconds=limits.seconds, wanted=lambda: not stopped())
        for task, make in episodes:
            progress(done, task.id)
            policy = await make(task)
            if lake.has_trajectory(identity_of(task, policy, limits)):
                done.kept += 1
                continue
            try:
                episode = await run_episode(task, policy, sandbox, limits, judge, wanted=lambda: not stopped())
            except Cancelled:
                done.interrupted = True
                break
            made = keep(episode, lake, tracer, dataset)
            done.trajectories.append(made)
            done.outcomes[made.outcome or "error"] += 1
            if stopped():
                done.interrupted = True
                break
    progress(done, "")
    return done
