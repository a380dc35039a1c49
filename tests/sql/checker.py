"""What can be wrong with the SQL library. Each check gives a sentence for each fault; none where all is well."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from tracewalk.cage.gate import admit
from tracewalk.errors import SqlError, UsageError
from tracewalk.model import TABLES
from tracewalk.sql import Query, Schema
from tracewalk.sql.header import is_public, read_query
from tracewalk.sql.scan import uses

__all__ = ["answers", "defines", "header", "refused", "style", "undocumented"]


def undocumented(schema: Schema, comments: Mapping[str, str]) -> list[str]:
    """Views, columns, macros and arguments without a sentence; sentences about arguments that there are none.

    `comments` are the macros' as they are written.
    """
    faults = [f"{table.name}: the view has no comment" for table in schema.tables if not table.about]
    for table in schema.tables:
        faults += [f"{table.name}.{column.name}: no comment" for column in table.columns if not column.about]
    for macro in schema.macros:
        if not macro.about:
            faults.append(f"{macro.name}: the macro has no comment")
        faults += [f"{macro.name}({arg.name}): no comment" for arg in macro.arguments if not arg.about]
        faults += [f"{macro.name}({arg.name}): no type" for arg in macro.arguments if not arg.type]
        said = [line.partition(":")[0] for line in comments.get(macro.name, "").split("\n")[1:]]
        strange = set(said) - {argument.name for argument in macro.arguments}
        faults += [f"{macro.name}: {name!r} is no argument of it" for name in sorted(strange)]
    return faults


def header(name: str, text: str) -> list[str]:
    """What is off in a public query's header, and parameters that it and DuckDB do not agree about."""
    try:
        query = read_query(name, text)
    except UsageError as fault:
        return [str(fault)]
    found = set().union(*(statement.named_parameters for statement in duckdb.extract_statements(text)))
    listed = {parameter.name for parameter in query.parameters}
    return [f"{name}: DuckDB finds the parameters {sorted(found)}"] if found != listed else []


def style(name: str, text: str) -> list[str]:
    """Lines that are too long, parameters that are not in lower case, a title with a full stop."""
    faults = [
        f"{name}: line {n} has {len(line)} characters" for n, line in enumerate(text.splitlines(), 1) if len(line) > 110
    ]
    faults += [f"{name}: ${use.name} is not lower case" for use in uses(text) if use.name != use.name.lower()]
    titled = is_public(text) and text.split("\n", 1)[0].endswith(".")
    return [*faults, f"{name}: the title ends with a full stop"] if titled else faults


def refused(name: str, text: str, cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """What the cage's gate has against a public query: anything but one SELECT, or a read that is not a visitor's."""
    try:
        admit(cursor, text, None, chars=100_000)
    except SqlError as fault:
        return [f"{name}: {fault}"]
    return []


def answers(query: Query, connection: duckdb.DuckDBPyConnection, samples: Mapping[str, object]) -> list[str]:
    """What a query says when it runs with its defaults, and with `samples` for what it requires."""
    given = {p.name: samples.get(p.name) if p.required else p.read(None) for p in query.parameters}
    unknown = [p.name for p in query.parameters if p.required and p.name not in samples]
    if unknown:
        return [
            f"{query.name}: ${unknown[0]} is required, and the checker has no sample of it; it knows {list(samples)}"
        ]
    try:
        found = connection.execute(f"SELECT * FROM (\n{query.text}\n) LIMIT 0", given)
    except duckdb.Error as fault:
        return [f"{query.name}: {fault}"]
    columns = [column[0] for column in found.description]
    drawn = [column for column in query.chart.columns if column not in columns]
    return [f"{query.name}: the chart draws {column}, no column of the answer" for column in drawn]


def defines(name: str, text: str) -> list[str]:
    """Whether a file of the schema makes the one view or macro that it is named after, and then only comments."""
    first, *rest = [part.query.strip() for part in duckdb.extract_statements(text)]
    kind = "VIEW" if name in TABLES else "MACRO"
    faults = (
        [] if f"CREATE OR REPLACE {kind} {name}" in " ".join(first.split()) else [f"{name}: makes no {kind} {name}"]
    )
    return faults + [f"{name}: {part[:60]!r} is no comment" for part in rest if not part.startswith("COMMENT ON")]
