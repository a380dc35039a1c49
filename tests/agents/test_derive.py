"""What follows from calls: files, folders, open files, tests and commits."""

from __future__ import annotations

import json

import pytest
from tests.agents.conftest import applied, call, files, shell, turns

from tracewalk.agents.contents import content_at
from tracewalk.agents.derive import derived
from tracewalk.model import CHANGE_KINDS, FILE_ACTIONS, METHODS, StateChange, ToolCall, Turn


def only(*calls: ToolCall, **given: object) -> StateChange:
    (change,) = files(derived(turns(*calls), [], **given))  # type: ignore[arg-type]
    return change


def numbered(text: str, first: int = 1) -> str:
    return "".join(f"{at:6}\t{line}\n" for at, line in enumerate(text.split("\n"), first))


TEXT = "import os\n\ndef f():\n    return 1\n\ndef g():\n    return 2\n"


def test_an_edit_of_a_file_that_was_read_has_its_place_and_content() -> None:
    read = call("Read", {"file_path": "/r/a.py"}, numbered(TEXT).replace("\t", "→"))
    edit = call(
        "Edit", {"file_path": "/r/a.py", "old_string": "return 1", "new_string": "return 3"}, "The file was updated"
    )
    change = only(read, edit)
    assert (change.turn, change.call, change.method, change.how) == (1, 0, "derived", "tool arguments")
    assert (
        change.diff
        == "@@ -1,7 +1,7 @@\n import os\n \n def f():\n-    return 1\n+    return 3\n \n def g():\n     return 2\n"
    )
    assert change.before == TEXT
    assert content_at([change], "/r/a.py", 1).text == applied(TEXT, change.diff)


def test_an_edit_of_a_file_that_was_read_in_part_has_true_numbers() -> None:
    view = call(
        "str_replace_editor", {"command": "view", "path": "/a", "view_range": [90, 92]}, numbered("x\ny\nz", 90)
    )
    edit = call("str_replace_editor", {"command": "str_replace", "path": "/a", "old_str": "y", "new_str": "Y\nYY"})
    change = only(view, edit)
    assert change.diff == "@@ -90,3 +90,4 @@\n x\n-y\n+Y\n+YY\n z\n"
    assert change.before is None


def test_an_edit_of_a_file_that_was_not_read_has_the_place_that_comes_back() -> None:
    snippet = "The file /a has been edited. Here's the result of running `cat -n` on a snippet of /a:\n" + numbered(
        "p\nnew q\nr", 41
    )
    edit = {"command": "str_replace", "path": "/a", "old_str": "old", "new_str": "new"}
    assert only(call("str_replace_editor", edit, snippet)).diff == "@@ -42 +42 @@\n-old q\n+new q\n"


def test_an_edit_whose_place_is_not_known_says_so() -> None:
    change = only(call("Edit", {"file_path": "/a", "old_string": "a\nb\n", "new_string": "c\n"}))
    assert (change.diff, change.method) == ("@@\n-a\n-b\n+c\n", "estimated")


