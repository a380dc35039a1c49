"""Patches in the forms that models write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.agents.patches import patches_of, search_replace


def test_the_form_that_codex_reads() -> None:
    text = (
        "*** Begin Patch\n*** Update File: a.py\n*** Move to: b.py\n@@ class A:\n x\n-y\n+z\n@@\n-q\n"
        "*** Add File: n.py\n+one\n+two\n*** Delete File: old.py\n*** End Patch\nrest"
    )
    moved, added, gone = patches_of(text)
    assert (moved.path, moved.old_path, moved.action) == ("b.py", "a.py", "rename")
    assert [(h.start, h.old, h.new) for h in moved.hunks] == [(None, ["x", "y"], ["x", "z"]), (None, ["q"], [])]
    assert (added.path, added.action, added.hunks[0].new) == ("n.py", "create", ["one", "two"])
    assert (gone.path, gone.action, gone.hunks) == ("old.py", "delete", ())


def test_what_git_writes() -> None:
    text = (
        "some words\ndiff --git a/x.py b/x.py\nindex 1..2 100644\n--- a/x.py\n+++ b/x.py\n"
        "@@ -3,2 +3,2 @@ def f():\n a\n-b\n+c\n"
        "diff --git a/n.py b/n.py\nnew file mode 100644\n--- /dev/null\n+++ b/n.py\n@@ -0,0 +1 @@\n+n\n"
        "diff --git a/o.py b/p.py\nsimilarity index 100%\nrename from o.py\nrename to p.py\n"
        "diff --git a/d.py b/d.py\ndeleted file mode 100644\n--- a/d.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-d\n"
    )
    found = [(p.path, p.old_path, p.action, len(p.hunks)) for p in patches_of(text)]
    assert found == [
        ("x.py", None, "edit", 1),
        ("n.py", None, "create", 1),
        ("p.py", "o.py", "rename", 0),
        ("d.py", None, "delete", 1),
    ]


def test_search_and_replace_blocks() -> None:
    cwm = "src/a.py\n<<<<<<< SEARCH\n    x = 1\n=======\n    x = 2\n>>>>>>> REPLACE"
    assert list(search_replace(cwm)) == [("src/a.py", "    x = 1", "    x = 2")]
    cline = "------- SEARCH\na\n=======\n+++++++ REPLACE\n"
    assert list(search_replace(cline)) == [(None, "a\n", "")]
    roo = "<<<<<<< SEARCH\n:start_line:3\n-------\na\n=======\nb\n>>>>>>> REPLACE"
    assert list(search_replace(roo)) == [(None, "a", "b")]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([
            "*** Begin Patch", "*** Update File: a", "*** Add File: b", "*** Move to: c", "*** End Patch", "@@",
            "@@ -1,2 +1 @@",
            "--- a/x", "+++ b/x", "+++ /dev/null", "diff --git a/x b/x", "rename from x", "deleted file mode 1",
            "", " a", "-a", "+a",
            "<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE", "\\ No newline at end of file", "words",
        ]),
        max_size=14,
    )
)  # fmt: skip
def test_no_text_makes_it_stumble(lines: list[str]) -> None:
    text = "\n".join(lines)
    for patch in patches_of(text):
        assert patch.action in {"create", "edit", "delete", "rename"}
    list(search_replace(text))


@pytest.mark.parametrize("text", ["", "@@", "*** Update File: ", "--- \n+++ \n"])
def test_hardly_anything(text: str) -> None:
    list(patches_of(text))
