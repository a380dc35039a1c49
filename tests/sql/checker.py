"""What can be wrong with the SQL library. Each check gives a sentence for each fault; none where all is well."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import duckdb

from tracewalk.errors import UsageError
from tracewalk.model import TABLES
from tracewalk.sql import Query, Schema
from tracewalk.sql.header import is_public, read_query
from tracewalk.sql.scan import uses

__all__ = ["answers", "defines", "header", "one_select", "public_reads", "style", "undocumented"]

NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
HARMLESS = {"range", "generate_series", "unnest"}
"""Table functions that read nothing."""
READING = re.compile(r"^(read_|query|glob|parquet_|duckdb_|pragma_|sniff_|json_execute|getenv|current_setting)")


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
    faults = [f"{name}: line {n} has {len(line)} characters" for n, line in _lines(text) if len(line) > 110]
    faults += [f"{name}: ${use.name} is not lower case" for use in uses(text) if use.name != use.name.lower()]
    titled = is_public(text) and text.split("\n", 1)[0].endswith(".")
    return [*faults, f"{name}: the title ends with a full stop"] if titled else faults


def one_select(name: str, text: str) -> list[str]:
    """Anything but one SELECT; also where it hides in a CTE."""
    statements = duckdb.extract_statements(text)
    if len(statements) != 1:
        return [f"{name}: {len(statements)} statements, and a public query is one SELECT"]
    if statements[0].type != duckdb.StatementType.SELECT:
        return [f"{name}: {statements[0].type.name}, and a public query is one SELECT"]
    kinds = {str(node.get("type")) for node in _nodes(_tree(text)) if str(node.get("type")).endswith("_NODE")}
    return [f"{name}: {kind}, and a public query is one SELECT" for kind in sorted(kinds - NODES)]


def public_reads(name: str, text: str, schema: Schema) -> list[str]:
    """Whatever a public query reads and a visitor may not."""
    nodes = list(_nodes(_tree(text)))
    tables = {table.name for table in schema.tables} | set(_ctes(nodes))
    macros = {macro.name for macro in schema.macros if macro.table} | HARMLESS
    faults = []
    for node in nodes:
        kind, called = node.get("type"), str(node.get("function_name", ""))
        if kind == "BASE_TABLE" and (node["table_name"] not in tables or node["schema_name"]):
            faults.append(f"{name}: reads {node['table_name']}, which is no public view")
        if kind == "TABLE_FUNCTION" and node["function"]["function_name"] not in macros:
            faults.append(f"{name}: calls {node['function']['function_name']}, which is no public macro")
        if kind == "FUNCTION" and READING.match(called) and called not in macros:
            faults.append(f"{name}: calls {called}, which reads what is not public")
    return faults


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


def _lines(text: str) -> Iterable[tuple[int, str]]:
    return enumerate(text.splitlines(), 1)


def _tree(text: str) -> Any:
    row = duckdb.execute("SELECT json_serialize_sql($1::VARCHAR)", [text]).fetchall()[0]
    return json.loads(row[0])


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a syntax tree."""
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


def _ctes(nodes: Iterable[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        for entry in (node.get("cte_map") or {}).get("map", []):
            yield entry["key"]
        if node.get("cte_name"):
            yield node["cte_name"]
