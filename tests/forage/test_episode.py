"""An agent at a task, turn by turn: what it is told, when it is over, and how it is judged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from tests.forage.conftest import LIMITS
from tests.forage.playing import LAST, REPAIR, Playing, act

from tracewalk.errors import ContextOverflow, EndpointBroken
from tracewalk.forage.episode import Episode, Limits, run_episode
from tracewalk.forage.judge import Judge
from tracewalk.forage.policy import Said, Word
from tracewalk.forage.task import Task
from tracewalk.sandbox import Cancelled, Sandbox

DIFF = act("bash", "git diff > fix.patch")
SUBMIT = act("submit", "fix.patch")


@pytest.fixture(scope="module")
def judge(sandbox: Sandbox) -> Judge:
    return Judge(sandbox, seconds=60)


def played(
    task: Task, sandbox: Sandbox, judge: Judge, *texts: str, limits: Limits = LIMITS
) -> tuple[Episode, list[Word]]:
    """The episode, and the talk as it was before the last turn."""
    policy = Playing(*texts)
    episode = asyncio.run(run_episode(task, policy, sandbox, limits, judge))
    return episode, list(policy.heard[-1])


def test_a_task_that_is_repaired_is_solved(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    episode, talk = played(task, sandbox, judge, act("edit", REPAIR), DIFF, SUBMIT, LAST)
    assert episode.verdict is not None
    assert (episode.exit_status, episode.verdict.solved, episode.verdict.failed) == ("submitted", True, ())
    assert "-    both = one - other\n+    both = one + other\n" in (episode.patch or "")
    assert [word.role for word in talk] == ["system", "user", *["assistant", "tool"] * 3]
    system, user, _, edited, *_ = talk
    assert "<tool: submit>" in system.text
    assert "constrained by a 100000 total context window, and by 20 turns" in system.text
    assert "The repository in /folder/sums was healthy" in user.text
    assert "A sum is wrong." in user.text
    assert edited.tool == "edit"
    assert edited.text.startswith("<output>\nThe file sums/add.py has been successfully updated at line 3")
    assert "</output>\n\n<budget>\n* Remaining turns: 19\n* Remaining tokens: " in edited.text
    assert "<submission>\ndiff --git a/sums/add.py" in talk[-1].text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no thoughts <tool: bash>\nls\n</tool>", "thoughts 0 times"),
        ("a</think>b</think>" + act("bash", "ls"), "thoughts 3 times"),
        ("So.\n</think>\nNothing.", "there is no call of a tool"),
        (act("bash", "ls") + "\n<tool: bash>\nls\n</tool>", "there are 2: bash, bash"),
        (act("view", "sums/add.py"), "there is no tool 'view'; there are bash, edit, create, submit"),
        (act("bash", " "), "the call of bash says nothing"),
        ("So.\n</think>\n<tool: bash>\nls", "the call of bash cannot be read: it has no </tool>"),
    ],
)
def test_a_turn_that_cannot_be_understood_is_answered(
    task: Task, sandbox: Sandbox, judge: Judge, text: str, says: str
) -> None:
    episode, talk = played(task, sandbox, judge, text, act("bash", "true"), text)
    assert talk[3].role == "user"
    assert talk[3].text.startswith("FormatError: ")
    assert says in talk[3].text
    assert len(episode.steps) == 2 + LIMITS.refusals, (
        "three in a row end it; one that is understood begins the count anew"
    )
    assert episode.exit_status.startswith("Tool call format error: ")
    assert episode.verdict is not None
    assert (episode.verdict.solved, episode.verdict.message) == (False, "Nothing was submitted")


def test_turns_run_out(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    episode, _ = played(task, sandbox, judge, act("bash", "true"), limits=replace(LIMITS, turns=3))
    assert (episode.exit_status, len(episode.steps)) == ("Max turns reached", 3)
    assert [step.outcome is None for step in episode.steps] == [False, False, True]


def test_the_context_runs_out(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    big = act("bash", "seq 1000")
    episode, talk = played(task, sandbox, judge, big, limits=replace(LIMITS, context=4_000))
    assert episode.exit_status.startswith("Context size exceeded: ")
    assert len(episode.steps) > 1
    left = [int(word.text.rpartition("tokens: ")[2].split("\n")[0]) for word in talk if word.role == "tool"]
    assert left == sorted(left, reverse=True)


def test_a_server_counts_better_than_an_estimate(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    def said(_talk: Sequence[Word]) -> Said:
        return Said(act("bash", "true"), prompt_tokens=3_000, completion_tokens=2_000)

    policy = Playing(said)
    episode = asyncio.run(run_episode(task, policy, sandbox, replace(LIMITS, context=4_999), judge))
    assert episode.exit_status == "Context size exceeded: 5000 > 4999"


@pytest.mark.parametrize(
    ("fault", "status", "broke"),
    [
        (EndpointBroken("the server fell over", text="So.\n</think>\nI"), "the server fell over", True),
        (ContextOverflow("too long"), "Context size exceeded: too long", False),
    ],
)
def test_a_server_that_fails_ends_it_and_what_came_is_kept(
    task: Task, sandbox: Sandbox, judge: Judge, fault: EndpointBroken | ContextOverflow, status: str, broke: bool
) -> None:
    def fails(_talk: Sequence[Word]) -> Said:
        raise fault

    policy = Playing(act("bash", "true"), fails)
    episode = asyncio.run(run_episode(task, policy, sandbox, LIMITS, judge))
    assert (episode.exit_status, episode.broke, len(episode.steps)) == (status, broke, 2)
    assert episode.steps[-1].said.text == fault.text
    assert (episode.verdict is None) == broke


def test_a_command_that_takes_too_long_is_told(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    texts = [act("bash", "cd sums; sleep 30"), act("bash", "pwd"), LAST]
    _, talk = played(task, sandbox, judge, *texts, limits=replace(LIMITS, seconds=1.0))
    told = [word.text for word in talk if word.role == "tool"]
    assert told[0].startswith("<output>\nThe current session has terminated: the command took longer than 1 seconds.")
    assert told[1].startswith("<output>\n/folder/sums\n")


def test_what_cannot_be_submitted_is_told(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    texts = [act("submit", "gone.patch"), act("bash", "printf '\\xff' > bad.patch"), act("submit", "bad.patch"), LAST]
    episode, talk = played(task, sandbox, judge, *texts)
    told = [word.text for word in talk if word.role == "tool"]
    assert "Failed to submit: there is no file gone.patch." in told[0]
    assert "Failed to submit: bad.patch is no UTF-8 text." in told[2]
    assert episode.patch is None


def test_last_words_end_it_only_after_a_submission(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    episode, _ = played(task, sandbox, judge, LAST, act("bash", "touch x.patch"), act("submit", "x.patch"), LAST)
    assert episode.exit_status == "submitted"
    assert [step.refusal is not None for step in episode.steps] == [True, False, False, False]
    assert episode.verdict is not None
    assert episode.verdict.message == "Empty patch"


def test_it_can_be_given_up_between_and_within_commands(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    asked = iter([True] * 20 + [False] * 1_000)
    with pytest.raises(Cancelled):
        asyncio.run(
            run_episode(task, Playing(act("bash", "sleep 60")), sandbox, LIMITS, judge, wanted=lambda: next(asked))
        )


@pytest.mark.parametrize(
    ("patch", "solved", "message"),
    [
        (None, False, "Nothing was submitted"),
        ("", False, "Empty patch"),
        ("hello", False, "'diff' not in patch"),
        ("diff --git a/x b/x\nnonsense\n", False, "The patch does not apply"),
        ("--- a/sums/no.py\n+++ b/sums/no.py\n@@ -1 +1 @@\n-a diff\n+b\n", False, "The patch does not apply"),
    ],
)
def test_what_is_no_patch_is_judged_without_a_run(
    task: Task, judge: Judge, patch: str | None, solved: bool, message: str
) -> None:
    verdict = judge.judge(task, patch)
    assert verdict.solved is solved
    assert verdict.message.startswith(message)


def test_what_a_patch_does_to_tests_does_not_count(task: Task, sandbox: Sandbox, judge: Judge) -> None:
    forge = act(
        "bash",
        "sed -i 's/== 3/== -1/' tests/test_add.py; echo 'raise SystemExit' > conftest.py; git add -A; "
        "git diff --cached > x.patch",
    )
    episode, _ = played(task, sandbox, judge, forge, act("submit", "x.patch"), LAST)
    assert episode.verdict is not None
    assert episode.verdict.failed == ("tests/test_add.py::test_both",)
    assert episode.verdict.passed == ("tests/test_add.py::test_nothing",)
