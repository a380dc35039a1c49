"""Real logs: what is worked out of a run, against the final patch that the log records."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.agents.conftest import DATA

from tracewalk.agents.contents import content_at, cumulative
from tracewalk.agents.derive import derived
from tracewalk.agents.patches import FilePatch, patches_of
from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Options
from tracewalk.importers.registry import FORMATS
from tracewalk.importers.sample import take_sample
from tracewalk.settings import Settings

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="skipped: there are no real logs here (TRACEWALK_TEST_DATA)")

NOT_BY_THE_AGENT = {"pyproject.toml"}
"""In one run the environment pinned a dependency there before the agent came."""


@cache
def runs() -> list[tuple[str, AgentRun]]:
    """Every run that some format reads from the real logs, with its file's name."""
    options = Options(settings=Settings())
    found = []
    for path in sorted(path for path in Path(DATA).rglob("*") if path.is_file() and path.name != "MANIFEST.csv"):
        sample = take_sample(path, options.settings.import_bytes)
        for one in [one for one in FORMATS if one.guess(sample, options).likeness == 1][:1]:
            found += [(path.name, r.what) for r in one.read(path, options) if isinstance(r.what, AgentRun)]
    return found


def lines(patch: str) -> dict[str | None, tuple[str, list[str], list[str]]]:
    """Of each file what is done to it, the lines that go and those that come."""

    def signed(file: FilePatch, sign: str) -> list[str]:
        return [text for hunk in file.hunks for one, text in hunk.lines if one == sign]

    return {file.path: (file.action, signed(file, "-"), signed(file, "+")) for file in patches_of(patch)}


def with_patches() -> list[AgentRun]:
    return [run for _, run in runs() if run.trajectory.patch and "diff --git" in run.trajectory.patch]


def test_the_final_patch_of_real_runs_is_worked_out_to_the_line() -> None:
    """Every file of every recorded patch; files that a run leaves behind and does not submit are not in those."""
    wrong = []
    for run in with_patches():
        recorded = lines(run.trajectory.patch or "")
        made = lines(cumulative(derived(run.turns, run.changes, run.trajectory.source_format)))
        wrong += [path for path, done in recorded.items() if made.get(path) != done and path not in NOT_BY_THE_AGENT]
    assert wrong == []


def test_contents_that_are_said_to_be_exact_hold_what_the_patch_has() -> None:
    for run in with_patches():
        changes = derived(run.turns, run.changes, run.trajectory.source_format)
        for path, (_, _, come) in lines(run.trajectory.patch or "").items():
            told = content_at(changes, path or "", len(run.turns))
            if told.state == "exact":
                assert all(line in (told.text or "").split("\n") for line in come)


def test_all_real_runs_are_gone_through() -> None:
    for name, run in runs():
        changes = derived(run.turns, run.changes, run.trajectory.source_format)
        assert [change.number for change in changes] == list(range(len(changes))), name
        assert all(0 <= change.turn < len(run.turns) or not run.turns for change in changes), name
