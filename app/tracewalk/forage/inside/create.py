"""The tool `create`: a new file. Reads its path, as the first line, and its content from stdin."""

from __future__ import annotations

import sys
from pathlib import Path


def _made(path: str, content: str) -> str | None:
    """Why the file was not made; None where it was."""
    folder = Path(path).absolute().parent
    if not path:
        return "it has no name: the first line is its path"
    if not folder.is_dir():
        return f"there is no folder {folder}"
    try:
        with Path(path).open("x", encoding="utf-8", newline="") as made:
            made.write(content)
    except (OSError, ValueError) as fault:
        return str(fault)
    return None


def main() -> int:
    """Returns the exit code."""
    path, _, content = sys.stdin.read().partition("\n")
    if (fault := _made(path.strip(), content)) is not None:
        print(f"File creation failed: {fault}")
        return 1
    print(f"File created successfully: {path.strip()} ({content.count(chr(10)) + 1} lines).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
