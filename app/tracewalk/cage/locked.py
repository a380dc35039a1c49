"""The worker's DuckDB: it sees the lake's folder and nothing else, and nothing in it can be set any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from tracewalk.sql import statement

if TYPE_CHECKING:
    from tracewalk.cage.order import Order

__all__ = ["MAX_DEPTH", "connect"]

MAX_DEPTH = 250
"""How deep expressions may nest; DuckDB walks them with the machine's stack."""


def connect(order: Order) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB, locked."""
    config: dict[str, Any] = {
        "memory_limit": f"{order.memory}B",
        "threads": order.threads,
        "temp_directory": order.tmp,
        "max_temp_directory_size": f"{order.spill}B",
        "max_expression_depth": MAX_DEPTH,
        "errors_as_json": True,  # so that an error's place in the text is a number
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute(statement("lake/footer_cache"))
    folder = order.lake.replace("'", "''")
    connection.execute(f"SET GLOBAL allowed_directories = ['{folder}/']")
    connection.execute("SET GLOBAL enable_external_access = false")
    connection.execute("SET GLOBAL lock_configuration = true")
    return connection
