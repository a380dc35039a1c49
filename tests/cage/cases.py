"""Reads `hostile.sql` and `good.sql`: families of statements, each with what must become of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

__all__ = ["Case", "checksums", "families", "processes"]

COPY = "WITH c AS (COPY (SELECT 1 AS x) TO '{lake}/steps/serialised.parquet') SELECT * FROM c"


@dataclass(frozen=True)
class Case:
    expected: str
    text: str

    def sql(self, lake: Path) -> str:
        """The statement, for a lake."""
        folder = str(lake).replace("'", "''")
        text = re.sub(r"\\U([0-9A-F]{8})|\\u([0-9A-F]{4})", lambda m: chr(int(m[1] or m[2], 16)), self.text)
        if "{serialised}" in text:
            copy = COPY.replace("{lake}", folder)
            row = duckdb.execute("SELECT json_serialize_sql($1::VARCHAR)", [copy]).fetchone()
            assert row is not None
            text = text.replace("{serialised}", row[0].replace("'", "''"))
        return text.replace("{lake}", folder).replace("\\n", "\n")


def families(name: str) -> dict[str, list[Case]]:
    """The cases of a file, by family."""
    found: dict[str, list[Case]] = {}
    _, *blocks = (Path(__file__).parent / name).read_text(encoding="utf-8").split("\n-- # ")
    for block in blocks:
        family, *lines = block.strip().split("\n")
        cases = [Case(above.removeprefix("-- "), text) for above, text in zip(lines[::2], lines[1::2], strict=True)]
        found[family] = cases
    return found


def checksums(lake: Path) -> dict[str, str]:
    """The content of every file of a lake, but of the catalog's log, which comes and goes with its readers."""
    files = (path for path in lake.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path.relative_to(lake)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def processes(lake: Path) -> set[int]:
    """The workers of a lake's cages that live, whoever started them."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                said = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"tracewalk.cage" in said and str(lake).encode() in said:
                found.add(int(entry.name))
    return found
