"""Which lines differ, and diffs of them: compared with git's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agents.conftest import applied

from tracewalk.agents import lines
from tracewalk.agents.lines import changed_blocks, joined, split
from tracewalk.agents.tracked import Tracked
from tracewalk.agents.unified import counts, hunks_of, rendered

TEXTS = st.text(alphabet="ab\n", max_size=40)
PROGRAMS = st.lists(
    st.sampled_from(["def f():", "    x = 1", "    y = 2", "", "    return x", "class A:", "        z()", "import os"]),
    max_size=30,
).map(lambda found: "".join(f"{line}\n" for line in found))


def diff_of(before: str, after: str) -> str:
    tracked = Tracked(before)
    return rendered(tracked.hunks(*tracked.rewrite(after)) or [])


@given(TEXTS)
def test_lines_and_back(text: str) -> None:
    assert joined(*split(text)) == text


@given(TEXTS, TEXTS)
def test_blocks_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    old, new = split(before)[0], split(after)[0]
    made = list(old)
    for a, b, c, d in reversed(changed_blocks(old, new)):
        made[a:b] = new[c:d]
    assert made == new


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.lists(st.sampled_from("abcdefgh"), max_size=60))
def test_long_texts_are_parted_at_lines_that_occur_once(old: list[str], new: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_CELLS", 9)
        made = list(old)
        for a, b, c, d in reversed(changed_blocks(old, new)):
            made[a:b] = new[c:d]
    assert made == new


@given(TEXTS.filter(bool), TEXTS.filter(bool))
def test_a_diff_applied_gives_the_other_text(before: str, after: str) -> None:
    assert applied(before, diff_of(before, after)) == after


@given(TEXTS, TEXTS)
def test_hunks_survive_being_written_and_read(before: str, after: str) -> None:
    text = diff_of(before, after)
    assert rendered(hunks_of(text)) == text
    assert counts(text) == counts(hunks_of(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=PROGRAMS.filter(bool), after=PROGRAMS.filter(bool))
def test_diffs_are_those_of_git(tmp_path: Path, before: str, after: str) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    one.write_text(before)
    other.write_text(after)
    command = ["git", "diff", "--no-index", "--no-color", "--minimal", str(one), str(other)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    theirs = hunks_of(told[told.index("@@") :]) if "@@" in told else []
    ours = hunks_of(diff_of(before, after))
    assert counts(ours) == counts(theirs)  # as few lines
    assert (
        [hunk.start for hunk in ours] == [hunk.start for hunk in theirs]
        or len(ours) != len(theirs)
        or counts(ours) != (0, 0)
    )


def test_blocks_stand_where_git_puts_them() -> None:
    before = "def a():\n    x\n\n\ndef c():\n    x\n"
    after = "def a():\n    x\n\n\ndef b():\n    x\n\n\ndef c():\n    x\n"
    assert [text for sign, text in hunks_of(diff_of(before, after))[0].lines if sign == "+"] == [
        "def b():",
        "    x",
        "",
        "",
    ]


def test_what_has_no_place_has_a_bare_head() -> None:
    (hunk,) = hunks_of("@@\n a\n-b\n+c\n")
    assert (hunk.start, hunk.old, hunk.new) == (None, ["a", "b"], ["a", "c"])
    assert rendered([hunk]) == "@@\n a\n-b\n+c\n"


def test_files_without_a_last_line_feed_are_told() -> None:
    assert diff_of("a\nb", "a\nb\n") == "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n"
    assert (
        diff_of("a", "a\nb")
        == "@@ -1 +1,2 @@\n-a\n\\ No newline at end of file\n+a\n+b\n\\ No newline at end of file\n"
    )


def test_only_a_line_feed_ends_a_line() -> None:
    assert split("a\x0cb\r\nc\u2028d\n") == (["a\x0cb\r", "c\u2028d"], True)
