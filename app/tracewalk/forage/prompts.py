"""What an agent is told: the tools in CWM's own format, its limits, its task; version 1, whose every word is here."""

from __future__ import annotations

from tracewalk.forage.task import Task

__all__ = ["PROMPT_VERSION", "budget", "result", "submitted", "system_text", "task_text"]

PROMPT_VERSION = 1
"""Raised when an agent would be told the same in other words."""

_SYSTEM = """\
You are a software engineer at work in a repository. You always think before you act: first your thoughts, then
</think> on a line of its own, then what you say and do.

# Environment

Your commands run in a Linux container without a network. The session lasts from one turn to the next: its folder, its
exported variables and its files, but no process. It begins anew when a command takes longer than {seconds:g} seconds.
You are constrained by a {context} total context window, and by {turns} turns. These are your tools:

<tool: bash>
[commands]
</tool>
Runs commands of bash, on one line or more; nothing can be typed into them.

<tool: edit>
[path]
<<<<<<< SEARCH
[lines of the file]
=======
[lines instead of them]
>>>>>>> REPLACE
</tool>
Replaces lines of a file that is there. The lines to be replaced must stand in it just so, with their spaces, and once.

<tool: create>
[path]
[content]
</tool>
Writes a new file, whose folder must be there.

<tool: submit>
[path]
</tool>
Hands in a file with your changes, as `git diff` writes them. You may do so again with a better one.

Use exactly one tool in each turn. Once you have handed in your changes and are sure of them, end with a turn without a
tool: a summary in Markdown, with headings (##)."""

_TASK = {
    "issue-fix": """\
Resolve this issue of the repository in {root}:

<issue_description>
{text}
</issue_description>

Write the code, test it, and submit a file with your changes as `git diff` writes them. Other tests than those that you
see will judge it. You are in the repository's folder, and all that it needs is installed.""",
    "mutate-fix": """\
The repository in {root} was healthy until somebody changed a line of its code:

<issue_description>
{text}
</issue_description>

Find the cause and repair it, leave the tests as they are, and submit a file with your changes as `git diff` writes
them. You are in the repository's folder, and all that it needs is installed.""",
}

_BUDGET = "<budget>\n* Remaining turns: {turns}\n* Remaining tokens: {tokens}\n</budget>"

_SUBMITTED = """\
This is marked as your final submission:

<submission>
{patch}
</submission>

Look whether it does what was asked. If it does not, go on and submit again."""


def system_text(*, seconds: float, context: int, turns: int) -> str:
    """The rules, with the limits in force."""
    return _SYSTEM.format(seconds=seconds, context=context, turns=turns)


def task_text(task: Task, root: str) -> str:
    """The task; `root` is where its repository lies."""
    return _TASK[task.kind].format(root=root, text=task.text)


def budget(turns: int, tokens: int) -> str:
    """What is left."""
    return _BUDGET.format(turns=turns, tokens=tokens)


def result(output: str, left: str) -> str:
    """What a tool gave, as the agent reads it."""
    return f"<output>\n{output}\n</output>\n\n{left}"


def submitted(patch: str) -> str:
    """The answer to a submission."""
    return _SUBMITTED.format(patch=patch)
