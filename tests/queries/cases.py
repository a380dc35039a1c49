"""The cases of the `.txt` files beside this one, and how an answer is written in them.

A case begins with `# area/name`. Then come notes (why the answer is right), `$parameter = value`, `->`, and the answer
as CSV: ids by their names in `small.py`, an empty field for NULL, `[a, b]` for a list.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

__all__ = ["Case", "cases", "written"]


@dataclass(frozen=True)
class Case:
    """A query, what it is given, and what it must answer."""

    query: str
    given: dict[str, str]
    answer: str


def cases(folder: Path = Path(__file__).parent) -> Iterator[Case]:
    """Those of all files, in order."""
    for path in sorted(folder.glob("*.txt")):
        for block in re.split(r"^# ", path.read_text(), flags=re.MULTILINE)[1:]:
            head, _, answer = block.partition("\n->\n")
            given = dict(re.findall(r"^\$(\w+) = (.*)$", head, re.MULTILINE))
            yield Case(head.partition("\n")[0], given, answer.strip())


def written(answer: pa.Table, names: Mapping[str, str]) -> str:
    """An answer as a case has it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(answer.column_names)
    writer.writerows([_shown(value, names) for value in row.values()] for row in answer.to_pylist())
    return text.getvalue().strip()


def _shown(value: object, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return f"[{', '.join(_shown(item, names) for item in value)}]"
    if isinstance(value, str):
        return names.get(value, value.replace("\n", "\\n"))
    return str(value).lower() if isinstance(value, bool) else str(value)
