"""Habits of a run that are worth a look, found by plain rules, each with the turns that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tracewalk.agents.asides import is_edit, is_scratch, keeps_print
from tracewalk.agents.contents import net_diffs
from tracewalk.agents.paths import same_file
from tracewalk.agents.unified import hunks_of
from tracewalk.frozen import frozen
from tracewalk.model import StateChange, ToolCall, Trajectory, Turn
from tracewalk.words import counted

__all__ = ["RULES", "Pattern", "patterns"]

_REPEATED = 3
"""Calls alike, with the same result and nothing changed between, that are a habit; two if they follow each other."""
_STALLED = 20
"""Turns of the agent in a row without a change of files, tests or commits."""
_FAILING = 4
"""Calls in a row that fail."""
_NEARLY_FULL = 0.9
"""Of the context window."""
_REVERTS = frozenset({"git checkout", "git restore", "git reset"})
_MOST_FILES = 50
_LONGEST_QUOTE = 120


@frozen
class Pattern:
    """One finding of one rule."""

    rule: str
    """A name to filter by, as `repeated-command`."""
    title: str
    text: str
    """What was found, in a sentence or two for people; untrusted where it quotes the run."""
    turns: tuple[int, ...]
    """Where it shows, in order."""


@frozen
class _Run:
    trajectory: Trajectory
    turns: Sequence[Turn]
    changes: Sequence[StateChange]

    def calls(self) -> Iterator[tuple[Turn, ToolCall]]:
        """Every call of the agent's own turns with its turn, in order."""
        for turn in self.turns:
            if turn.source == "agent" and not turn.copied:
                yield from ((turn, call) for call in turn.calls)


def patterns(trajectory: Trajectory, turns: Sequence[Turn], changes: Sequence[StateChange]) -> list[Pattern]:
    """All findings of all rules, in the order of their first turns; kinds and targets must be filled in."""
    run = _Run(trajectory, turns, changes)
    found = [pattern for rule in _FINDERS for pattern in rule(run)]
    return sorted(found, key=lambda pattern: pattern.turns[:1])


def _repeated(run: _Run) -> Iterator[Pattern]:
    """The same call with the same result, and nothing changed in between."""
    edits = sorted(change.turn for change in run.changes if is_edit(change))
    groups: dict[tuple[str, str, str | None, int], list[int]] = {}
    done, before, in_a_row = 0, None, set[tuple[str, str, str | None, int]]()
    for turn, call in run.calls():
        while done < len(edits) and edits[done] < turn.turn:
            done += 1
        if call.kind == "submit" or call.tool.startswith("scroll") or call.arguments.startswith("scroll"):
            continue
        key = (call.tool, call.arguments, call.observation, done)
        groups.setdefault(key, []).append(turn.turn)
        if key == before:
            in_a_row.add(key)
        before = key
    for key, where in groups.items():
        if len(where) >= _REPEATED or key in in_a_row:
            times = counted(len(where), "time")
            text = (
                f"The same call was made {times} with the same result, and no file changed between: {_quoted(key[1])}"
            )
            yield Pattern("repeated-command", "Same command repeated", text, _ordered(where))


def _undone(run: _Run) -> Iterator[Pattern]:
    """An edit that a later one takes back, or that the last commit's content replaces."""
    made: dict[tuple[str, int], list[int]] = {}
    edited: dict[str, int] = {}
    for change in run.changes:
        if change.kind != "file" or change.path is None or change.action != "edit":
            continue
        hunks = hunks_of(change.diff or "")
        gone = tuple(text for hunk in hunks for sign, text in hunk.lines if sign == "-")
        come = tuple(text for hunk in hunks for sign, text in hunk.lines if sign == "+")
        earlier = made.get((change.path, hash((come, gone)))) if hunks else None
        first = earlier.pop() if earlier else edited.get(change.path) if change.how in _REVERTS else None
        if first is not None:
            text = f"What turn {first} changed in {_quoted(change.path)} was taken back."
            yield Pattern("edit-undone", "Edit undone", text, (first, change.turn))
        elif hunks:
            made.setdefault((change.path, hash((gone, come))), []).append(change.turn)
        edited[change.path] = change.turn


