"""The library of named queries: every SQL text of the project, found by `area/name` in `queries/`."""

from tracewalk.sql.library import statement

__all__ = ["statement"]
