"""Runs of strangers: whatever is in them, changes come out that the lake can hold, and in order."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agents.conftest import call, placed, shell, turns

from tracewalk.agents.align import Run, align
from tracewalk.agents.contents import content_at, cumulative
from tracewalk.agents.derive import derived
from tracewalk.agents.patterns import patterns
from tracewalk.model import CHANGE_KINDS, FILE_ACTIONS, METHODS, StateChange, ToolCall, Trajectory, Turn

TOOLS = st.sampled_from([
    "bash", "Edit", "Write", "MultiEdit", "str_replace_editor", "edit", "create", "insert", "apply_patch",
    "shell", "view",
    "replace_in_file", "undo_edit", "rename_file", "delete_file", "open", "Read", "x",
])  # fmt: skip
KEYS = st.sampled_from([
    "command", "path", "file_path", "old_str", "new_str", "old_string", "new_string", "content", "file_text",
    "insert_line",
    "edits", "replace_all", "patch", "input", "start_line", "end_line", "text", "line", "view_range", "cmd",
    "source", "destination", "search", "replace", "workdir", "diff",
])  # fmt: skip
SHORT = st.sampled_from([
    "/a", "a", "../a", "", "x", "x\n", "view", "create", "str_replace", "insert", "undo_edit", "1", "\0",
    "*** Begin Patch\n*** Update File: a\n@@\n-x\n+y", "<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE",
    "@@ -1 +1 @@\n-x\n+y\n", "\n@@\n-x\n+y",
    "*** Add File: b\n+x\n", "*** Move to: c",
])  # fmt: skip
VALUES = st.one_of(
    SHORT, st.integers(-3, 10), st.sampled_from([10**9, 10**30, -1]), st.booleans(), st.none(), st.floats(),
    st.lists(SHORT, max_size=3), st.lists(st.dictionaries(KEYS, SHORT, max_size=3), max_size=2),
)  # fmt: skip
PIECES = st.sampled_from([
    "cat > a <<'EOF'\nx\ny\nEOF\n", "sed -i 's/x/y/' a", "sed -i '1,2d;$a q' a", " && ", "; ", "\n", "cd b",
    "cp a b", "mv a b", "rm a",
    "rm -rf .", "git stash", "git stash pop", "git checkout -- a", "git reset --hard", "git commit -m x",
    "python - <<'E'\n",
    "open('a','w').write('x')\nE\n", "echo x >> a", "tee a", "|", "'", '"', "$(", "edit 1:2\nq\nend_of_edit",
    "create a", "insert 'x' 1",
    "patch -p1 <<'E'\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n+y\nE\n",
    "apply_patch <<'E'\n*** Begin Patch\n*** Delete File: a\nE\n",
    "pytest", "cat a", "cat -n a", "sed -n '1,3p' a", "git diff", "touch a b c", "> a", "undo_edit",
    "edit x y", "bash -c 'echo x > a'",
])  # fmt: skip
OUTPUTS = st.lists(
    st.sampled_from([
        "x\n", "     1\tx\n", "     2\ty\n", "2:y\n", "[File: /a (3 lines total)]\n",
        "[File: /a (999999999 lines total)]\n", "1:x\n",
        "ERROR", "<output>\n", "</output>", "= 1 passed in 1s =\n", "Ran 99999999999 tests in 1s\n",
        "[main abc1234] x\n", "\r\n",
        "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n", "@@ -9999999 +1 @@\n",
        "\\ No newline at end of file\n",
        '{"output": "x"}', "9" * 400 + "\tx\n", "<<<<< START CURSOR >>>>>\n", "<<<<< END CURSOR >>>>>\n",
    ]),
    max_size=6,
).map("".join)  # fmt: skip
ARGUMENTS = st.one_of(
    st.dictionaries(KEYS, VALUES, max_size=5).map(json.dumps),
    st.lists(PIECES, max_size=5).map("".join),
    SHORT,
    st.text(max_size=30),
)
CALLS = st.builds(
    ToolCall,
    TOOLS,
    ARGUMENTS,
    observation=st.none() | OUTPUTS,
    exit_code=st.none() | st.sampled_from([0, 1, -1]),
    error=st.none() | st.booleans(),
    malformed=st.sampled_from([None, None, None, "why"]),
)
RECORDED = st.builds(
    StateChange,
    st.just(0),
    st.integers(0, 6),
    st.integers(-1, 1),
    st.sampled_from(CHANGE_KINDS),
    st.sampled_from(METHODS),
    st.just("source"),
    path=st.none() | SHORT,
    old_path=st.none() | SHORT,
    action=st.none() | st.sampled_from(FILE_ACTIONS),
    diff=st.none() | st.sampled_from(["@@ -1 +1 @@\n-x\n+y\n", "@@ -5,0 +6 @@\n+q\n", "@@\n-x\n+z\n", "nonsense", ""]),
    before=st.none() | st.sampled_from(["x\n", "x\ny", ""]),
    after=st.none() | st.sampled_from(["y\n", "q", ""]),
    value=st.none() | SHORT,
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(CALLS, max_size=2), max_size=7),
    st.lists(RECORDED, max_size=4),
    st.sampled_from(["", "cwm-rl", "mini-swe-agent", "swe_agent"]),
)
def test_no_run_makes_it_stumble(calls: list[list[ToolCall]], recorded: list[StateChange], source_format: str) -> None:
    given_turns = turns(*calls)
    changes = derived(given_turns, recorded, source_format)
    assert [change.number for change in changes] == list(range(len(changes)))
    assert [(c.turn, c.call) for c in changes] == sorted((c.turn, c.call) for c in changes)
    for change in changes:
        assert change.kind in CHANGE_KINDS
        assert change.method in METHODS
        assert all(n is None or 0 <= n < 1 << 31 for n in (change.passed, change.failed, change.errors, change.skipped))
    assert sum(change.how == "source" for change in changes) == len(recorded)
    for turn in range(len(calls)):
        cumulative(changes, turn)
        content_at(changes, "/a", turn)
    patterns(Trajectory("0" * 32, "x", "x", context_window=10), given_turns, changes)
    align(Run(given_turns, changes), Run(given_turns[1:], changes))


BIG = 30_000
LINE = "".join(f"{n:6}\tline {n % 50}\n" for n in range(1, 20_000))


@pytest.mark.parametrize(
    "calls",
    [
        [shell("a|" * BIG)],
        [shell("cd a && " * (BIG // 4))],
        [shell("sudo " * BIG)],
        [shell("$(" * BIG)],
        [shell("cat <<A\n" * BIG)],
        [shell("echo x > d/f; " * (BIG // 10))],
        [shell("; ".join(f"mv a{n}.py a{n + 1}.py" for n in range(4_000)))],
        [shell("; ".join(f"cp a{n} a{n + 1}" for n in range(4_000)))],
        [shell("git stash; git stash pop; " * 1_000)],
        [shell("cat -n /a", LINE)] * 30
        + [call("Edit", {"file_path": "/a", "old_string": "line 3", "new_string": "x"})] * 300,
        [call("Write", {"file_path": "/a", "content": "\n" * (BIG + n) + "x"}) for n in range(6)],
        [
            call("str_replace_editor", {"command": "insert", "path": f"/{n}", "insert_line": 10**8, "new_str": "x"})
            for n in range(300)
        ],
        [shell(f"sed -i '1,49999d' f{n}") for n in range(6)],
        [call("Write", {"file_path": "/a", "content": ("a" * 2_000 + "\n") * 500})]
        + [shell("sed -i 's/a*a*a*b/x/' /a")] * 20,
        [shell("open a", f"[File: /a (999999999 lines total)]\n{n}:x\n", None) for n in range(1, 500)],
        [call("apply_patch", "*** Begin Patch\n" + "*** Update File: a\n@@\n-x\n" * (BIG // 10))],
        [shell("pytest", ("a::" * 600 + " PASS\n") * 300 + "= 1 passed in 1s")],
        [shell("pytest", "test_a (m.T)" * BIG)],
    ],
    ids=range(18),
)
def test_large_runs_end(calls: list[ToolCall]) -> None:
    changes = derived(turns(*calls), [])
    cumulative(changes)


def test_a_long_run_is_followed_to_its_end() -> None:
    """A run of 1,000 edits of one file: each has its place, and the sum of all is known."""
    text = "".join(f"l{n}\n" for n in range(1_000))
    calls = [call("Write", {"file_path": "/a", "content": text})]
    calls += [call("Edit", {"file_path": "/a", "old_string": f"l{n}\n", "new_string": f"m{n}\n"}) for n in range(1_000)]
    changes = derived(turns(*calls), [])
    assert len(changes) == 1_001
    assert all(placed(change.diff) for change in changes)
    assert content_at(changes, "/a", len(calls)).text == text.replace("l", "m")


def test_turns_out_of_the_ordinary() -> None:
    given_turns = [
        Turn(5, "user", message="x"),
        Turn(2, "agent", calls=(ToolCall("", ""), ToolCall("bash", "", observation=None))),
    ]
    assert derived(given_turns, []) == []
