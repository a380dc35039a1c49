"""What calls of the tools of all agents are for, and about."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.agents.kinds import kind_and_target, kind_of_turn
from tracewalk.model import TURN_KINDS


def told(tool: str, arguments: object, cwd: str | None = None) -> tuple[str, str | None]:
    return kind_and_target(tool, arguments if isinstance(arguments, str) else json.dumps(arguments), cwd)


@pytest.mark.parametrize(
    ("line", "kind", "target"),
    [
        ("cat src/a.py", "read", "src/a.py"),
        ("cd /r && sed -n '1,9p' src/a.py", "read", "/r/src/a.py"),
        ("head -50 ./a.py", "read", "a.py"),
        ("nl -ba a.py | sed -n '3,9p'", "read", "a.py"),
        ("git diff", "read", "git diff"),
        ("grep -rn 'def f' src | head", "search", "def f"),
        ("find . -name '*.py' | xargs grep x", "search", "find . -name '*.py' | xargs grep x"),
        ("ls -la", "search", "ls -la"),
        ("grep -nC 5 'def f' src/a.py", "search", "def f"),
        ("grep -rn --include '*.py' -A3 -B 2 x .", "search", "x"),
        ("grep -e x -e y a.py", "search", "x"),
        ("rg -C 5 -t py x src", "search", "x"),
        ("head -n 5 a.py", "read", "a.py"),
        ("tail -n +5 a.py", "read", "a.py"),
        ("tail +5 a.py", "read", "a.py"),
        ("git diff | tee fix.patch", "read", "git diff | tee fix.patch"),
        ("cat > a.py <<'EOF'\npytest\nEOF", "edit", "a.py"),
        ("sed -i 's/a/b/' src/a.py", "edit", "src/a.py"),
        ("echo hi >> notes.md", "edit", "notes.md"),
        ("git apply fix.patch", "edit", "git apply fix.patch"),
        ("cat > t.py <<'EOF'\nx\nEOF\npython t.py", "edit", "t.py"),
        ("python t.py", "run", "python t.py"),
        ("cd /r && python t.py", "run", "python t.py"),
        ("pip install -e .", "run", "pip install -e ."),
        ("pytest -x tests", "test", "pytest -x tests"),
        ("cd /r && python -m pytest -q 2>&1 | tail -5", "test", "python -m pytest -q 2>&1 | tail -5"),
        ("./tests/runtests.py expressions", "test", "./tests/runtests.py expressions"),
        ("python manage.py test app", "test", "python manage.py test app"),
        ("bin/test sympy/core", "test", "bin/test sympy/core"),
        ("python bin/test sympy/core", "test", "python bin/test sympy/core"),
        ("npm run test:unit", "test", "npm run test:unit"),
        ("timeout 60 sudo env A=b go test ./...", "test", "timeout 60 sudo env A=b go test ./..."),
        ("sed -i 's/a/b/' a.py && pytest", "test", "sed -i 's/a/b/' a.py && pytest"),
        ("bash -lc 'pytest -q'", "test", "bash -lc 'pytest -q'"),
        ("submit", "submit", None),
        ("echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git add -A && git diff --cached", "submit", None),
        ("open src/a.py 120", "read", "src/a.py"),
        ("find_file fields.py src", "search", "fields.py"),
        ("edit 1:1\nimport os\nend_of_edit", "edit", None),
        ("create new.py", "edit", "new.py"),
        ("str_replace_editor view /r/a.py --view_range 1 9", "read", "/r/a.py"),
        ("str_replace_editor str_replace /r/a.py --old_str a --new_str b", "edit", "/r/a.py"),
        ("echo hello", "other", "echo hello"),
        ("", "other", None),
    ],
)
def test_of_command_lines(line: str, kind: str, target: str | None) -> None:
    assert told("bash", line) == (kind, target)
    assert told("execute_bash", {"command": line}) == (kind, target)
    assert told("shell", {"command": ["bash", "-lc", line]}) == (kind, target)


@pytest.mark.parametrize(
    ("tool", "arguments", "kind", "target"),
    [
        ("Read", {"file_path": "/r/a.py"}, "read", "/r/a.py"),
        ("Edit", {"file_path": "/r/a.py", "old_string": "a", "new_string": "b"}, "edit", "/r/a.py"),
        ("MultiEdit", {"file_path": "/r/a.py", "edits": []}, "edit", "/r/a.py"),
        ("Grep", {"pattern": "x", "path": "/r"}, "search", "x"),
        ("TodoWrite", {"todos": []}, "plan", None),
        ("Task", {"description": "look", "prompt": "..."}, "delegate", "look"),
        ("ExitPlanMode", {"plan": "p"}, "plan", None),
        ("mcp__fs__read_file", {"path": "/r/a.py"}, "read", "/r/a.py"),
        ("apply_patch", "*** Begin Patch\n*** Update File: a.py\n@@\n-a\n+b\n*** End Patch", "edit", "a.py"),
        ("apply_patch", {"input": "*** Begin Patch\n*** Add File: n.py\n+a\n*** End Patch"}, "edit", "n.py"),
        ("update_plan", {"plan": []}, "plan", None),
        ("local_shell_call", {"action": {"command": ["pytest", "-q"]}}, "test", "pytest -q"),
        ("exec_command", {"cmd": "ls"}, "search", "ls"),
        ("str_replace_editor", {"command": "view", "path": "/r"}, "read", "/r"),
        ("str_replace_editor", {"command": "create", "path": "/r/n.py", "file_text": ""}, "edit", "/r/n.py"),
        ("edit", {"command": "str_replace", "path": "/r/a.py"}, "edit", "/r/a.py"),
        ("edit", "a.py\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE", "edit", "a.py"),
        ("create", "n.py\nprint(1)", "edit", "n.py"),
        ("submit", "patch.txt", "submit", None),
        ("finish", {"message": "done"}, "submit", None),
        ("think", {"thought": "hm"}, "think", None),
        ("bash_command", {"keystrokes": "ls\n"}, "search", "ls"),
        ("mark_task_complete", {}, "submit", None),
        ("web_search", {"query": "q"}, "search", "q"),
        ("transfer_to_coder", {}, "delegate", None),
        ("never_seen", {"a": 1}, "other", None),
        ("edit", '{"path": "half', "edit", None),
    ],
)
def test_of_tools(tool: str, arguments: object, kind: str, target: str | None) -> None:
    assert told(tool, arguments) == (kind, target)


def test_paths_are_made_absolute_where_the_folder_is_known() -> None:
    assert told("bash", "cat a.py", "/r") == ("read", "/r/a.py")
    assert told("bash", "cd sub && cat ../a.py", "/r") == ("read", "/r/a.py")
    assert told("Read", {"file_path": "./b/../a.py"}, "/r") == ("read", "/r/a.py")
    assert told("bash", "cd $X && cat a.py", "/r") == ("read", "a.py")


def test_a_turn_is_what_the_most_telling_of_its_calls_is() -> None:
    assert kind_of_turn("agent", ["read", "edit", "search"], "m", None) == "edit"
    assert kind_of_turn("agent", [], "", "hm") == "think"
    assert kind_of_turn("agent", [], "hello", None) == "say"
    assert kind_of_turn("user", ["edit"], None, None) == "prompt"


_KEYS = ("command", "cmd", "path", "file_path", "pattern", "action", "keystrokes", "edits", "input", "old_str")
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["bash", "edit", "Read", "str_replace_editor", "apply_patch", "x", "", "mcp__a__b"])
    | st.text(max_size=20),
    st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=4).map(json.dumps) | st.text(max_size=80),
    st.none() | st.just("/r"),
)
def test_no_call_makes_it_stumble(tool: str, arguments: str, cwd: str | None) -> None:
    kind, target = kind_and_target(tool, arguments, cwd)
    assert kind in TURN_KINDS
    assert target is None or len(target) < 5_000
