"""The tool `edit`: lines of a file -> other lines. Reads a path and one SEARCH/REPLACE block from stdin."""

from __future__ import annotations

import sys
from pathlib import Path

SEARCH, MIDDLE, REPLACE = "<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE"
AROUND = 8
"""Lines shown before and after those that were replaced."""
FORM = f"""It must be a path and one block:

[path]
{SEARCH}
[lines to be replaced]
{MIDDLE}
[lines instead]
{REPLACE}"""


class Refused(Exception):
    """Why nothing was changed."""


def parts(given: str) -> tuple[str, list[str], list[str]]:
    """The path, the lines to look for, and those in their place. Raises `Refused`."""
    lines = given.split("\n")
    marks = [(at, line) for at, line in enumerate(lines) if line in {SEARCH, MIDDLE, REPLACE}]
    starts = [at for at, line in marks if line == SEARCH]
    if len(starts) > 1:
        raise Refused(f"there is to be one SEARCH/REPLACE block in a call, and there are {len(starts)}.")
    if [line for _, line in marks] != [SEARCH, MIDDLE, REPLACE] or starts[0] == 0:
        raise Refused(f"the block cannot be read. {FORM}")
    start, middle, end = (at for at, _ in marks)
    return lines[start - 1].strip(), lines[start + 1 : middle], lines[middle + 1 : end]


def edited(path: str, text: str, old: list[str], new: list[str]) -> tuple[str, int]:
    """The file's new text, and the line at which it was changed, from 1. Raises `Refused`."""
    if not old:
        raise Refused("no lines to look for: give those that are to be replaced.")
    lines = text.split("\n")
    places = [at for at in range(len(lines) - len(old) + 1) if lines[at : at + len(old)] == old]
    if not places:
        near = " A line like the first of them is there, with other spaces or other lines after it." * any(
            old[0].strip() and old[0].strip() == line.strip() for line in lines
        )
        raise Refused(f"the lines to be replaced are not in {path} as they were given.{near}")
    if len(places) > 1:
        raise Refused(
            f"the lines to be replaced are in {path} {len(places)} times, at lines "
            f"{', '.join(str(at + 1) for at in places)}; give more lines around them."
        )
    at = places[0]
    return "\n".join([*lines[:at], *new, *lines[at + len(old) :]]), at + 1


def shown(text: str, line: int, n_new: int) -> str:
    """The lines around a change, numbered."""
    lines = text.split("\n")
    first, last = max(1, line - AROUND), min(len(lines), line + n_new - 1 + AROUND)
    return "\n".join(f"{number:6}\t{lines[number - 1]}" for number in range(first, last + 1))


def main() -> int:
    """Returns the exit code."""
    try:
        path, old, new = parts(sys.stdin.read().removesuffix("\n"))
        changed, line = edited(path, Path(path).read_bytes().decode(), old, new)
        Path(path).write_bytes(changed.encode())
    except (Refused, OSError, UnicodeError) as fault:
        print(f"No replacement was performed: {fault}")
        return 1
    n_lines = changed.count("\n") + 1
    print(
        f"The file {path} has been successfully updated at line {line}; it has {n_lines} lines now. Around the change:"
    )
    print(shown(changed, line, len(new)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
