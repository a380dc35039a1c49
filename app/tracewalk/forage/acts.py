"""What a scripted agent says and does in one turn."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import PurePosixPath

from tracewalk.cwm.chat import THINK_END
from tracewalk.forage.inside.edit import MIDDLE, REPLACE, SEARCH
from tracewalk.forage.task import Attempt, Task

__all__ = ["Acts"]


class Acts:
    """Turns for one task; what the task does not tell of itself is said in general words."""

    def __init__(self, task: Task) -> None:
        self.task = task
        hints = task.hints
        changed = list(dict.fromkeys(change.path for change in task.repair))
        self.reads = list(hints.read or changed)
        self.test_file, _, name = hints.test.partition("::")
        self.test_name = name or "test"
        self.package = str(PurePosixPath(changed[0]).parent)

    def raw(self, text: str) -> str:
        """A turn just so."""
        return text

    def act(self, thought: str, tool: str, given: str, say: str = "") -> str:
        """A turn: a thought, what is said, a call."""
        return f"{thought}\n{THINK_END}\n\n{say + chr(10) * 2 if say else ''}<tool: {tool}>\n{given}\n</tool>"

    def bash(self, thought: str, command: str) -> str:
        """A command."""
        return self.act(thought, "bash", command)

    def look_around(self) -> str:
        """What there is."""
        return self.bash(
            "Let me see what this is.", "git log --oneline && git ls-files && wc -l $(git ls-files '*.py') | tail -1"
        )

    @property
    def showing(self) -> str:
        """A command that shows the fault: a test that fails, or, of an issue, which has none yet, a small program."""
        if self.task.kind == "issue-fix" and self.task.hints.probe:
            return f"python - <<'END'\n{self.task.hints.probe.strip()}\nEND"
        return f"python -m pytest -q {self.task.hints.test}".rstrip()

    def show(self, thought: str) -> str:
        """Looks whether the fault is there."""
        return self.bash(thought, self.showing)

    def test_all(self, thought: str) -> str:
        """All tests."""
        return self.bash(thought, "python -m pytest -q")

    def search(self) -> str:
        """Looks for the word that matters."""
        word = self.task.hints.search or "def "
        thought = self.task.hints.symptom or "The failure names no line of the package itself, so I search for it."
        return self.bash(thought, f"grep -rn {_quoted(word)} --include='*.py' {self.package}")

    def read(self, path: str) -> str:
        """A whole file."""
        return self.bash(f"I read {path}.", f"cat -n {path}")

    def read_slowly(self, path: str) -> str:
        """A file in parts, as of a long one."""
        return self.bash(f"{path} from its beginning.", f"wc -l {path} && sed -n '1,80p' {path}")

    def mend(self) -> Generator[str, str, None]:
        """The right repair, one edit for each place."""
        cause = self.task.hints.cause or "This line does not do what its function says."
        for number, change in enumerate(self.task.repair):
            thought = change.why or (cause if number == 0 else "The other half of it.")
            yield self._replace(thought, change.path, _lines(change.broken), _lines(change.healthy))

    def mend_wrongly(self) -> Generator[str, str, None]:
        """A repair that does not do."""
        for attempt in self.task.hints.wrong or self._remark():
            yield self._replace(
                attempt.why or "This may be it.", attempt.path, _lines(attempt.old), _lines(attempt.new)
            )

    def edit_from_memory(self) -> str:
        """The right repair, of lines that are remembered with other spaces."""
        change = self.task.repair[0]
        lines = [line.lstrip() for line in change.broken.rstrip("\n").split("\n")]
        return self._replace(f"I know what to do in {change.path}.", change.path, lines, _lines(change.healthy))

    def two_calls(self) -> str:
        """Two calls in one turn."""
        first = self.act("No such tool. Then I read the file and run the tests.", "bash", f"cat {self.reads[0]}")
        return f"{first}\n\n<tool: bash>\npython -m pytest -q\n</tool>"

    def probe(self) -> str:
        """A program that shows the fault."""
        text = self.task.hints.probe or f"import {PurePosixPath(self.package).name}\nprint('imported')\n"
        return self.act(
            "I write down what should be, as a program of a few lines.", "create", f"probe.py\n{text.strip()}\n"
        )

    def run_probe(self, thought: str) -> str:
        """Runs it."""
        return self.bash(thought, "python probe.py")

    def submit(self, thought: str, path: str) -> str:
        """Hands a file in."""
        return self.act(thought, "submit", path)

    def hand_in(self, thought: str = "Now the patch.") -> Generator[str, str, None]:
        """Writes the patch, looks at it, hands it in."""
        yield self.bash(thought, "git diff > fix.patch; cat fix.patch")
        yield self.submit("That is all that changed, and it is what I meant.", "fix.patch")

    def sum_up(self, more: str = "") -> str:
        """The last words, with the headings that are asked for."""
        hints, changed = self.task.hints, ", ".join(dict.fromkeys(change.path for change in self.task.repair))
        summary = hints.symptom or "The tests of the package failed."
        return (
            f"I have submitted, and there is nothing left to do.\n{THINK_END}\n\n"
            f"## Summary\n\n{summary}\n\n## Changes\n\nIn {changed}. {more or hints.cause}\n\n"
            f"## Tests\n\n{'All pass: `python -m pytest -q`.' if not more else 'See above.'}"
        )

    def _replace(self, thought: str, path: str, old: Iterable[str], new: Iterable[str]) -> str:
        return self.act(thought, "edit", "\n".join([path, SEARCH, *old, MIDDLE, *new, REPLACE]))

    def _remark(self) -> tuple[Attempt, ...]:
        """In place of a wrong idea: the broken lines said again, with a remark."""
        change = self.task.repair[0]
        first = change.broken.split("\n")[0]
        remark = first[: len(first) - len(first.lstrip())] + "# looked at: this seems to be right\n"
        return (Attempt(change.path, change.broken, remark + change.broken, "I leave a remark here while I think."),)


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