@pytest.mark.parametrize(
    ("tool", "arguments", "content"),
    [
        ("Write", {"file_path": "/n", "content": "a\nb\n"}, "a\nb\n"),
        ("str_replace_editor", {"command": "create", "path": "/n", "file_text": "a\nb"}, "a\nb"),
        ("create", "/n\na\nb", "a\nb"),
        ("Edit", {"file_path": "/n", "old_string": "", "new_string": "a\n"}, "a\n"),
        ("write_file", {"path": "/n", "content": ["a", "b"]}, "a\nb"),
        ("apply_patch", "*** Begin Patch\n*** Add File: /n\n+a\n+b\n*** End Patch", "a\nb\n"),
        ("shell", {"command": ["apply_patch", "*** Begin Patch\n*** Add File: /n\n+a\n*** End Patch"]}, "a\n"),
        ("bash", "cat > /n <<'EOF'\na $b\nEOF", "a $b\n"),
        ("bash", "cat <<'EOF' | tee /n\na\nEOF", "a\n"),
        ("bash", "echo 'a b' > /n", "a b\n"),
        ("bash", "printf 'a\\nb' > /n", "a\nb"),
        ("bash", "cd / && cat > n <<EOF\na\nEOF", "a\n"),
        ("python", {"code": "open('/n', 'w').write('a\\n')"}, "a\n"),
        ("bash_command", {"keystrokes": "printf 'a\\n' > /n\n"}, "a\n"),
        ("bash", "python - <<'EOF'\nopen('/n', 'w').write('a\\n')\nEOF", "a\n"),
        ("bash", 'bash -c "echo a > /n"', "a\n"),
    ],
)
def test_new_files(tool: str, arguments: object, content: str) -> None:
    change = only(call(tool, arguments, "", exit_code=0))
    assert (change.path, change.action, change.after) == ("/n", "create", content)
    assert applied("", change.diff or "") == content


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("Edit", {"file_path": "/a", "old_string": "b\n", "new_string": "B\n"}),
        ("edit_file", {"path": "/a", "edits": [{"oldText": "b", "newText": "B"}]}),
        ("replace", {"file_path": "/a", "old_string": "b", "new_string": "B"}),
        ("search_replace", {"target_file": "/a", "search": "b", "replace": "B"}),
        ("edit", "/a\n<<<<<<< SEARCH\nb\n=======\nB\n>>>>>>> REPLACE"),
        ("replace_in_file", {"path": "/a", "diff": "------- SEARCH\nb\n=======\nB\n+++++++ REPLACE"}),
        ("apply_patch", {"patch": "*** Begin Patch\n*** Update File: /a\n@@\n a\n-b\n+B\n*** End Patch"}),
        ("apply_patch", {"input": "--- a/a\n+++ b/a\n@@ -2 +2 @@\n-b\n+B\n", "path": "/a"}),
        ("edit", {"path": "/a", "start_line": 2, "end_line": 2, "replacement_text": "B"}),
        ("bash", "sed -i 's/b/B/' /a"),
        ("bash", "sed -i '2s/.*/B/' /a"),
        ("bash", "sed -i '2d' /a && sed -i '1a B' /a"),
        ("bash", "cat > /a <<'EOF'\na\nB\nc\nEOF"),
        ("bash", "patch /a <<'EOF'\n--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\nEOF"),
        ("bash", "python3 -c \"s = open('/a').read(); open('/a', 'w').write(s.replace('b', 'B'))\""),
        (
            "bash",
            "cat > /s.py <<'EOF'\ns = open('/a').read()\nopen('/a', 'w').write(s.replace('b', 'B'))\nEOF\npython /s.py",
        ),
        ("bash", "str_replace_editor str_replace /a --old_str 'b' --new_str 'B'"),
        ("bash", "cp /a /b; sed -i s/b/B/ /b; cp /b /a"),
    ],
)
def test_changed_files(tool: str, arguments: object) -> None:
    read = shell("cat /a", "<returncode>0</returncode>\n<output>\na\nb\nc\n</output>")
    changes = derived(turns(read, call(tool, arguments, "", exit_code=0)), [])
    assert content_at(changes, "/a", 1).text == "a\nB\nc\n"
    assert all(change.turn == 1 for change in changes)
    assert next(c for c in changes if c.path == "/a").before == "a\nb\nc\n"


def test_the_window_of_swe_agent() -> None:
    window = "[File: /r/a.py (3 lines total)]\n1:a\n2:b\n3:c\n"
    after = "[File: /r/a.py (3 lines total)]\n1:a\n2:B\n3:c\nFile updated. Please review"
    changes = derived(turns(shell("open a.py", window, None), shell("edit 2:2\nB\nend_of_edit", after, None)), [])
    assert [(c.kind, c.turn, c.value or c.path) for c in changes] == [
        ("open_file", 0, "/r/a.py"),
        ("file", 1, "/r/a.py"),
    ]
    assert changes[1].diff == "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"


