"""Files as changes tell them, and the diff of a run so far."""

from __future__ import annotations

from tests.agents.conftest import call, turns

from tracewalk.agents.contents import Content, content_at, cumulative, net_diffs, root_of
from tracewalk.agents.derive import derived
from tracewalk.model import StateChange


def change(turn: int, path: str, diff: str | None = None, action: str = "edit", **given: object) -> StateChange:
    method = str(given.pop("method", "derived"))
    return StateChange(turn, turn, 0, "file", method, "test", path=path, action=action, diff=diff, **given)  # type: ignore[arg-type]


CWD = StateChange(0, 0, -1, "cwd", "recorded", "test", value="/r")
PARTS = [
    CWD,
    change(1, "/r/a.py", "@@ -10,3 +10,4 @@\n a\n-b\n+c\n+d\n e\n"),
    change(2, "a.py", "@@ -12 +12 @@\n-d\n+D\n"),
    change(3, "n.py", "@@ -0,0 +1,2 @@\n+x\n+y\n", "create"),
    change(4, "n.py", "@@\n-y\n+z\n"),
    change(5, "m.py", action="rename", old_path="n.py"),
    change(6, "a.py", "@@\n-c\n-D\n+b\n"),
]


def test_the_diff_so_far_joins_what_turns_did() -> None:
    assert cumulative(PARTS, 0) == ""
    assert cumulative(PARTS, 2) == (
        "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -10,3 +10,4 @@\n a\n-b\n+c\n+D\n e\n"
    )
    assert cumulative(PARTS, 4).endswith(
        "diff --git a/n.py b/n.py\nnew file mode 100644\n--- /dev/null\n+++ b/n.py\n@@ -0,0 +1,2 @@\n+x\n+z\n"
    )


def test_what_was_undone_is_left_out() -> None:
    assert [(diff.path, diff.action) for diff in net_diffs(PARTS)] == [("m.py", "create")]


def test_content_of_a_file_that_is_known_in_part() -> None:
    told = content_at(PARTS, "a.py", 2)
    assert (told.text, told.state, told.pieces) == (None, "partial", ((10, "a\nc\nD\ne\n"),))
    assert content_at(PARTS, "/r/a.py", 2) == told
    assert content_at(PARTS, "a.py", 0) == Content(None, "unknown", "no turn up to this one changed it")


def test_content_of_a_file_that_is_known() -> None:
    assert content_at(PARTS, "n.py", 3).text == "x\ny\n"
    told = content_at(PARTS, "m.py", 6)
    assert (told.text, told.state) == ("x\nz\n", "exact")
    gone = [*PARTS, change(7, "m.py", "@@ -1,2 +0,0 @@\n-x\n-z\n", "delete")]
    assert content_at(gone, "m.py", 7).text is None
    assert content_at(gone, "m.py", 7).state == "exact"
    assert cumulative(gone) == ""


def test_a_rule_of_thumb_makes_a_content_partial_until_the_whole_is_given() -> None:
    thumb = [
        change(0, "a", before="a\n", diff="@@ -1 +1 @@\n-a\n+b\n"),
        change(1, "a", "@@ -1 +1 @@\n-b\n+c\n", method="estimated"),
    ]
    assert (content_at(thumb, "a", 0).state, content_at(thumb, "a", 1).state) == ("exact", "partial")
    assert content_at(thumb, "a", 1).text == "c\n"
    whole = [*thumb, change(2, "a", "@@ -1 +1 @@\n-c\n+d\n", before="c\n", method="recorded")]
    assert content_at(whole, "a", 2).state == "exact"


def test_a_change_that_is_not_shown_leaves_a_doubt() -> None:
    told = content_at([change(0, "a", before="a\n", diff="@@ -1 +1 @@\n-a\n+b\n"), change(1, "a")], "a", 1)
    assert (told.state, told.why) == ("partial", "turn 1 changed it in a way that the run does not show")
    assert [diff.sure for diff in net_diffs([change(0, "a", "@@ -1 +1 @@\n-a\n+b\n"), change(1, "a")])] == [False]


def test_whole_texts_that_are_only_pieces_are_not_taken_for_the_file() -> None:
    piece = change(0, "a", "@@ -695,0 +696 @@\n+new\n", before="old piece", after="new piece")
    assert content_at([piece], "a", 0).pieces == ((696, "new\n"),)


def test_a_whole_text_that_comes_from_elsewhere_counts() -> None:
    changes = [change(0, "a", "@@ -0,0 +1 @@\n+a\n", "create"), change(1, "a", before="x\ny\n", after="x\nz\n")]
    assert content_at(changes, "a", 1).text == "x\nz\n"


def test_renamed_and_deleted_files_in_a_diff() -> None:
    changes = [
        change(0, "/r/old.py", "@@ -1 +1 @@\n-a\n+b\n", before="a\n"),
        change(1, "/r/new.py", action="rename", old_path="/r/old.py"),
        change(2, "/r/gone.py", "@@ -1 +0,0 @@\n-g\n", "delete", before="g\n"),
    ]
    assert cumulative(changes, root="/r") == (
        "diff --git a/old.py b/new.py\nrename from old.py\nrename to new.py\n--- a/old.py\n+++ b/new.py\n"
        "@@ -1 +1 @@\n-a\n+b\n"
        "diff --git a/gone.py b/gone.py\ndeleted file mode 100644\n--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-g\n"
    )


def test_the_root_is_the_first_folder_or_what_long_names_have_before_short_ones() -> None:
    assert root_of(PARTS) == "/r"
    assert root_of([change(0, "/w/x/a.py"), change(1, "x/a.py")]) == "/w"
    assert root_of([change(0, "a.py")]) is None


def test_edits_far_apart_keep_their_numbers() -> None:
    text = "".join(f"{n}\n" for n in range(100))
    read = call("Read", {"file_path": "/a"}, "".join(f"{n:5}→{n - 1}\n" for n in range(1, 101)))
    edits = [
        call("Edit", {"file_path": "/a", "old_string": f"\n{n}\n", "new_string": f"\n{n}\nmore\n"})
        for n in (90, 10, 50)
    ]
    (diff,) = net_diffs(derived(turns(read, *edits), []))
    assert [line for line in diff.diff.split("\n") if line.startswith("@@")] == [
        "@@ -9,6 +9,7 @@",
        "@@ -49,6 +50,7 @@",
        "@@ -89,6 +91,7 @@",
    ]
    assert (diff.added, diff.removed, len(text.split("\n"))) == (3, 0, 101)
