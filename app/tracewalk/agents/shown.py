"""Lines of files that a call shows: which they are, and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tracewalk.agents.arguments import object_of, path_of, plain_name
from tracewalk.agents.names import EDITORS
from tracewalk.agents.outputs import is_cut, printed
from tracewalk.agents.patches import patches_of
from tracewalk.agents.programs import file_arguments, program_of
from tracewalk.agents.shell import Command
from tracewalk.agents.unified import Hunk
from tracewalk.frozen import frozen

__all__ = ["Shown", "Stretch", "cursors", "diffs_shown", "stretches", "view_of", "view_of_pipeline"]


@frozen
class Shown:
    """A call that shows lines of one file."""

    path: str | None
    """None: as the header in what came back says, of the file that is open in SWE-agent's editor."""
    style: str
    """`numbered`, `snippet` (of a tool), `window` (SWE-agent's), `plain` from `first`, `loose`, `grep`, `diff`."""
    first: int = 1
    last: int | None = None
    """Of plain lines those asked for; None: to the end."""
    whole: bool = False
    """Of numbered lines: all of the file's are asked for; of a diff: it is of what is staged."""


@frozen
class Stretch:
    """Some lines of a file that follow each other."""

    start: int
    """From 0."""
    lines: list[str]
    last: bool = False
    """Whether the file ends with them."""
    total: int | None = None
    """How many lines the file has, where that is said."""


_CAT = re.compile(r"\n *(\d{1,7})(?:\t|→)(.*)")
_GREP = re.compile(r"\n(\d{1,7})[:-](.*)")
_WINDOW = re.compile(r"\n(\d{1,7}):(.*)")
_HEADER = re.compile(r"\[File: ([^\n]{1,4000}?) \((\d{1,9}) lines total\)\]")
_RANGE = re.compile(r"(\d{1,7})(?:,(\d{1,7}|\$))?p;?$")
_MOST_READ = 2_000
"""Lines that some tools show at once; a file that seems to have as many may have more."""
_READERS = frozenset({"read", "read_file", "view", "view_file", "open_file", "cat"})


def view_of(tool: str, arguments: str) -> Shown | None:
    """What a call of a tool that reads shows."""
    name = plain_name(tool)
    given = object_of(arguments)
    if name in {"open", "goto", "scroll_up", "scroll_down", "edit", "insert", "create", "set_cursors"} and _is_windowed(
        given
    ):
        return Shown(None, "window")
    path = path_of(given) if given else None
    if given and path and (name in EDITORS or name.startswith("text_editor_") or name in _READERS):
        part = any(given.get(key) is not None for key in _PARTS) or given.get("command", "view") != "view"
        return Shown(path, "snippet", whole=not part)
    return None


_PARTS = ("view_range", "offset", "limit", "start_line", "end_line", "start", "end")


def _is_windowed(given: Mapping[str, Any] | None) -> bool:
    """Whether arguments are those of SWE-agent's tools, which work on the file that is open."""
    return given is None or not any(
        key in given for key in ("old_string", "oldString", "file_path", "filePath", "old_str")
    )


def view_of_pipeline(commands: Sequence[Command]) -> Shown | None:
    """What a pipeline of a shell shows, where it shows lines of one file whose numbers are known."""
    parsed = [program_of(command) for command in commands]
    if not parsed or any(command.writes for command in commands):
        return None
    name, arguments = parsed[0]
    files = file_arguments(arguments)
    after = [p for p in parsed[1:] if p[0] != "cat" or p[1]]
    if (name == "nl" and "-ba" in arguments) or (name == "cat" and any(a in {"-n", "-An"} for a in arguments)):
        return Shown(files[0], "numbered", whole=not after) if len(files) == 1 else None
    if name in _ALONE and not after:
        return _alone(name, arguments, files)
    return _plain(name, arguments, files, after) or (_loose(name, arguments, files) if not after else None)


_WINDOWED = frozenset({"open", "goto", "scroll_up", "scroll_down", "set_cursors", "create", "edit", "insert"})
_ALONE = _WINDOWED | EDITORS | {"git", "grep"}


def _alone(name: str, arguments: list[str], files: list[str]) -> Shown | None:
    """What a program shows whose output goes to no other."""
    if name in _WINDOWED:
        return Shown(None, "window")
    if name == "git":
        staged = any(a in {"--cached", "--staged"} for a in arguments)
        return Shown(None, "diff", whole=staged) if files[:1] == ["diff"] and not _reshaped(arguments) else None
    if len(files) < 2:
        return None
    if name == "grep":
        numbers = any(re.match(r"-[a-zA-Z]*n", a) for a in arguments)
        named = len(files) > 2 or any(re.match(r"-[a-zA-Z]*[rRoHl]", a) for a in arguments)
        return None if named else Shown(files[1], "grep") if numbers else _loose(name, arguments, files)
    return Shown(files[1], "snippet")


def _loose(name: str, arguments: list[str], files: list[str]) -> Shown | None:
    """Lines of one file that follow each other, but at a place that is not told."""
    context = name == "grep" and any(re.match(r"-[a-zA-Z]*[ABC]", a) for a in arguments) and 2 <= len(files) <= 3
    between = (name in {"awk", "gawk"} and len(arguments) == 2) or (
        name == "sed" and arguments[:1] == ["-n"] and len(files) == 2
    )
    end = name == "tail" and bool(files)
    return Shown(files[-1], "loose") if context or between or end else None


