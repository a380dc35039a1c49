"""The calls of a run in order with what each one does to files, and in which folder it ran."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tracewalk.agents.arguments import command_line, object_of, path_of, plain_name
from tracewalk.agents.edits import Edit, edits_of
from tracewalk.agents.names import TOOLS
from tracewalk.agents.outputs import complains, failed_edit, says_failed
from tracewalk.agents.paths import absolute
from tracewalk.agents.python_edits import python_edits
from tracewalk.agents.shell_edits import Deeds, Done, shell_deeds
from tracewalk.agents.shown import Shown, view_of
from tracewalk.model import StateChange, ToolCall, Turn

__all__ = ["Plan", "Planned", "planned"]

_LONGEST_SCRIPT = 200_000
_MOST_SCRIPTS = 20_000_000
"""Characters of the scripts that are kept in mind, as a later command may run them."""

_LEADING = re.compile(r"\s*cd\s+(/[^\s;&|'\"$`*?\\]*)\s*(?:&&|;|\n)")
_LASTING = ("cwm", "swe-agent", "openhands", "claude-code", "atif", "terminal", "inspect-swe")
"""Formats whose agents' shells go on from one call to the next."""
_RECORDING = ("swe-agent", "openhands", "claude-code", "codex")
"""Formats that record each change of the working directory."""
_FOLDER_KEYS = ("workdir", "cwd", "working_directory", "directory", "dir_path")


@dataclass(slots=True)
class Planned:
    """One call of a tool."""

    turn: int
    number: int
    call: ToolCall
    line: str | None
    """The command line, of a call of a shell."""
    cwd: str | None
    """Where it ran, as far as is known."""
    done: list[Done]
    """What it does to files and shows of them, in order; what failed left out."""

    def absolute(self, path: str) -> str:
        """A path that it names, from the root where that is known."""
        return absolute(path, self.cwd)


@dataclass(slots=True)
class Plan:
    """All calls of a run."""

    steps: list[Planned] = field(default_factory=list)
    moves: list[StateChange] = field(default_factory=list)
    """Changes of the working directory that are not recorded."""
    edited: set[str] = field(default_factory=set)
    """The files that are edited in some way; only of these is what a call shows of interest."""
    windowed: bool = False
    """Whether there are edits of the file that is open in SWE-agent's editor."""
    undoes: bool = False


def planned(turns: Sequence[Turn], recorded: Sequence[StateChange], source_format: str) -> Plan:
    """The plan of a run; what turns hold that are only copied from another run is left out."""
    return _Planner(turns, recorded, source_format).plan()


