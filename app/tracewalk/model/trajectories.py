"""What an agent did: trajectories, their turns and tool calls, and what each turn changed.

A *trajectory* is one run of one agent. A *turn* is one message of one source; an agent's turn holds its tool calls and
what they gave back. A *state change* is what a turn did to files, the working directory, tests or the repository. What
a source does not record is None; where a value is worked out or guessed, a `method` beside it says so.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from tracewalk.frozen import frozen, values_of

__all__ = [
    "CHANGE_KINDS",
    "FILE_ACTIONS",
    "METHODS",
    "SOURCES",
    "TRAJECTORY_OUTCOMES",
    "TURN_KINDS",
    "Image",
    "Record",
    "StateChange",
    "ToolCall",
    "Trajectory",
    "Turn",
    "change_row",
    "turn_row",
]

SOURCES = ("system", "user", "agent")
"""Whose message a turn is; what tools give back stands with the agent's call."""

TURN_KINDS = ("prompt", "say", "think", "read", "search", "edit", "run", "test", "submit", "plan", "delegate", "other")
"""What a turn, or a call, is mainly for: `prompt` of the system or user; `say` and `think` have no call."""

TRAJECTORY_OUTCOMES = ("solved", "unsolved", "error")
"""As the source or a report beside it says; None where neither does. `error`: it was never judged as it failed."""

METHODS = ("recorded", "derived", "estimated")
"""`recorded` as it stands in the source; `derived` from what stands there, exactly; `estimated` by a rule of thumb."""

CHANGE_KINDS = ("file", "cwd", "open_file", "tests", "commit")
FILE_ACTIONS = ("create", "edit", "delete", "rename")


@frozen
class Record:
    """Where a raw record stands: bytes of the file, or of the archive's member, and a JSON pointer within them."""

    offset: int
    length: int
    pointer: str
    """RFC 6901; empty for the whole of the bytes, as with a line of JSON.

    Where they are not in the run's own file (or member), `NAME#` comes first: the file beside it that holds them, or
    the column of Parquet, of which `offset` is then the row."""
    digest: str
    """First 16 hex digits of blake2b of those bytes: another content is not shown as this record."""


@frozen
class Image:
    """A picture that the log itself holds; one that it only names by an address is never fetched."""

    media_type: str
    """`image/png`, `image/jpeg`, `image/gif` or `image/webp`, as its first bytes show."""
    data: bytes


@frozen
class ToolCall:
    """One call of a tool with what it gave back; text-only agents' commands are calls of the tool `bash`."""

    tool: str
    arguments: str
    """As JSON where they are an object; else, as of a command line, the text itself."""
    call_id: str | None = None
    kind: str = "other"
    """One of `TURN_KINDS`."""
    target: str | None = None
    """What it is about: a path, or the command."""
    observation: str | None = None
    """None where nothing came back."""
    exit_code: int | None = None
    error: bool | None = None
    """Whether it failed; None where nothing tells."""
    error_method: str | None = None
    malformed: str | None = None
    """Why the call could not be understood, as the source's parser or ours says."""
    seconds: float | None = None
    trajectory: str | None = None
    """Id of the sub-agent's trajectory that it started."""


@frozen
class Turn:
    """One message of one source, numbered from 0."""

    turn: int
    source: str
    kind: str = "other"
    message: str | None = None
    reasoning: str | None = None
    calls: tuple[ToolCall, ...] = ()
    images: tuple[Image, ...] = ()
    model: str | None = None
    at: datetime | None = None
    """When it was made, in UTC; a source without a zone is taken as UTC, and `Trajectory.notes` says so."""
    seconds: float | None = None
    prompt_tokens: int | None = None
    """Of the request that gave the turn, cached ones included: what the context held."""
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    cost: float | None = None
    """US dollars of this turn alone."""
    cost_method: str | None = None
    """Also of its tokens where they are worked out, as from sums that only grow."""
    error: str | None = None
    """What went wrong in the turn itself, as a refused request."""
    copied: bool = False
    """It stands here only as context that another trajectory had first."""
    traces: tuple[str, ...] = ()
    """Ids of the traces recorded of the programs that it ran."""
    records: tuple[Record, ...] = ()