def _reshaped(arguments: Sequence[str]) -> bool:
    """Whether `git diff` shows something else than unified hunks of the working tree against its last commit."""
    return any(
        a.startswith("-") and a not in {"--cached", "--staged", "--", "--no-color", "HEAD"} for a in arguments
    ) or any(".." in a for a in arguments)


def _plain(name: str, arguments: list[str], files: list[str], after: list[tuple[str, list[str]]]) -> Shown | None:
    """Lines without numbers, of `cat`, `sed -n`, `head` and `tail`, alone or after `cat`."""
    if name == "cat" and len(files) == 1 and len(arguments) == 1:
        if not after:
            return Shown(files[0], "plain")
        if len(after) == 1 and (part := _part(*after[0])):
            return Shown(files[0], "plain", *part)
        return None
    if after or not files:
        return None
    part = _part(name, arguments)
    path = files[-1] if name != "sed" or len(files) == 2 else None
    return Shown(path, "plain", *part) if part and path else None


def _part(name: str, arguments: list[str]) -> tuple[int, int | None] | None:
    """The first and last line that a program passes on."""
    if name == "sed" and arguments[:1] == ["-n"] and len(arguments) in {2, 3}:
        found = _RANGE.match(arguments[1])
        if found:
            return int(found[1]), int(found[1]) if found[2] is None else None if found[2] == "$" else int(found[2])
    if name == "head" and arguments:
        number = re.match(r"-n?(\d{1,7})$", arguments[0]) or re.match(
            r"(\d{1,7})$", arguments[1] if arguments[0] == "-n" and len(arguments) > 1 else ""
        )
        return (1, int(number[1])) if number else (1, 10) if not arguments[0].startswith("-") else None
    if name == "tail" and len(arguments) > 1 and (number := re.match(r"(?:-n)?\+(\d{1,7})$", "".join(arguments[:-1]))):
        return int(number[1]), None
    return None


def stretches(shown: Shown, observation: str) -> tuple[str | None, list[Stretch]]:
    """The path that what came back names, if it does, and the lines of the file that it shows."""
    text = printed(observation)
    if shown.style == "window":
        return _window(text)
    if shown.style == "plain":
        return None, _plain_lines(shown, text, cut=is_cut(observation))
    if shown.style == "loose":
        parts = (
            [] if is_cut(observation) else [Stretch(-1, part.split("\n")) for part in text.strip("\n").split("\n--\n")]
        )
        return None, parts
    parts = _numbered_lines(text, _GREP if shown.style == "grep" else _CAT)
    if parts and shown.style == "snippet" and not parts[-1].lines[-1]:
        del parts[-1].lines[-1]  # tools number what comes after the last line feed as a line
    if shown.whole and len(parts) == 1 and parts[0].start == 0 and len(parts[0].lines) < _MOST_READ:
        parts = [Stretch(0, parts[0].lines, last=not is_cut(observation))]
    return None, parts


def _numbered_lines(text: str, pattern: re.Pattern[str]) -> list[Stretch]:
    """Lines after their numbers; a number that does not go on from the one before begins a new stretch."""
    numbered = pattern.findall("\n" + text)
    numbers = [int(number) for number, _ in numbered]
    if numbers and numbers[0] > 0 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):  # most often so
        return [Stretch(numbers[0] - 1, [rest for _, rest in numbered])]
    found: list[Stretch] = []
    after = -1
    for at, (_, rest) in zip(numbers, numbered, strict=True):
        if at <= 0:
            continue
        if at != after:
            found.append(Stretch(at - 1, lines := []))
        lines.append(rest)
        after = at + 1
    return found


def _window(text: str) -> tuple[str | None, list[Stretch]]:
    """SWE-agent's window: its header, lines after their numbers, and how many there are above and below."""
    header = _HEADER.search(text)
    if not header:
        return None, []
    body = text[header.end() :]
    parts = _numbered_lines(body, _WINDOW)
    total = int(header[2])
    if parts:
        end = parts[-1].start + len(parts[-1].lines)
        parts[-1] = Stretch(parts[-1].start, parts[-1].lines, last=end == total, total=total)
    return header[1].strip(), parts


def _plain_lines(shown: Shown, text: str, *, cut: bool) -> list[Stretch]:
    """Lines without numbers; where a part of them is left out, none is sure to be where it seems."""
    if cut or "No such file or directory" in text[:300]:
        return []
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines = lines[:-1]
    wanted = None if shown.last is None else shown.last - shown.first + 1
    if wanted is not None and len(lines) > wanted:
        return []
    last = wanted is None or len(lines) < wanted
    return [Stretch(shown.first - 1, lines, last=last)] if lines or last else []


_CURSORS = re.compile(r"<<<<< START CURSOR >>>>>\n(\d{1,7}):(?:[^\n]*\n){1,2000}?<<<<< END CURSOR >>>>>")


def cursors(observation: str) -> tuple[int, int] | None:
    """The lines between the cursors of an early SWE-agent's window, from 1."""
    found = _CURSORS.search(printed(observation))
    return (int(found[1]), int(found[1]) + found[0].count("\n") - 2) if found else None


def diffs_shown(observation: str) -> list[tuple[str, str, tuple[Hunk, ...]]]:
    """The files that a diff shows, with what is done to each, and its hunks; none where a part of it is left out."""
    text = printed(observation)
    if "diff --git " not in text or is_cut(observation):
        return []
    return [
        (p.path, p.action, p.hunks) for p in patches_of(text) if p.path and all(h.start is not None for h in p.hunks)
    ]
