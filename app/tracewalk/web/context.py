"""What the running server serves: set once before it starts, read by pages and API alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tracewalk.cage import Cage
from tracewalk.errors import UsageError
from tracewalk.lake import Lake
from tracewalk.settings import Settings, load
from tracewalk.web.branches.jobs import BranchJobs
from tracewalk.web.imports.jobs import Imports
from tracewalk.web.index import Index
from tracewalk.web.jobs import Jobs
from tracewalk.web.models import Models
from tracewalk.web.trajectories.index import RunIndex
from tracewalk.web.verify.jobs import Loops

__all__ = ["Context", "current", "use"]


@dataclass(frozen=True)
class Context:
    """One server's lake, base path and limits."""

    lake: Lake
    base: str = ""
    """The path under which everything is served: empty, or `/name` without a trailing slash."""
    writable: bool = True
    """Whether pages and calls that write or run something are offered."""
    settings: Settings = field(default_factory=load)
    queries: Path | None = None
    """A folder of the operator's own named queries."""
    unsafe: bool = False
    """Whether typed SQL runs also where the kernel cannot shut it off."""
    index: Index = field(init=False)
    run_index: RunIndex = field(init=False)
    models: Models = field(init=False)
    jobs: Jobs = field(init=False)
    branches: BranchJobs = field(init=False)
    loops: Loops = field(init=False)
    imports: Imports = field(init=False)
    cage: Cage = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index(self.lake))
        object.__setattr__(self, "run_index", RunIndex(self.lake))
        object.__setattr__(self, "models", Models())
        object.__setattr__(self, "jobs", Jobs(self.lake, self.models, self.settings))
        object.__setattr__(self, "branches", BranchJobs(self.lake, self.models, self.jobs, self.settings))
        object.__setattr__(self, "loops", Loops(self.lake, self.models, self.settings))
        object.__setattr__(self, "imports", Imports(self.lake, self.settings))
        object.__setattr__(self, "cage", Cage(self.lake, self.settings, unsafe=self.unsafe))

    def close(self) -> None:
        """Stops what runs in the background: predictions, loops and imports keep what came, the rest ends."""
        self.cage.close()
        self.imports.close()
        self.branches.close()
        self.loops.close()
        self.jobs.close()
        self.models.close()


class _Current:
    context: Context | None = None


def use(context: Context) -> None:
    """Serve this from now on."""
    _Current.context = context


def current() -> Context:
    """What is being served. Raises `UsageError` when no server was set up in this process."""
    if _Current.context is None:
        raise UsageError("No lake is being served in this process; start the explorer with: tracewalk serve LAKE")
    return _Current.context