def _untested(run: _Run) -> Iterator[Pattern]:
    """No test after the last edit that stays."""
    folders = {change.value for change in run.changes if change.kind == "cwd" and change.value}
    kept = [diff.path for diff in net_diffs(run.changes)[:_MOST_FILES]]
    edits = [
        change.turn
        for change in run.changes
        if is_edit(change)
        and change.path
        and not is_scratch(change.path, folders)
        and not keeps_print(change.path)  # a patch to be handed in, however it was written
        and any(same_file(change.path, path) for path in kept)
    ]
    if not edits:
        return
    tests = {change.turn for change in run.changes if change.kind == "tests"}
    tests |= {turn.turn for turn, call in run.calls() if call.kind == "test"}
    last = max(edits)
    if max(tests, default=-1) >= last:
        return
    ran = any(call.kind == "run" and turn.turn > last for turn, call in run.calls())
    told = "the tests were last run before it" if tests else "the run has no test at all"
    more = ", though some program was run after it" if ran else ""
    text = f"The last edit that stays is in turn {last}; {told}{more}."
    yield Pattern("untested-edit", "Test never run after the last edit", text, (last,))


def _nearly_full(run: _Run) -> Iterator[Pattern]:
    window = run.trajectory.context_window
    if not window or window < 1:
        return
    full = [turn for turn in run.turns if (turn.prompt_tokens or 0) >= _NEARLY_FULL * window]
    if full:
        most = max(turn.prompt_tokens or 0 for turn in full)
        text = f"A request held {most:,} of the {window:,} tokens that the model takes ({most / window:.0%})."
        yield Pattern("context-nearly-full", "Context nearly full", text, _ordered(turn.turn for turn in full))


def _malformed(run: _Run) -> Iterator[Pattern]:
    found = [(turn.turn, call.malformed) for turn, call in run.calls() if call.malformed]
    if found:
        text = f"{counted(len(found), 'tool call')} could not be understood; the first: {_quoted(found[0][1] or '')}"
        yield Pattern("malformed-call", "Tool call malformed", text, _ordered(turn for turn, _ in found))


def _stalled(run: _Run) -> Iterator[Pattern]:
    moved = {change.turn for change in run.changes if is_edit(change) or change.kind in {"tests", "commit"}}
    stretch: list[int] = []
    for turn in [*(t for t in run.turns if t.source == "agent" and not t.copied), None]:
        if turn is not None and turn.turn not in moved:
            stretch.append(turn.turn)
            continue
        if len(stretch) >= _STALLED:
            text = f"{counted(len(stretch), 'turn')} in a row changed no file, ran no tests and made no commit."
            yield Pattern("no-progress", "Long stretch without a state change", text, (stretch[0], stretch[-1]))
        stretch = []


def _failing(run: _Run) -> Iterator[Pattern]:
    streak: list[int] = []
    for turn, call in [*run.calls(), (None, None)]:
        if turn is not None and call is not None and call.error:
            streak.append(turn.turn)
            continue
        if len(streak) >= _FAILING:
            text = f"{counted(len(streak), 'call')} in a row failed."
            yield Pattern("failing-calls", "Calls failing in a row", text, _ordered(streak))
        streak = []


def _failing_tests(run: _Run) -> Iterator[Pattern]:
    last = next((change for change in reversed(run.changes) if change.kind == "tests"), None)
    bad = ((last.failed or 0) + (last.errors or 0)) if last else 0
    if last and bad:
        text = f"In the last run of tests {counted(bad, 'test')} did not pass."
        yield Pattern("failing-tests", "Last run of tests failed", text, (last.turn,))


_FINDERS: tuple[Callable[[_Run], Iterator[Pattern]], ...] = (
    _repeated,
    _undone,
    _untested,
    _nearly_full,
    _malformed,
    _stalled,
    _failing,
    _failing_tests,
)

RULES = {
    "repeated-command": "Same command repeated",
    "edit-undone": "Edit undone",
    "untested-edit": "Test never run after the last edit",
    "context-nearly-full": "Context nearly full",
    "malformed-call": "Tool call malformed",
    "no-progress": "Long stretch without a state change",
    "failing-calls": "Calls failing in a row",
    "failing-tests": "Last run of tests failed",
}
"""Name of a rule -> its title."""


def _ordered(turns: Iterator[int] | Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted(set(turns)))


def _quoted(text: str) -> str:
    line = text.strip()[: _LONGEST_QUOTE + 1].split("\n", 1)[0]
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"
