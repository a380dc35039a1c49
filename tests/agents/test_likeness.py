"""How alike turns are that stand side by side."""

from __future__ import annotations

import json

import pytest

from tracewalk.agents.align import Run, align
from tracewalk.agents.likeness import likenesses
from tracewalk.model import StateChange, ToolCall, Turn


def run(*calls: ToolCall, cwd: str = "/a", diffs: tuple[str | None, ...] = ()) -> Run:
    """A turn a call; the call of that number edits `f.py` by that diff."""
    turns = [Turn(at, "agent", call.kind, calls=(call,)) for at, call in enumerate(calls)]
    edits = [
        StateChange(at + 1, at, 0, "file", "derived", "tool arguments", path=f"{cwd}/f.py", action="edit", diff=diff)
        for at, diff in enumerate(diffs)
    ]
    return Run(turns, [StateChange(0, 0, -1, "cwd", "recorded", "cwd", value=cwd), *edits])


def alike(left: Run, right: Run) -> list[str]:
    return likenesses(left, right, align(left, right).pairs)


def shell(command: str, **more: object) -> ToolCall:
    return ToolCall("bash", json.dumps({"command": command, **more}), kind="run", target=command)


def edit(target: str = "f.py", **given: object) -> ToolCall:
    return ToolCall("edit", json.dumps(given), kind="edit", target=target)


def test_what_only_comments_on_a_call_makes_no_difference() -> None:
    assert alike(run(shell("make", description="Build")), run(shell("make", timeout=9))) == ["same"]
    text = ToolCall("bash", "make", kind="run", target="make")
    assert alike(run(text), run(shell("make"))) == ["same"]


def test_the_folder_that_a_run_works_in_makes_no_difference() -> None:
    left, right = run(edit("/a/f.py", path="/a/f.py")), run(edit("/b/f.py", path="/b/f.py"), cwd="/b")
    assert alike(left, right) == ["same"]


def test_other_arguments_for_the_same_target_are_a_variant() -> None:
    assert alike(run(edit(lines=[1, 5])), run(edit(lines=[1, 9]))) == ["variant"]


@pytest.mark.parametrize(
    ("left", "right", "told"),
    [
        ("@@ -1 +1 @@\n-x\n+y\n", "@@ -9 +9 @@\n-x\n+y\n", "same"),
        ("@@ -1 +1 @@\n-x\n+y\n", "@@ -1 +1 @@\n-x\n+z\n", "variant"),
    ],
)
def test_an_edit_is_what_it_does_not_how_it_is_asked_for(left: str, right: str, told: str) -> None:
    one, other = run(edit(old="x"), diffs=(left,)), run(edit(find="x", again=True), diffs=(right,))
    assert alike(one, other) == [told]


def test_edits_of_which_no_diff_is_known_are_compared_by_their_arguments() -> None:
    one, other = run(edit(new="x"), diffs=(None,)), run(edit(new="y"), diffs=(None,))
    assert alike(one, other) == ["variant"]


def test_what_one_run_alone_does_and_what_is_another_thing() -> None:
    left = run(shell("a"), shell("b"), shell("c"))
    right = run(shell("a"), edit(), shell("c"), shell("d"))
    assert alike(left, right) == ["same", "left", "right", "same", "right"]


def test_words_of_an_agent_count_as_the_same_and_those_of_a_prompt_are_compared() -> None:
    left = Run([Turn(0, "user", "prompt", "Mend  it"), Turn(1, "agent", "say", "Yes")], [])
    right = Run([Turn(0, "user", "prompt", "Mend it"), Turn(1, "agent", "say", "No")], [])
    other = Run([Turn(0, "user", "prompt", "Break it"), Turn(1, "agent", "say", "No")], [])
    assert alike(left, right) == ["same", "same"]
    assert alike(left, other) == ["variant", "same"]


def test_hostile_arguments_are_text() -> None:
    deep = "{" + '"a":[' * 5_000
    assert alike(run(ToolCall("t", deep, kind="other")), run(ToolCall("t", deep, kind="other"))) == ["same"]
    assert alike(run(ToolCall("t", "{}", kind="other")), run(ToolCall("t", '{"timeout": 1}', kind="other")))


def test_a_submission_is_one_whatever_it_says() -> None:
    left = ToolCall("bash", "echo DONE && cat a.patch", kind="submit")
    right = ToolCall("bash", json.dumps({"command": "echo DONE && cat b.patch"}), kind="submit")
    assert alike(run(left), run(right)) == ["variant"]
    assert alike(run(left), run(left)) == ["same"]


def test_another_tool_for_the_same_is_a_variant_and_no_divergence() -> None:
    left = run(ToolCall("bash", "cat f.py", kind="read", target="f.py"))
    right = run(ToolCall("open", json.dumps({"path": "f.py"}), kind="read", target="f.py"))
    assert alike(left, right) == ["variant"]
    assert align(left, right).first_divergence is None


def test_a_file_by_its_full_and_by_its_short_name_is_the_same() -> None:
    left = run(ToolCall("open", json.dumps({"path": "lib/f.py"}), kind="read", target="lib/f.py"), cwd="/testbed/lib")
    right = run(ToolCall("open", json.dumps({"path": "/testbed/lib/f.py"}), kind="read", target="/testbed/lib/f.py"))
    assert alike(left, right) == ["same"]
    other = run(ToolCall("open", json.dumps({"path": "/testbed/g.py"}), kind="read", target="/testbed/g.py"))
    assert alike(left, other) == ["different"]