@pytest.mark.parametrize(
    "failing",
    [
        call("Edit", {"file_path": "/a", "old_string": "b", "new_string": "c"}, "String to replace not found in file."),
        call("Edit", {"file_path": "/a", "old_string": "b", "new_string": "c"}, "ok", error=True),
        call(
            "Write", {"file_path": "/a", "content": "b"}, "<tool_use_error>File has not been read yet</tool_use_error>"
        ),
        call(
            "str_replace_editor",
            {"command": "str_replace", "path": "/a", "old_str": "b"},
            "ERROR:\nNo replacement was performed",
        ),
        call("edit", "/a\n<<<<<<< SEARCH\nb\n=======\nc\n>>>>>>> REPLACE", "The path /a does not exist."),
        call(
            "apply_patch", "*** Begin Patch\n*** Delete File: /a\n*** End Patch", "apply_patch verification failed: no"
        ),
        call("bash", "edit 1:1\nx\nend_of_edit", "Your proposed edit has introduced new syntax error(s)."),
        call("Edit", {"file_path": "/a", "old_string": "b", "new_string": "c"}, malformed="no JSON"),
        shell("sed -i 's/a/b/' /a", "sed: can't read /a: No such file or directory", 2),
        shell("cat > /no/a <<'EOF'\nx\nEOF", "bash: /no/a: No such file or directory", 1),
        shell("cd /no; sed -i 's/a/b/' a; true", "sed: can't read a: No such file or directory", 0),
    ],
)
def test_nothing_comes_from_what_failed(failing: ToolCall) -> None:
    assert files(derived(turns(failing), [])) == []


def test_what_stands_before_the_command_that_failed_is_only_likely() -> None:
    change = only(shell("cat > /t.py <<'EOF'\nassert 0\nEOF\npython /t.py", "AssertionError", 1))
    assert (change.action, change.method) == ("create", "estimated")


def test_what_cannot_be_worked_out_is_filled_in_by_a_later_look() -> None:
    before, after = "a\nb\nc\n", "a\nB\nc\n"
    output = "<returncode>0</returncode>\n<output>\n{}</output>"
    script = "import re\ns = open('/a').read()\ns = re.sub('b', 'B', s)\nopen('/a', 'w').write(s)\n"
    calls = [
        shell("cat /a", output.format(before)),
        shell(f"python - <<'EOF'\n{script}EOF"),
        shell("ls"),
        shell("cat /a", output.format(after)),
    ]
    change = only(*calls)
    assert (change.turn, change.how, change.method) == (1, "python script, seen at turn 3", "estimated")
    assert applied(before, change.diff or "") == after
    diff = "diff --git a/a b/a\nindex 1..2 100644\n--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    change = only(shell("cd / && cat a", "a\n<response clipped>"), calls[1], shell("cd / && git diff", diff))
    assert (change.turn, change.diff) == (1, "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n")
    assert only(calls[1]).diff is None


def test_what_a_file_turns_out_to_be_is_told_where_it_is_seen() -> None:
    write = call("Write", {"file_path": "/a", "content": "a\nb\n"})
    changes = files(derived(turns(write, shell("./build"), shell("cat /a", "a\nB\n")), []))
    assert [(c.turn, c.how) for c in changes] == [(0, "tool arguments"), (2, "seen when read again")]
    assert changes[1].diff == "@@ -1,2 +1,2 @@\n a\n-b\n+B\n"


def test_git_gives_back_what_was() -> None:
    calls = [
        shell("cat /r/a", "<returncode>0</returncode>\n<output>\na\n</output>"),
        shell("echo b > /r/a"),
        shell("cd /r && git stash"),
        shell("cd /r && git stash pop"),
        shell("cd /r && git checkout -- a"),
    ]
    changes = derived(turns(*calls), [])
    assert [content_at(changes, "/r/a", turn).text for turn in range(1, 5)] == ["b\n", "a\n", "b\n", "a\n"]


def test_edits_are_undone() -> None:
    calls = [
        call("str_replace_editor", {"command": "create", "path": "/a", "file_text": "a\n"}),
        call("str_replace_editor", {"command": "str_replace", "path": "/a", "old_str": "a", "new_str": "b"}),
        call("str_replace_editor", {"command": "undo_edit", "path": "/a"}),
    ]
    assert content_at(derived(turns(*calls), []), "/a", 2).text == "a\n"


def test_files_are_renamed_and_taken_away() -> None:
    calls = [shell("echo a > /r/a.py"), shell("cd /r && mv a.py b.py"), shell("rm /r/b.py"), shell("rm -f /r/never.py")]
    changes = files(derived(turns(*calls), []))
    assert [(c.action, c.path, c.old_path) for c in changes] == [
        ("create", "/r/a.py", None),
        ("rename", "/r/b.py", "/r/a.py"),
        ("delete", "/r/b.py", None),
    ]
    assert changes[2].diff == "@@ -1 +0,0 @@\n-a\n"


