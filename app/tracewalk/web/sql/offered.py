"""What the shelf and the editor are told of the library and the schema."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from tracewalk.cage.allowed import sections
from tracewalk.links import Sql
from tracewalk.model import EVENTS, MODES, OUTCOMES, PROTOCOLS, VERDICTS
from tracewalk.sql import empty_schema, library, library_faults
from tracewalk.web import cached

__all__ = ["functions", "gallery", "options", "schema", "table_names", "words"]

_FIXED = {"outcome": OUTCOMES, "event": EVENTS, "mode": MODES, "protocol": PROTOCOLS, "verdict": VERDICTS}


def gallery(folder: Path | None) -> dict[str, Any]:
    """`queries` and `faults` of `components/shelf/types.js`: ours by area, then an operator's own."""
    queries = [
        {"name": query.name, "title": query.title, "question": query.question, "url": Sql(query.name).url()}
        for query in library(folder).values()
    ]
    return {"queries": queries, "faults": library_faults(folder)}


@cache
def schema() -> dict[str, Any]:
    """`tables` and `macros` of `components/shelf/types.js`."""
    found = empty_schema()
    tables = [
        {"name": table.name, "about": table.about, "columns": [_told(column) for column in table.columns]}
        for table in found.tables
    ]
    macros = [
        {"name": macro.name, "about": macro.about, "table": macro.table, "arguments": [*map(_told, macro.arguments)]}
        for macro in found.macros
    ]
    return {"tables": tables, "macros": macros}


@cache
def words() -> list[dict[str, str]]:
    """What the editor completes by its names here: `Word` of `components/editor/types.js`, for each."""
    found = schema()
    listed = [{"text": table["name"], "kind": "table", "about": table["about"]} for table in found["tables"]]
    for table in found["tables"]:
        for column in table["columns"]:
            about = f"{column['type']}: {column['about']}"
            listed.append({"text": column["name"], "kind": "column", "about": about, "of": table["name"]})
    for macro in found["macros"]:
        given = ", ".join(argument["name"] for argument in macro["arguments"])
        listed.append({"text": macro["name"], "kind": "macro", "about": f"({given}) {macro['about']}"})
    return listed


@cache
def functions() -> list[str]:
    """What typed SQL may call, by name."""
    names = {name for section, names in sections().items() if section != "operators" for name in names}
    return sorted(name for name in names if re.fullmatch(r"[a-z]\w*", name))


def options(parameter: str, version: int) -> list[str]:
    """What this lake has for a parameter of that name, the commonest first; empty where that is open."""
    reads = {
        "dataset": cached.datasets,
        "model": cached.models,
        "func": cached.functions,
        "exception": cached.exceptions,
    }
    return reads[parameter](version) if parameter in reads else list(_FIXED.get(parameter, ()))


def table_names() -> tuple[str, ...]:
    """The names of the tables, for a sentence."""
    return tuple(table["name"] for table in schema()["tables"])


def _told(part: Any) -> dict[str, str]:
    return {"name": part.name, "type": part.type, "about": part.about}
