"""What a database says of itself: read back from its comments, and from nothing else."""

from __future__ import annotations

import duckdb

from tracewalk.sql import Argument, Column, Macro, Schema, Table, describe, empty_schema


def test_comments_are_read_back() -> None:
    connection = duckdb.connect(":memory:")
    connection.execute("""
        CREATE TABLE _hidden (a INTEGER, b VARCHAR[]);
        CREATE VIEW _private AS FROM _hidden;
        CREATE VIEW shown AS FROM _hidden;
        COMMENT ON VIEW shown IS 'What is shown.';
        COMMENT ON COLUMN shown.a IS 'It''s a.';
        CREATE MACRO _helper(x) AS x;
        CREATE TEMP MACRO passing(x) AS x;
        CREATE MACRO of_a(a BIGINT, b) AS TABLE SELECT a, b;
        COMMENT ON MACRO TABLE of_a IS 'Of a: all.
a: the first: with a colon
stray';
        CREATE MACRO one() AS 1;
    """)
    assert describe(connection) == Schema(
        (Table("shown", "What is shown.", (Column("a", "INTEGER", "It's a."), Column("b", "VARCHAR[]", ""))),),
        (
            Macro(
                "of_a", True, "Of a: all.", (Argument("a", "BIGINT", "the first: with a colon"), Argument("b", "", ""))
            ),
            Macro("one", False, "", ()),
        ),
    )


def test_the_schema_of_every_lake() -> None:
    schema = empty_schema()
    assert schema is empty_schema()
    signatures = {macro.name: macro.signature for macro in schema.macros}
    assert signatures["last_write"] == "last_write(trace, step, name)"
    scalar = {"as_float", "as_int", "as_len", "same_model", "value_at", "wilson_high", "wilson_low"}
    assert {macro.name for macro in schema.macros if not macro.table} == scalar
