"""Two runs side by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agents.conftest import call, shell

from tracewalk.agents.align import Run, align
from tracewalk.agents.derive import derived
from tracewalk.agents.kinds import kind_and_target, kind_of_turn
from tracewalk.model import ToolCall, Turn

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def run(*calls: ToolCall | None, cost: float | None = None) -> Run:
    """A run as `complete` leaves it; None: a turn that only says something."""
    made = [Turn(0, "user", "prompt", "Fix it")]
    for at, one in enumerate(calls, 1):
        kind, target = kind_and_target(one.tool, one.arguments) if one else ("say", None)
        filled = (
            ()
            if one is None
            else (ToolCall(one.tool, one.arguments, None, kind, target, one.observation, one.exit_code),)
        )
        turn_kind = kind_of_turn("agent", [kind] if one else [], "m", None)
        made.append(
            Turn(at, "agent", turn_kind, calls=filled, cost=cost, prompt_tokens=10, at=NOON + timedelta(seconds=at))
        )
    return Run(made, derived(made, []))


READ = shell("cat /r/a.py", "x = 1\n")
EDIT = call("Edit", {"file_path": "/r/a.py", "old_string": "x = 1", "new_string": "x = 2"})
TEST = shell("pytest", "= 1 passed in 1s =")
BAD = shell("pytest", "= 1 failed in 1s =", 1)
LOOK = shell("ls", "a.py")
SUBMIT = shell("submit")


def test_runs_that_do_the_same() -> None:
    one = run(READ, EDIT, TEST, SUBMIT)
    found = align(one, one)
    assert found.pairs == tuple((at, at, True) for at in range(5))
    assert found.first_divergence is None


def test_runs_that_part_and_meet_again() -> None:
    found = align(run(LOOK, READ, EDIT, SUBMIT), run(READ, EDIT, TEST, SUBMIT))
    assert found.pairs == ((0, 0, True), (1, None, False), (2, 1, True), (3, 2, True), (None, 3, False), (4, 4, True))
    assert found.first_divergence == 1


def test_turns_of_one_kind_stand_side_by_side_where_they_differ() -> None:
    found = align(run(LOOK, shell("python a.py"), TEST), run(LOOK, shell("python b.py"), TEST))
    assert found.pairs[2] == (2, 2, False)


def test_milestones_and_what_they_cost() -> None:
    left, right = run(LOOK, READ, EDIT, BAD, TEST, SUBMIT, cost=0.5), run(READ, EDIT)
    marks = {mark.name: mark for mark in align(left, right).milestones}
    turns = {name: (mark.left and mark.left.turn, mark.right and mark.right.turn) for name, mark in marks.items()}
    assert turns == {"read": (2, 1), "edit": (3, 2), "test": (4, None), "pass": (5, None), "submit": (6, None)}
    edit = marks["edit"].left
    assert edit is not None
    assert (edit.n_turns, edit.cost, edit.tokens, edit.seconds) == (3, 1.5, 30, 2.0)
    assert marks["edit"].right is not None
    assert marks["edit"].right.cost is None


def test_files_that_do_not_stay_are_no_milestones() -> None:
    one = run(shell("echo 1 > /t.py"), shell("rm /t.py"), READ, EDIT)
    assert {m.name: m.left and m.left.turn for m in align(one, one).milestones}["edit"] == 4


CALLS = st.lists(
    st.sampled_from([READ, EDIT, TEST, BAD, LOOK, SUBMIT, None, shell("python a.py"), shell("cat b", "")]), max_size=12
)


@settings(max_examples=100, deadline=None)
@given(CALLS, CALLS)
def test_every_turn_stands_once_and_in_order(left: list[ToolCall | None], right: list[ToolCall | None]) -> None:
    one, other = run(*left), run(*right)
    found = align(one, other)
    assert [a for a, _, _ in found.pairs if a is not None] == [turn.turn for turn in one.turns]
    assert [b for _, b, _ in found.pairs if b is not None] == [turn.turn for turn in other.turns]
    assert all(a is not None or b is not None for a, b, _ in found.pairs)
    assert all(a is not None and b is not None for a, b, same in found.pairs if same)
    first = next((at for at, pair in enumerate(found.pairs) if not pair[2]), None)
    assert found.first_divergence == first
    back = align(other, one)
    assert sum(same for *_, same in back.pairs) == sum(same for *_, same in found.pairs)


def test_runs_without_turns() -> None:
    empty = Run([], [])
    assert align(empty, empty).pairs == ()
    assert align(empty, run(READ)).first_divergence == 0
