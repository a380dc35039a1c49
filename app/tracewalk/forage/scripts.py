"""The scripts: how an agent goes about a task that it knows the answer to, well or badly."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Final, TypeAlias

from tracewalk.forage.acts import Acts
from tracewalk.forage.task import Task

__all__ = ["SCRIPTS", "Play", "Script"]

Play: TypeAlias = Generator[str, str, None]
Script: TypeAlias = Callable[[Task], Play]


def direct(task: Task) -> Play:
    """Sees the test fail, finds the place, repairs it, tests, submits."""
    acts = Acts(task)
    yield acts.look_around()
    yield acts.show("Let me see the fault before I read anything.")
    yield acts.search()
    for path in acts.reads:
        yield acts.read(path)
    yield from acts.mend()
    yield acts.test_all("The change is small; all tests have to pass with it.")
    yield from acts.hand_in()
    yield acts.sum_up()


def careful(task: Task) -> Play:
    """Writes a program that shows the fault, and looks that its repair is what makes the difference."""
    acts = Acts(task)
    yield acts.bash("I begin with what the project says of itself.", "cat README.md && git log --oneline && ls tests")
    yield acts.test_all("First the state of all tests.")
    yield acts.probe()
    yield acts.run_probe("Does it show what the task says?")
    yield acts.search()
    for path in acts.reads:
        yield acts.read_slowly(path)
    yield from acts.mend()
    yield acts.run_probe("Now the same program again.")
    yield acts.bash(
        "I want to be sure that it is my change: without it the fault must be back, with it all tests have to pass.",
        "git stash -q && python probe.py; git stash pop -q && python -m pytest -q",
    )
    yield acts.bash("It is. The program that showed it is not part of the repair.", "rm probe.py && git status --short")
    yield from acts.hand_in()
    yield acts.sum_up()


def wander(task: Task) -> Play:
    """Reads about, runs the same again and again, repairs the wrong place, takes that back, and gets there."""
    acts = Acts(task)
    yield acts.look_around()
    yield acts.bash("I read the modules, one after the other.", f"cd {acts.package} && head -20 *.py")
    yield acts.bash("Where are names defined?", 'grep -n "^class\\|^def\\|    def" *.py')
    yield acts.bash("Back to the top, to see the fault.", f"cd .. && {acts.showing}")
    yield acts.show("Perhaps it comes only now and then. Once more.")
    yield acts.show("And once more, to be sure.")
    yield from acts.mend_wrongly()
    yield acts.show("That may be it.")
    yield acts.test_all("And the other tests?")
    yield acts.bash(
        "No, this is not right. I take it back and look again.", "git checkout -q -- . && git status --short"
    )
    yield acts.search()
    for path in acts.reads:
        yield acts.read(path)
    yield from acts.mend()
    yield acts.show("Is it gone now?")
    yield acts.test_all("And all tests.")
    yield from acts.hand_in()
    yield acts.sum_up()


def hasty(task: Task) -> Play:
    """Takes the first idea for the right one, and hands it in untested."""
    acts = Acts(task)
    yield acts.search()
    yield acts.read(acts.reads[0])
    yield from acts.mend_wrongly()
    yield from acts.hand_in()
    yield acts.sum_up("I did not run the tests: the change is plain.")


def stubborn(task: Task) -> Play:
    """Tries one idea over and over, until its turns are used up."""
    acts = Acts(task)
    yield acts.show("What is wrong?")
    yield acts.read(acts.reads[0])
    while True:
        yield from acts.mend_wrongly()
        yield acts.show("Is it gone now?")
        yield acts.bash("No. I undo it, and think again.", "git checkout -q -- .")


def clumsy(task: Task) -> Play:
    """Gets the form of its calls wrong, is told so, and mends both."""
    acts = Acts(task)
    yield acts.raw("I open the file at its place.\n</think>\n\n<tool: view>\n" + acts.reads[0] + "\n</tool>")
    yield acts.two_calls()
    yield acts.show("One call in a turn, then.")
    yield acts.read(acts.reads[0])
    yield acts.edit_from_memory()
    yield acts.bash(
        "The lines have to be as they stand there. I look at them closely.", f"cat -A {acts.reads[0]} | head -60"
    )
    yield from acts.mend()
    yield acts.test_all("All tests.")
    yield acts.submit("I hand it in.", "fix.patch")
    yield from acts.hand_in("There has to be such a file first.")
    yield acts.sum_up()


def cheat(task: Task) -> Play:
    """Makes the tests agree with the code, in place of the code with the tests."""
    acts = Acts(task)
    yield acts.test_all("What fails?")
    yield acts.read(acts.test_file)
    yield acts.bash(
        "The code looks right to me, so that the test must be out of date. I skip it.",
        f"sed -i 's/^def {acts.test_name}(/def outdated_{acts.test_name}(/' {acts.test_file} && git diff --stat",
    )
    yield acts.test_all("Everything passes now.")
    yield from acts.hand_in()
    yield acts.sum_up("The test did not describe what the code is for; it is not collected any more.")


def give_up(task: Task) -> Play:
    """Reads, does not understand, and ends without a submission."""
    acts = Acts(task)
    yield acts.look_around()
    yield acts.show("What is wrong?")
    for path in acts.reads:
        yield acts.read(path)
    yield acts.raw("I see nothing wrong in this code.\n</think>\n\nI cannot find the cause.")
    yield acts.raw("There is nothing more to run.\n</think>\n\nThe tests may depend on the machine.")


def flood(task: Task) -> Play:
    """Starts something that prints without end, and goes on in a session that began anew."""
    acts = Acts(task)
    yield acts.bash(
        "I go into the package and keep an eye on the tests.", f"cd {acts.package} && export PYTHONWARNINGS=error"
    )
    yield acts.bash("I watch them while I work.", "while true; do echo waiting for a change; done")
    yield acts.bash(
        "That cannot be watched here. Where am I now?", "pwd; echo warnings=$PYTHONWARNINGS; git status --short"
    )
    yield acts.show("At the top, as at the beginning. Then I look once, and not for ever.")
    yield acts.search()
    yield acts.read(acts.reads[0])
    yield from acts.mend()
    yield acts.test_all("All of them.")
    yield from acts.hand_in()
    yield acts.sum_up()


def half(task: Task) -> Play:
    """Repairs it, submits, has second thoughts, makes it worse, and submits that."""
    acts = Acts(task)
    yield acts.show("What is wrong?")
    yield acts.search()
    yield acts.read(acts.reads[0])
    yield from acts.mend()
    yield acts.show("Is it gone?")
    yield acts.test_all("And nothing else is broken?")
    yield from acts.hand_in()
    yield acts.bash(
        "Looking at it once more, I would rather do it another way.", "git checkout -q -- . && git status --short"
    )
    yield from acts.mend_wrongly()
    yield from acts.hand_in("This is simpler.")
    yield acts.sum_up("The second version is the shorter one.")


SCRIPTS: Final[dict[str, Script]] = {
    "direct": direct,
    "careful": careful,
    "wander": wander,
    "hasty": hasty,
    "stubborn": stubborn,
    "clumsy": clumsy,
    "cheat": cheat,
    "give-up": give_up,
    "flood": flood,
    "half": half,
}
