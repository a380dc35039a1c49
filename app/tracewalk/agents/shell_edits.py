"""What a command line does to files and shows of them, in the order in which it does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracewalk.agents.asides import marked
from tracewalk.agents.edits import WINDOWED, Edit, windowed_edit
from tracewalk.agents.paths import absolute
from tracewalk.agents.programs import gone_to, program_of
from tracewalk.agents.shell import Command, commands_of
from tracewalk.agents.shell_programs import edits_of_program, may_edit, use_of
from tracewalk.agents.shown import Shown, view_of_pipeline
from tracewalk.frozen import frozen

__all__ = ["Deeds", "Done", "shell_deeds"]


@frozen
class Done:
    """One thing that a call does: an edit, or lines that it shows."""

    what: Edit | Shown
    last: bool = True
    """Whether the command that does it is the last one, whose exit code the call gives."""
    program: str = ""


@dataclass(slots=True)
class Deeds:
    """All that a call does to files."""

    done: list[Done] = field(default_factory=list)
    cwd: str | None = None
    """Where a shell stands after it; None where that is not known."""
    moved: bool = False
    """Whether a shell went to another folder, subshells aside."""
    texts: dict[str, str] = field(default_factory=dict)
    """Whole texts that it writes, by the file's name: scripts that a later command may run."""


_SILENT = frozenset(
    {
        "cd", "export", "set", "unset", "mkdir", "touch", "cp", "mv", "rm", "chmod", "source", ".", "pushd", "popd",
        "true", "alias", "sleep", "ln", "tee",
    }
)  # fmt: skip
_IN_PLACE = re.compile(r"-[a-zA-Z]*i|--in-place")
_SCRIPT = re.compile(r"-[a-z]*c$")


def shell_deeds(line: str, cwd: str | None, texts: Mapping[str, str]) -> Deeds:
    """What a command line does to files, where it stands at first, and the texts of scripts that it may run."""
    deeds = Deeds(cwd=cwd)
    if found := WINDOWED.match(line):
        deeds.done += [Done(windowed_edit(found)), Done(Shown(None, "window"))]
    else:
        _Line(deeds, texts).read(commands_of(line), 0)
    return deeds


class _Line:
    def __init__(self, deeds: Deeds, texts: Mapping[str, str]) -> None:
        self.deeds = deeds
        self.texts = texts

    def read(self, commands: Sequence[Command], nested: int) -> None:
        """Goes through the commands, pipeline by pipeline."""
        pipelines: list[list[Command]] = []
        for command in commands:
            if command.before == "|" and pipelines:
                pipelines[-1].append(command)
            else:
                pipelines.append([command])
        loud = [not _is_silent(pipeline) for pipeline in pipelines]
        only = loud.count(True) == 1
        outer, depth = self.deeds.cwd, 0
        for at, pipeline in enumerate(pipelines):
            if depth == 0:
                outer = self.deeds.cwd
            elif pipeline[0].depth == 0:
                self.deeds.cwd = outer
            depth = pipeline[0].depth
            last = at == len(pipelines) - 1
            for n, command in enumerate(pipeline):
                self._command(command, pipeline[n - 1] if n else None, nested, last=last)
            shown = view_of_pipeline(pipeline) if loud[at] else None
            if shown and (only or shown.style == "diff"):
                self._keep(shown, "", last=last)
        if depth:
            self.deeds.cwd = outer

    def _keep(self, what: Edit | Shown, program: str, *, last: bool) -> None:
        cwd = self.deeds.cwd
        path = absolute(what.path, cwd)
        made = what if path == what.path else replace(what, path=path)
        if isinstance(made, Edit):
            if made.what in {"rename", "copy"}:
                made = replace(made, old=absolute(made.old, cwd))
            if made.what == "write" and made.path:
                self.deeds.texts[made.path] = made.text
        self.deeds.done.append(Done(marked(made, cwd) if isinstance(made, Edit) else made, last, program))

    def _command(self, command: Command, before: Command | None, nested: int, *, last: bool) -> None:
        name, arguments = program_of(command)
        if name in {"cd", "pushd"}:
            self._move(command)
        elif name in {"bash", "sh", "zsh"} and nested < 3:
            found = (arguments[at + 1] for at, word in enumerate(arguments[:-1]) if _SCRIPT.match(word))
            script = next(found, command.here.text if command.here else None)
            if script is not None:
                self.read(commands_of(script), nested + 1)
        if command.writes or may_edit(name):
            for edit in edits_of_program(use_of(command, before, self._script)):
                self._keep(edit, name, last=last)

    def _script(self, name: str) -> str | None:
        """The text of a file that the run wrote before."""
        path = absolute(name, self.deeds.cwd)
        return self.deeds.texts.get(path, self.texts.get(path))

    def _move(self, command: Command) -> None:
        to = gone_to(command, self.deeds.cwd)
        self.deeds.cwd = to if to and to.startswith("/") else None
        self.deeds.moved = self.deeds.moved or command.depth == 0


def _is_silent(pipeline: Sequence[Command]) -> bool:
    """Whether a pipeline prints nothing where it succeeds."""
    name, arguments = program_of(pipeline[-1])
    if pipeline[-1].writes or name in _SILENT or not name:
        return True
    if name in {"sed", "perl"} and any(map(_IN_PLACE.match, arguments[:4])):
        return True
    return name == "git" and arguments[:1] in (["add"], ["config"])
