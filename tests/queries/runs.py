"""A dozen runs of agents so short that every answer about them can be found by reading them.

Ids are numbers, so that the order of ids is that of this list: the first is 0x201. Turn 0 is the prompt. Each later
turn holds 100 tokens more than the one before, says 10, and costs a quarter of a dollar, with bob half a dollar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tracewalk.model import StateChange, ToolCall, Trajectory, Turn

__all__ = ["RUNS", "Run", "made"]

COSTS = {"ada": 0.25, "bob": 0.5, "cy": 0.25, "eve": 0.25}


@dataclass(frozen=True)
class Act:
    """What an agent does in one turn."""

    kind: str
    call: ToolCall | None = None
    says: str | None = None
    change: Mapping[str, Any] | None = None
    traces: tuple[str, ...] = ()
    copied: bool = False


def read(path: str, text: str = "x = 1") -> Act:
    return Act("read", ToolCall("bash", f"cat {path}", None, "read", path, text, 0, False, "recorded", seconds=0.5))


def edit(path: str, old: str, new: str) -> Act:
    change = {"kind": "file", "path": path, "action": "edit", "diff": f"@@ -1 +1 @@\n-{old}\n+{new}\n"}
    return Act(
        "edit", ToolCall("edit", f"{path}: {old} -> {new}", None, "edit", path, "done", error=False), change=change
    )


def test(passed: int, failed: int) -> Act:
    said = f"{failed} failed, {passed} passed"
    call = ToolCall("bash", "pytest", None, "test", "pytest", said, int(failed > 0), failed > 0, seconds=2.0)
    return Act("test", call, change={"kind": "tests", "passed": passed, "failed": failed, "errors": 0})


def shell(command: str, said: str, code: int = 0, kind: str = "run", traces: tuple[str, ...] = ()) -> Act:
    call = ToolCall("bash", command, None, kind, command, said, code, code > 0, "recorded", seconds=1.0)
    return Act(kind, call, traces=traces)


def bad(arguments: str, why: str) -> Act:
    return Act("edit", ToolCall("edit", arguments, None, "edit", malformed=why, error=True))


def think(text: str) -> Act:
    return Act("think", says=text)


def ask(helper: str) -> Act:
    return Act("delegate", ToolCall("agent", "look into it", None, "delegate", helper, "seen", trajectory=helper))


def submit() -> Act:
    return Act("submit", ToolCall("submit", "", None, "submit"))


def hand_in(path: str) -> Act:
    """`git diff` into a file: no edit of what is worked on."""
    change = {"kind": "file", "path": path, "action": "create", "how": "git diff", "diff": None}
    return replace(submit(), change=change)


def again(act: Act) -> Act:
    """The same turn where it stands only as context."""
    return replace(act, change=None, copied=True)


@dataclass(frozen=True)
class Run:
    """A run; `facts` are columns of its row, and name other runs where those hold ids."""

    name: str
    acts: tuple[Act, ...]
    agent: str | None
    model: str | None
    task: str | None
    outcome: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)


DONE = {"exit_status": "Submitted"}

RUNS = (
    Run(
        "ada sum",
        (
            read("a.py"),
            edit("a.py", "x = 1", "x = 2"),
            test(1, 1),
            edit("a.py", "x = 2", "x = 3"),
            test(2, 0),
            hand_in("fix.patch"),
        ),
        "mini",
        "ada",
        "sum",
        "solved",
        DONE,
    ),
    # takes back what it did, and runs no tests
    Run(
        "ada sort",
        (read("b.py", "y"), edit("b.py", "y", "z"), edit("b.py", "z", "y"), submit()),
        "mini",
        "ada",
        "sort",
        "unsolved",
        DONE,
    ),
    Run(
        "ada max",
        (shell("ls", "busy", 1), shell("ls", "busy", 1), shell("ls", "a.py")),
        "mini",
        "ada",
        "max",
        "error",
        {"exit_status": "LimitsExceeded"},
    ),
    Run("bob sum", (test(0, 2), edit("a.py", "x = 1", "x = 0"), submit()), "mini", "bob", "sum", "unsolved", DONE),
    Run(
        "bob sort",
        (read("b.py", "y"), edit("b.py", "y", "w"), test(3, 0), submit()),
        "mini",
        "bob",
        "sort",
        "solved",
        DONE,
    ),
    Run(
        "bob max",
        (bad("{", "no JSON"), think("An error. Let me look."), shell("grep max", "a.py:1", kind="search")),
        "mini",
        "bob",
        "max",
        None,
        {"exit_status": "ContextWindowExceeded", "context_window": 1000},
    ),
    Run("cy sum", (ask("cy sum helper"), edit("a.py", "x = 1", "x = 3"), test(2, 0)), "team", "cy", "sum", "solved"),
    Run(
        "cy sum helper",
        (read("a.py"), shell("grep x", "a.py:1: x = 1", kind="search")),
        "team",
        "cy",
        None,
        None,
        {"parent": "cy sum", "parent_turn": 1},
    ),
    Run("cy sort", (edit("b.py", "y", "w"),), "team", "cy", "sort", None),
    Run(
        "cy sort on",
        (again(edit("b.py", "y", "w")), test(0, 1), edit("b.py", "w", "v"), test(3, 0)),
        "team",
        "cy",
        "sort",
        "solved",
        {"continues": "cy sort"},
    ),
    Run("dan chat", (Act("say", says="There is an Error in a.py."),), None, None, None, None, {"dataset": None}),
    Run("eve max", (shell("python f.py", "3", traces=("total",)), submit()), "mini", "eve", "max", "solved", DONE),
)


def made(run: Run, ids: Mapping[str, str]) -> tuple[Trajectory, list[Turn], list[StateChange]]:
    """A run as the lake takes it; `ids` by name of a run or trace."""
    prompt = Turn(0, "user", "prompt", f"Mend {run.task}.", copied=any(act.copied for act in run.acts))
    turns = [prompt, *(_turn(k, act, run.model, ids) for k, act in enumerate(run.acts, 1))]
    changed = [(k, act.change) for k, act in enumerate(run.acts, 1) if act.change]
    made = {"method": "derived", "how": "made"}
    changes = [StateChange(n, k, 0, **made | dict(change)) for n, (k, change) in enumerate(changed)]
    return _trajectory(run, turns, changes, ids), turns, changes


def _turn(k: int, act: Act, model: str | None, ids: Mapping[str, str]) -> Turn:
    calls = () if act.call is None else (replace(act.call, trajectory=ids.get(act.call.trajectory or "")),)
    turn = Turn(k, "agent", act.kind, act.says, calls=calls, copied=act.copied)
    turn = replace(turn, traces=tuple(ids[name] for name in act.traces))
    if model is None:
        return turn
    cached = 50 * k if model == "cy" else None
    tokens = {"prompt_tokens": 100 * k, "completion_tokens": 10, "cached_tokens": cached}
    return replace(turn, cost=COSTS[model], cost_method="recorded", **tokens)


def _trajectory(run: Run, turns: list[Turn], changes: list[StateChange], ids: Mapping[str, str]) -> Trajectory:
    own = [turn for turn in turns if not turn.copied and turn.cost is not None]
    calls = [call for turn in turns for call in turn.calls]
    tests = [change for change in changes if change.kind == "tests"]
    facts = {name: ids.get(value, value) if isinstance(value, str) else value for name, value in run.facts.items()}
    sums: dict[str, Any] = {}
    if own:
        prompts = [turn.prompt_tokens or 0 for turn in own]
        sums = {"prompt_tokens": sum(prompts), "completion_tokens": 10 * len(own), "max_context": max(prompts)}
        sums |= {"cost": sum(turn.cost or 0 for turn in own), "cost_method": "recorded"}
    if run.model == "cy":
        sums["cached_tokens"] = sum(turn.cached_tokens or 0 for turn in own)
    made = Trajectory(
        ids[run.name],
        run.name,
        "made",
        dataset="tasks",
        agent=run.agent,
        model=run.model,
        task_id=run.task,
        outcome=run.outcome,
        n_calls=len(calls),
        n_errors=sum(call.error is True for call in calls),
        n_edits=sum(change.kind == "file" and change.how == "made" for change in changes),
        n_test_runs=len(tests),
        tests_passed=tests[-1].passed if tests else None,
        tests_failed=tests[-1].failed if tests else None,
        tools=tuple(dict.fromkeys(call.tool for call in calls)),
        source_file="runs.py",
    )
    return replace(made, **sums | facts)