@frozen
class StateChange:
    """One thing that one call of a turn changed, numbered within the trajectory."""

    number: int
    turn: int
    call: int
    """The number of the call in the turn; -1: of the turn as a whole."""
    kind: str
    method: str
    how: str
    """What it was taken from: `structured patch`, `tool arguments`, `apply_patch`, `heredoc`, `sed`, `pytest`...
    Of a file that only keeps what a command prints `output`, or `git diff`."""
    path: str | None = None
    """Of a file; as the agent named it, made absolute where the working directory is known."""
    old_path: str | None = None
    """Before a rename."""
    action: str | None = None
    """One of `FILE_ACTIONS`."""
    diff: str | None = None
    """Unified, without the lines that name the files; a hunk whose place is not known has a bare `@@`."""
    before: str | None = None
    after: str | None = None
    """The whole content where the source gives it, or where what stands before does not give it: of a file's derived
    changes the first known one has its `before`, a new file its `after`; the others follow from their diffs."""
    value: str | None = None
    """Of `cwd` and `open_file` the path; of `commit` the id, or the message where no id is known."""
    passed: int | None = None
    failed: int | None = None
    errors: int | None = None
    skipped: int | None = None
    tests_passed: tuple[str, ...] = ()
    """Names, where they are listed."""
    tests_failed: tuple[str, ...] = ()


@frozen
class Trajectory:
    """One run of one agent: everything but its turns and state changes."""

    trajectory_id: str
    """32 hex digits of blake2b of the source format and of the raw bytes of the run."""
    name: str
    """For people: the task's id, else the session's, else the file's."""
    source_format: str
    format_version: str | None = None
    native_id: str | None = None
    """The id that the source itself gives the run."""
    dataset: str | None = None
    agent: str | None = None
    agent_version: str | None = None
    model: str | None = None
    task_id: str | None = None
    task: str | None = None
    """What the agent was asked to do."""
    repo: str | None = None
    base_commit: str | None = None
    outcome: str | None = None
    """One of `TRAJECTORY_OUTCOMES`."""
    outcome_from: str | None = None
    """Where the outcome stands, as `report.json`."""
    score: float | None = None
    scores: str | None = None
    """All scores, as JSON."""
    exit_status: str | None = None
    """As recorded."""
    patch: str | None = None
    """The final patch."""
    patch_method: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    seconds: float | None = None
    n_turns: int = 0
    n_changes: int = 0
    """State changes; the lake counts both itself."""
    n_records: int = 0
    """Raw records of the source, as the format counts them."""
    n_calls: int = 0
    n_errors: int = 0
    """Calls that failed, as far as is known."""
    n_edits: int = 0
    """Changes of files, but those that only keep what a command prints: `git diff > fix.patch`, `pytest > log`."""
    n_test_runs: int = 0
    tests_passed: int | None = None
    """Of the last run of tests in it."""
    tests_failed: int | None = None
    tools: tuple[str, ...] = ()
    """Names of the tools called, in order of their first call."""
    prompt_tokens: int | None = None
    """Of all turns together."""
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None
    max_context: int | None = None
    """Most tokens that one request held."""
    context_window: int | None = None
    """Of the model, where the source says it."""
    cost: float | None = None
    cost_method: str | None = None
    parent: str | None = None
    """Id of the trajectory that started it, for a sub-agent's."""
    parent_turn: int | None = None
    continues: str | None = None
    """Id of the trajectory that it goes on from."""
    source_file: str = ""
    source_member: str | None = None
    """Within an archive."""
    source_record: str | None = None
    """JSON pointer or `line N` of the run in a file of many."""
    metadata: str | None = None
    """What else the source says of the run, as JSON."""
    notes: tuple[str, ...] = ()
    """What had to be guessed or was left out, for people."""
    importer: int = 1
    """Version of what read it."""
    imported_at: datetime | None = None

    def row(self) -> dict[str, object]:
        """As a row of the `trajectories` table."""
        return values_of(self)


def turn_row(trajectory_id: str, turn: Turn) -> dict[str, object]:
    """A turn as a row of the `turns` table."""
    return {"trajectory_id": trajectory_id} | asdict(turn)


def change_row(trajectory_id: str, change: StateChange) -> dict[str, object]:
    """A change as a row of the `state_changes` table."""
    return {"trajectory_id": trajectory_id} | values_of(change)