def test_what_the_source_records_is_not_derived_again() -> None:
    edit = call("Edit", {"file_path": "/a", "old_string": "b", "new_string": "B"})
    recorded = StateChange(
        0,
        0,
        0,
        "file",
        "recorded",
        "structured patch",
        path="/a",
        action="edit",
        diff="@@ -1 +1 @@\n-b\n+B\n",
        before="b\n",
    )
    later = call("Edit", {"file_path": "/a", "old_string": "B", "new_string": "C"})
    changes = derived(turns(edit, later), [recorded])
    assert [(c.number, c.method, c.diff) for c in changes] == [
        (0, "recorded", "@@ -1 +1 @@\n-b\n+B\n"),
        (1, "derived", "@@ -1 +1 @@\n-B\n+C\n"),
    ]


def test_folders_of_a_shell_that_goes_on() -> None:
    calls = [
        shell("cd /r", "", None),
        shell("cd sub && ls", "", None),
        shell("(cd / && ls)", "", None),
        shell("cd no", "x", 1),
    ]
    changes = derived(turns(*calls), [], "cwm-rl")
    assert [(c.turn, c.value) for c in changes] == [(0, "/r"), (1, "/r/sub")]
    assert only(*calls[:2], shell("echo a > f"), source_format="cwm-rl").path == "/r/sub/f"


def test_the_folder_of_a_shell_that_begins_anew() -> None:
    calls = [shell("cd /r && ls"), shell("cd /r && make"), shell("cd /tmp && ls"), shell("echo a > f")]
    changes = derived(turns(*calls), [], "mini-swe-agent")
    first = changes[0]
    assert (first.kind, first.turn, first.call, first.value, first.method) == ("cwd", 0, -1, "/r", "estimated")
    assert files(changes)[0].path == "/r/f"
    told = StateChange(0, 0, -1, "cwd", "recorded", "configuration", value="/w")
    changes = derived(turns(*calls), [told], "mini-swe-agent")
    assert [(c.kind, c.path or c.value) for c in changes] == [("cwd", "/w"), ("file", "/w/f")]


def test_a_call_may_name_its_folder() -> None:
    assert (
        only(call("shell", {"command": ["bash", "-lc", "echo a > f"], "workdir": "/w"}, "", exit_code=0)).path == "/w/f"
    )


def test_tests_and_commits() -> None:
    calls = [
        shell("pytest -q", "t.py::test_b FAILED\n= 1 failed, 2 passed in 0.1s =", 1),
        shell("cat log.txt", "= 9 passed in 0.1s ="),
        shell("git commit -qm 'Fix it'"),
        shell("git add -A && git commit -m 'x'", "[main 1a2b3c4] x\n 1 file changed"),
        shell("git commit -m y", "nothing to commit", 1),
    ]
    changes = derived(turns(*calls), [])
    assert [(c.kind, c.turn, c.how, c.passed, c.failed, c.tests_failed, c.value) for c in changes] == [
        ("tests", 0, "pytest", 2, 1, ("t.py::test_b",), None),
        ("commit", 2, "git commit, quiet", None, None, (), "Fix it"),
        ("commit", 3, "git commit", None, None, (), "1a2b3c4"),
    ]


def test_changes_are_numbered_in_order_of_turns_and_calls() -> None:
    write = [call("Write", {"file_path": f"/{name}", "content": name}) for name in "abc"]
    recorded = [
        StateChange(7, 1, -1, "cwd", "recorded", "x", value="/r"),
        StateChange(9, 0, 1, "open_file", "recorded", "x"),
    ]
    changes = derived(turns(write[:2], write[2]), recorded)
    assert [c.number for c in changes] == list(range(5))
    assert [(c.turn, c.call) for c in changes] == sorted((c.turn, c.call) for c in changes)


def test_turns_copied_from_another_run_change_nothing() -> None:
    turn = Turn(0, "agent", calls=(call("Write", {"file_path": "/a", "content": "a"}),), copied=True)
    assert derived([turn], []) == []


def test_words_are_those_of_the_model() -> None:
    calls = [
        call("Write", {"file_path": "/a", "content": "a"}),
        shell("rm /a"),
        shell("cd /r && pytest", "= 1 passed in 1s ="),
    ]
    for change in derived(turns(*calls), [], "cwm-rl"):
        assert change.kind in CHANGE_KINDS
        assert change.method in METHODS
        assert change.action is None or change.action in FILE_ACTIONS
        assert json.dumps(change.how)