class _Planner:
    def __init__(self, turns: Sequence[Turn], recorded: Sequence[StateChange], source_format: str) -> None:
        self.turns = turns
        self.found = Plan()
        self.lasting = source_format.replace("_", "-").startswith(_LASTING)
        self.recording = source_format.replace("_", "-").startswith(_RECORDING)
        self.moves = {(c.turn, c.call): c.value for c in recorded if c.kind == "cwd"}
        self.cwd: str | None = None
        self.told: str | None = None
        """The last working directory that a change tells."""
        self.scripts: dict[str, str] = {}
        self.kept = 0
        self.found.edited = {p for c in recorded if c.kind == "file" for p in (c.path, c.old_path) if p}

    def plan(self) -> Plan:
        for number, turn in enumerate(self.turns):
            self._recorded_move(turn.turn, -1)
            if not number and not self.moves:
                self._guess_folder(turn)
            for at, call in enumerate(turn.calls):
                if not turn.copied:
                    self._step(turn.turn, at, call)
                self._recorded_move(turn.turn, at)
        return self.found

    def _recorded_move(self, turn: int, call: int) -> None:
        if (turn, call) in self.moves:
            self.cwd = self.told = self.moves[turn, call]

    def _guess_folder(self, turn: Turn) -> None:
        """Where shells begin that always begin anew, from the folder that most commands go to first."""
        if self.lasting or self.recording:
            return
        folders = Counter(folder for folder in map(_leading_folder, self._calls()) if folder)
        if folders:
            folder, count = folders.most_common(1)[0]
            if count > 1:
                self._move(folder, turn.turn, -1, "estimated")

    def _calls(self) -> Iterator[ToolCall]:
        for turn in self.turns:
            yield from turn.calls if not turn.copied else ()

    def _move(self, folder: str, turn: int, call: int, method: str) -> None:
        self.cwd = folder
        if folder != self.told:
            self.told = folder
            self.found.moves.append(StateChange(0, turn, call, "cwd", method, "cd", value=folder))

    def _step(self, turn: int, number: int, call: ToolCall) -> None:
        line, cwd = command_line(call.tool, call.arguments), self._folder(call)
        if line is None:
            done = self._of_tool(call)
        else:
            deeds = shell_deeds(line, cwd, self.scripts)
            done = list(_succeeded(deeds.done, call))
            self._keep_scripts(deeds)
            if deeds.moved and not self.recording and self.lasting and call.exit_code in {0, None} and not call.error:
                if deeds.cwd:
                    self._move(deeds.cwd, turn, number, "derived")
                self.cwd = deeds.cwd
        self._note(done)
        self.found.steps.append(Planned(turn, number, call, line, cwd, done))

    def _folder(self, call: ToolCall) -> str | None:
        """The folder in which a call runs, where its own arguments say one too."""
        given = object_of(call.arguments)
        own = path_of(given, _FOLDER_KEYS) if given else None
        return absolute(own, self.cwd) if own else self.cwd

    def _of_tool(self, call: ToolCall) -> list[Done]:
        edits = edits_of(call.tool, call.arguments) or _of_program(call)
        if edits and (call.malformed or failed_edit(call)):
            return []
        done = [Done(self._placed(edit)) for edit in edits]
        shown = view_of(call.tool, call.arguments)
        if edits and edits[-1].path:
            done.append(Done(Shown(absolute(edits[-1].path, self.cwd), "snippet")))
        elif shown is not None and not call.error:
            done.append(Done(replace(shown, path=absolute(shown.path, self.cwd))))
        return done

    def _placed(self, edit: Edit) -> Edit:
        other = absolute(edit.old, self.cwd) if edit.what in {"rename", "copy"} else edit.old
        return replace(edit, path=absolute(edit.path, self.cwd), old=other)

    def _keep_scripts(self, deeds: Deeds) -> None:
        for path, text in deeds.texts.items():
            self.kept += len(text)
            if len(text) <= _LONGEST_SCRIPT and self.kept <= _MOST_SCRIPTS:
                self.scripts[path] = text

    def _note(self, done: Sequence[Done]) -> None:
        for edit in (one.what for one in done if isinstance(one.what, Edit)):
            self.found.windowed = self.found.windowed or edit.path is None
            self.found.undoes = self.found.undoes or edit.what == "undo"
            named = (edit.path, edit.old) if edit.what in {"rename", "copy"} else (edit.path,)
            self.found.edited.update(path for path in named if path)


def _of_program(call: ToolCall) -> list[Edit]:
    """The edits of a tool that runs Python, as Inspect's and OpenHands's."""
    given = object_of(call.arguments) if TOOLS.get(plain_name(call.tool)) == "run" else None
    code = given.get("code") if given else None
    return python_edits(code) if isinstance(code, str) else []


def _leading_folder(call: ToolCall) -> str | None:
    """The folder that a command line goes to first."""
    line = command_line(call.tool, call.arguments) if "cd" in call.arguments[:200] else None
    found = _LEADING.match(line[:1000]) if line else None
    return absolute(found[1], None) if found else None


def _succeeded(done: Sequence[Done], call: ToolCall) -> Iterator[Done]:
    """What of a command line most likely took place: where the call failed, its last command did not."""
    if call.malformed:
        return
    bad = bool(call.error) or (call.exit_code or 0) != 0
    said = call.observation or ""
    for one in done:
        if not isinstance(one.what, Edit):
            if not bad:
                yield one
        elif one.what.how == "tool arguments":  # of SWE-agent, whose tools stand in the shell
            if not (bad or says_failed(said)):
                yield one
        elif not ((bad and one.last) or complains(said, one.program, one.what.path)):
            unsure = bad or call.observation is None
            yield replace(one, what=replace(one.what, method="estimated")) if unsure else one
