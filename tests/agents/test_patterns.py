"""Habits of runs, each shown by the turns that have it and missing where they have not."""

from __future__ import annotations

from dataclasses import replace

from tests.agents.conftest import call, shell, turns

from tracewalk.agents.asides import is_edit
from tracewalk.agents.derive import derived
from tracewalk.agents.kinds import kind_and_target
from tracewalk.agents.patterns import RULES, Pattern, patterns
from tracewalk.model import ToolCall, Trajectory, Turn

TRAJECTORY = Trajectory("0" * 32, "name", "format", context_window=1000)


def told(given: list[Turn], trajectory: Trajectory = TRAJECTORY) -> list[Pattern]:
    changes = derived(given, [])
    filled = [
        replace(turn, calls=tuple(replace(one, kind=kind_and_target(one.tool, one.arguments)[0]) for one in turn.calls))
        for turn in given
    ]
    return patterns(trajectory, filled, changes)


def rules(*calls: ToolCall) -> dict[str, tuple[int, ...]]:
    return {pattern.rule: pattern.turns for pattern in told(turns(*calls))}


WRITE = call("Write", {"file_path": "/a", "content": "a\n"})
TEST = shell("pytest", "= 1 passed in 1s =")


def test_the_same_call_again_and_again() -> None:
    look, other = shell("ls", "a"), shell("pwd", "/")
    assert rules(look, other, look, other, look)["repeated-command"] == (0, 2, 4)
    assert rules(look, look)["repeated-command"] == (0, 1)
    assert "repeated-command" not in rules(look, other, look)
    assert "repeated-command" not in rules(look, shell("ls", "b"), shell("ls", "c"))
    assert "repeated-command" not in rules(
        TEST, WRITE, TEST, call("Edit", {"file_path": "/a", "old_string": "a", "new_string": "b"}), TEST
    )


def test_an_edit_that_is_taken_back() -> None:
    there = call("Edit", {"file_path": "/a", "old_string": "a", "new_string": "b"})
    back = call("Edit", {"file_path": "/a", "old_string": "b", "new_string": "a"})
    assert rules(WRITE, there, shell("ls"), back)["edit-undone"] == (1, 3)
    assert "edit-undone" not in rules(WRITE, there)
    read = shell("cat /r/a", "<returncode>0</returncode>\n<output>\nx\n</output>")
    assert rules(read, shell("echo y > /r/a"), shell("cd /r && git checkout -- a"))["edit-undone"] == (1, 2)


def test_no_test_after_the_last_edit() -> None:
    assert rules(TEST, WRITE)["untested-edit"] == (1,)
    assert rules(WRITE)["untested-edit"] == (0,)
    assert "untested-edit" not in rules(WRITE, TEST)
    assert "untested-edit" not in rules(shell("ls"))
    assert "untested-edit" not in rules(WRITE, TEST, shell("echo x > /t"), shell("rm /t"))  # only what stays counts


def test_what_only_keeps_what_a_command_prints_is_no_edit() -> None:
    kept = (
        "git diff > fix.patch",
        "git add -A && git diff --cached > out",
        "git --no-pager -C /r diff > mine",
        "git diff | tee fix.patch",
        "pytest > /r/test.log 2>&1",
        "pytest | tee results.txt",
        "python t.py > /tmp/said",
        "echo done >> run.log",
    )
    for line in kept:
        given = turns(WRITE, TEST, shell(f"cd /r && {line}", "a"))
        assert "untested-edit" not in {pattern.rule for pattern in told(given)}, line
        assert [is_edit(change) for change in derived(given, []) if change.kind == "file"] == [True, False], line
    assert rules(WRITE, TEST, shell("cd /r && python make.py > table.py"))["untested-edit"] == (2,)
    assert rules(WRITE, TEST, shell("cd /r && echo requests > requirements.txt"))["untested-edit"] == (2,)
    there = (shell("cd /tmp/r && ls", "a"), TEST, shell("cd /tmp/r && python make.py > table.py"))
    assert rules(*there)["untested-edit"] == (2,)
    script = call("Write", {"file_path": "/tmp/try.py", "content": "1\n"})
    assert "untested-edit" not in rules(WRITE, TEST, script)  # no test is there for it
    patch = call("Write", {"file_path": "/fix.patch", "content": "--- a\n+++ b\n"})
    assert "untested-edit" not in rules(WRITE, TEST, patch)


def test_a_context_that_is_nearly_full() -> None:
    given = [Turn(0, "agent", prompt_tokens=500), Turn(1, "agent", prompt_tokens=950)]
    (pattern,) = told(given)
    assert (pattern.rule, pattern.turns) == ("context-nearly-full", (1,))
    assert pattern.text == "A request held 950 of the 1,000 tokens that the model takes (95%)."
    assert told(given, replace(TRAJECTORY, context_window=None)) == []


def test_calls_that_are_malformed_or_fail() -> None:
    bad = call("bash", "{", malformed="no JSON")
    assert rules(shell("ls"), bad)["malformed-call"] == (1,)
    failing = [call("bash", f"x{n}", "no", error=True) for n in range(4)]
    assert rules(*failing)["failing-calls"] == (0, 1, 2, 3)
    assert "failing-calls" not in rules(*failing[:3])


def test_a_long_stretch_without_a_change() -> None:
    looks = [shell(f"cat f{n}", f"{n}") for n in range(20)]
    assert rules(WRITE, *looks, TEST)["no-progress"] == (1, 20)
    assert "no-progress" not in rules(*looks[:10], TEST, *looks[10:])


def test_tests_that_failed_last() -> None:
    bad = shell("pytest", "= 1 failed, 2 passed in 1s =", 1)
    assert rules(TEST, bad)["failing-tests"] == (1,)
    assert "failing-tests" not in rules(bad, TEST)


def test_findings_have_known_rules_are_in_order_and_short() -> None:
    long = shell("x" * 100_000, "y")
    found = told(turns(long, long, WRITE))
    assert [pattern.rule for pattern in found] == ["repeated-command", "untested-edit"]
    assert all(RULES[pattern.rule] == pattern.title and len(pattern.text) < 400 for pattern in found)


def test_an_empty_run_has_none() -> None:
    assert told([]) == []
