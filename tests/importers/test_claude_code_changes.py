"""Structured results of Claude Code's editing tools as state changes: diff, content before, and content after."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers.claude_code_logs import agent, log, result, use, user
from tests.importers.logs import require_storable, runs_in

from tracewalk.agents.unified import hunks_of
from tracewalk.importers.claude_code_changes import changes_of
from tracewalk.model import StateChange

LINES = st.lists(st.sampled_from(["a", "b", "\tc", "", "d e", "é\r"]), max_size=12)


def lines_of(whole: str) -> list[str]:
    """Its lines, the last one with a mark if it is not ended."""
    lines = whole.split("\n")
    return lines[:-1] if not lines[-1] else [*lines[:-1], f"{lines[-1]}\0"]


def patch_of(before: str, after: str) -> list[dict[str, Any]]:
    """As Claude Code tells a patch."""
    old, new = lines_of(before), lines_of(after)
    hunks = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(3):
        lines = []
        for tag, a, b, c, d in group:
            lines += [f" {one}" for one in old[a:b]] if tag == "equal" else [f"-{one}" for one in old[a:b]]
            lines += [] if tag == "equal" else [f"+{one}" for one in new[c:d]]
        shown = [part for one in lines for part in one.replace("\0", "\n\\ No newline at end of file").split("\n")]
        (_, a, _, c, _), (_, _, b, _, d) = group[0], group[-1]
        hunks.append({"oldStart": a + 1, "oldLines": b - a, "newStart": c + 1, "newLines": d - c, "lines": shown})
    return hunks


def applied(before: str, diff: str) -> str:
    """A text after a diff."""
    lines = lines_of(before)
    shift = 0
    for hunk in hunks_of(diff):
        assert hunk.start is not None
        old, new = list(hunk.old), list(hunk.new)
        if hunk.old_unended:
            old[-1] += "\0"
        if hunk.new_unended:
            new[-1] += "\0"
        at = hunk.start + shift
        assert lines[at : at + len(old)] == old
        lines[at : at + len(old)] = new
        shift += len(new) - len(old)
    return "".join(f"{one}\n" for one in lines).replace("\0\n", "")


def change(given_: dict[str, Any]) -> StateChange:
    """The one change that a result tells of."""
    (found,) = changes_of(given_, 3, 1)
    assert (found.turn, found.call, found.kind, found.method) == (3, 1, "file", "recorded")
    return found


def test_an_edit_has_the_content_before_and_after_and_the_patch() -> None:
    before = "one\ntwo\nthree\n"
    found = change(
        {
            "filePath": "/w/a.py",
            "oldString": "two",
            "newString": "2",
            "originalFile": before,
            "structuredPatch": patch_of(before, "one\n2\nthree\n"),
            "userModified": False,
            "replaceAll": False,
        }
    )
    assert (found.path, found.action, found.how) == ("/w/a.py", "edit", "structured patch")
    assert (found.before, found.after) == (before, "one\n2\nthree\n")
    assert applied(before, found.diff or "") == found.after


def test_a_written_file_is_created_or_edited() -> None:
    new = change({"type": "create", "filePath": "a", "content": "x\ny\n", "structuredPatch": [], "originalFile": None})
    assert (new.action, new.before, new.after, new.diff) == ("create", None, "x\ny\n", "@@ -0,0 +1,2 @@\n+x\n+y\n")
    old = {"type": "update", "filePath": "a", "content": "new", "structuredPatch": patch_of("old", "new")}
    over = change({**old, "originalFile": "old"})
    assert (over.action, over.before, over.after) == ("edit", "old", "new")
    assert change(old).before is None
    assert change({"filePath": "a", "oldString": "", "newString": "x", "originalFile": None}).action == "create"


def test_a_patch_whose_tabs_are_shown_as_spaces_does_not_spoil_the_content() -> None:
    before, after = "def f():\n\treturn 1\n", "def f():\n\treturn 2\n"
    shown = patch_of(before.replace("\t", "  "), after.replace("\t", "  "))
    edit = {"filePath": "a", "oldString": "return 1", "newString": "return 2", "originalFile": before}
    found = change({**edit, "structuredPatch": shown})
    assert found.after == after
    assert applied(before, found.diff or "") == after
    assert found.how == "content before and after"


def test_what_the_user_changed_of_an_edit_is_what_the_patch_says() -> None:
    edit = {"filePath": "a", "oldString": "1", "newString": "2", "originalFile": "1\n", "userModified": True}
    found = change({**edit, "structuredPatch": patch_of("1\n", "3\n")})
    assert found.after == "3\n"


def test_several_edits_at_once_and_notebooks() -> None:
    edits = [{"old_string": "a", "new_string": "b", "replace_all": True}, {"old_string": "c", "new_string": "d"}]
    many = change({"filePath": "x", "edits": edits, "originalFileContents": "a\na\nc\n", "structuredPatch": []})
    assert many.after == "b\nb\nd\n"
    book = change({"notebook_path": "n.ipynb", "original_file": "{}", "updated_file": "{1}", "new_source": "1"})
    assert (book.path, book.before, book.after) == ("n.ipynb", "{}", "{1}")


@pytest.mark.parametrize(
    "given_",
    [
        {"type": "text", "file": {"filePath": "a", "content": "x"}},
        {"stdout": "x", "stderr": ""},
        {"filePath": None, "structuredPatch": None, "originalFile": None},
        {"filePath": "a", "structuredPatch": "wrong", "originalFile": 3, "edits": [None]},
        {"filePath": "a", "content": "read"},
        "Error: no",
        None,
    ],
)
def test_what_changed_no_file_tells_of_no_change(given_: Any) -> None:
    assert changes_of(given_, 0, 0) == []


def test_a_commit_is_told() -> None:
    (found,) = changes_of({"stdout": "", "gitOperation": {"commit": {"sha": "abc", "kind": "committed"}}}, 0, 0)
    assert (found.kind, found.value) == ("commit", "abc")


@settings(deadline=None)
@given(LINES, LINES, st.booleans(), st.booleans())
def test_the_diff_always_gives_the_content_after(old: list[str], new: list[str], ended: bool, ends: bool) -> None:
    before, after = "\n".join(old) + "\n" * (ended and bool(old)), "\n".join(new) + "\n" * (ends and bool(new))
    told = {"filePath": "a", "type": "update", "content": after, "originalFile": before}
    for patch in (patch_of(before, after), []):
        found = change({**told, "structuredPatch": patch})
        assert (found.before, found.after) == (before, after)
        assert applied(before, found.diff or "") == after


@settings(deadline=None)
@given(LINES, st.sampled_from(["a", "b", "\tc", "d e"]), st.sampled_from(["", "z", "a\nb"]), st.booleans())
def test_an_edit_gives_what_the_tool_wrote(old: list[str], this: str, that: str, every: bool) -> None:
    before = "\n".join(old) + "\n"
    after = before.replace(this, that)
    edit = {"filePath": "a", "oldString": this, "newString": that, "replaceAll": every, "originalFile": before}
    for found in changes_of({**edit, "structuredPatch": patch_of(before, after)}, 0, 0):
        assert found.after == after
        assert applied(before, found.diff or "") == after


def test_a_change_stands_at_its_call_and_a_failed_call_changes_nothing(tmp_path: Path) -> None:
    twin = {"filePath": "/w/a", "oldString": "1", "newString": "2", "originalFile": "1", "structuredPatch": []}
    lines = [
        user("Go"),
        agent(use("a", "Edit", file_path="/w/a"), use("b", "Edit", file_path="/w/a"), id="m"),
        result("b", "updated", twin=twin),
        result("a", "no", twin=twin, is_error=True),
    ]
    (run,) = runs_in(log(tmp_path, *lines))
    require_storable(run)
    assert [(one.turn, one.call, one.after) for one in run.changes if one.kind == "file"] == [(1, 1, "2")]
