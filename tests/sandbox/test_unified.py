"""Diffs that `patch` takes, in time whatever the texts are."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tracewalk.sandbox.unified import unified

CASES = [
    ("", "a\n"),
    ("a\n", ""),
    ("a", "a\n"),
    ("a\nb\nc\n", "a\nB\nc\n"),
    ("".join(f"{i}\n" for i in range(40)), "".join(f"{i * (i not in (3, 30))}\n" for i in range(40))),
    ("x\n" * 1000, "x\n" * 999 + "y"),
    ("".join(f"{i}\n" for i in range(700)), "".join(f"{-i}\n" for i in range(650))),
    ("a\x0cb\u2028c\r\n", "a\x0cb\r\n"),
]


def patched(old: str, diff: str, folder: Path) -> str:
    file = folder / "f"
    file.write_bytes(old.encode())
    done = subprocess.run(
        ["patch", "--binary", "-p1", "--posix", "f"], input=diff.encode(), cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + diff.encode()
    return file.read_bytes().decode() if file.exists() else ""


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
@pytest.mark.parametrize(("old", "new"), CASES)
@pytest.mark.parametrize("match", [True, False])
def test_patch_takes_it(old: str, new: str, match: bool, tmp_path: Path) -> None:
    assert patched(old, unified(old, new, "f", match=match), tmp_path) == new


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
def test_patch_takes_those_of_any_lines(tmp_path: Path) -> None:
    dice = random.Random(0)
    for _ in range(40):
        old, new = ("".join(dice.choice("ab\n\n") for _ in range(dice.randrange(60))) for _ in "12")
        if old != new:
            assert patched(old, unified(old, new, "f"), tmp_path) == new


def test_equal_texts_have_none() -> None:
    assert unified("a\n", "a\n", "f") == ""
    assert unified("a\nb\n", "a\nc\n", "x/y").splitlines() == [
        "--- a/x/y",
        "+++ b/x/y",
        "@@ -1,2 +1,2 @@",
        " a",
        "-b",
        "+c",
    ]
