"""What stands beside runs and holds none is skipped with its reason; what may be anything is a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.importers.conftest import imported

from tracewalk.lake import Lake

DIFF = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (DIFF, "a patch"),
        ("--- a/x\t2026\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "a patch"),
        ("#!/bin/bash\nset -x\n", "a script"),
        (b"\x89PNG\r\n\x1a\n00", "a picture"),
        ("2026-01-02 03:04:05,678 INFO started\n2026-01-02 03:04:06 DEBUG on\n  more\n", "a program's log"),
        ("[03:04:05] one\n[03:04:06] two\n", "a program's log"),
        ("agent:\n  model:\n    name: x\n  tools:\n  - bash\n# done\n", "settings"),
        (json.dumps({"agent_class": "C", "llm_config": {}}), "the settings of an OpenHands evaluation"),
        ("root@a1b2:/app# ls\nx\n", "what a terminal showed"),
        ("\x1b[?2004hroot@a1b2:/app# ", "what a terminal showed"),
        ('{"version": 2, "width": 160, "height": 40}\n[0.1, "o", "$"]\n', "a recording of a terminal"),
        (
            json.dumps({"analysis": "", "plan": "", "commands": []}),
            "an answer of Terminus, which the run of its request holds",
        ),
    ],
)
def test_it_is_skipped(content: str | bytes, reason: str, lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content.encode() if isinstance(content, str) else content)
    done = imported(lake, tmp_path)
    assert (done.faults, [(one.file, one.reason) for one in done.skipped]) == ([], [(str(tmp_path / "file"), reason)])
    assert (done.n_files, done.counts) == (1, {})


@pytest.mark.parametrize(
    "content", ["hello\nworld\n", "It was: a dark night.\n", '{"a": 1}', "[1, 2]", "a,b\n1,2\n", "x: 1\n{"]
)
def test_it_may_be_anything_and_is_a_fault(content: str, lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(content)
    done = imported(lake, tmp_path)
    assert ([fault.file for fault in done.faults], done.skipped) == ([str(tmp_path / "file")], [])
