"""Walks a query's syntax tree, as `json_serialize_sql` gives it, and refuses what is not on a list."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from tracewalk.cage.allowed import lowered
from tracewalk.errors import SqlRefused

if TYPE_CHECKING:
    from tracewalk.cage.allowed import Allowed

__all__ = ["Parts"]

MAX_PARTS = 200_000
"""Values in the tree."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NODES = _words("SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE")
_TABLES = _words("BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EMPTY EXPRESSION_LIST PIVOT SHOW_REF")
_EXPRESSIONS = _words("BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA LAMBDA_REF")
_EXPRESSIONS |= _words("OPERATOR PARAMETER POSITIONAL_REFERENCE STAR SUBQUERY TYPE WINDOW")
_OTHERS = _words("LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER DISTINCT_MODIFIER")
_OTHERS |= _words("ORDER_DEFAULT ASCENDING DESCENDING")
_SHOWS = _words("DESCRIBE SUMMARY")
_NOWHERE = 2**63
"""DuckDB gives a place beyond this where it knows none."""

Scope = frozenset[str]


class Parts:
    """A check of one tree; `check` raises `SqlRefused` with the byte of the query that it is about."""

    def __init__(self, may: Allowed) -> None:
        self._may = may
        self._rest: list[tuple[Any, Scope]] = []

    def check(self, tree: dict[str, Any]) -> None:
        """Looks at everything; without recursion, as the tree is a visitor's."""
        if len(tree.get("statements", ())) != 1:
            raise SqlRefused("one statement at a time, please")
        self._rest = [(tree["statements"], frozenset())]
        seen = 0
        while self._rest:
            seen += 1
            if seen > MAX_PARTS:
                raise SqlRefused(f"the query has more than {MAX_PARTS:,} parts; split it")
            value, scope = self._rest.pop()
            if isinstance(value, list):
                self._rest += [(item, scope) for item in value]
            elif isinstance(value, dict):
                self._look(value, scope)

    def _look(self, part: dict[str, Any], scope: Scope) -> None:
        kind = str(part.get("type", ""))
        if "class" in part:
            self._expression(part)
        elif "modifiers" in part:
            self._node(part, scope)
            return
        elif kind in _TABLES:
            self._table(part, scope)
            return
        elif isinstance(part.get("type"), str) and kind not in _OTHERS:
            raise _refused(part, f"{_said(kind)} is not allowed here")
        self._all(part.values(), scope)

    def _all(self, values: Any, scope: Scope) -> None:
        self._rest += [(value, scope) for value in values]

    def _node(self, node: dict[str, Any], scope: Scope) -> None:
        """A query; the names that its WITH defines are tables to it, and each to those after it."""
        kind = node.get("type")
        if kind not in _NODES:
            raise _refused(node, f"{_said(kind)} is not allowed here: a query may only read")
        rest = dict(node)
        for entry in rest.pop("cte_map", {}).get("map", ()):
            self._all(entry["value"].values(), scope)
            scope |= {lowered(entry["key"])}
        if kind == "RECURSIVE_CTE_NODE":  # its first part begins before there is a table of its name
            self._all([rest.pop("right")], scope | {lowered(rest["cte_name"])})
        elif kind == "CTE_NODE":
            self._all([rest.pop("child")], scope | {lowered(rest["cte_name"])})
        self._all(rest.values(), scope)

    def _expression(self, part: dict[str, Any]) -> None:
        if part["class"] not in _EXPRESSIONS:
            raise _refused(part, f"{_said(part['class'])} is not allowed here")
        if part["class"] in {"FUNCTION", "WINDOW"}:
            name = _name(part)
            if lowered(name) not in self._may.functions:
                raise _refused(part, f"the function {name!r} is not allowed here{_near(name, self._may.functions)}")
            if part.get("export_state"):
                raise _refused(part, "EXPORT_STATE is not allowed here")
        elif part["class"] == "TYPE" and len(_path(part)) != 1:
            raise _refused(part, f"the type {'.'.join(_path(part))!r} is not among those that are allowed here")

    def _table(self, part: dict[str, Any], scope: Scope) -> None:
        rest = dict(part)
        if part["type"] == "BASE_TABLE":
            self._base(part, scope)
        elif part["type"] == "SHOW_REF":
            if part.get("show_type") not in _SHOWS or not part.get("query") or _path(part):
                raise _refused(part, f"SHOW is not allowed here; there are: {self._tables()}")
        elif part["type"] == "TABLE_FUNCTION":
            function = rest.pop("function")
            name = _name(function)
            if function.get("class") != "FUNCTION" or lowered(name) not in self._may.table_functions:
                known = ", ".join(sorted(self._may.table_functions))
                raise _refused(part, f"the table function {name!r} is not allowed here; there are: {known}")
            self._all(function.values(), scope)
        self._all(rest.values(), scope)

    def _base(self, part: dict[str, Any], scope: Scope) -> None:
        path = [lowered(name) for name in _path(part)]
        names = {path[-1], lowered(part["table_name"])} if path else {""}
        known = self._may.views | scope if len(path) == 1 and not part.get("schema_name") else self._may.views
        if not names <= known or path[:-1] not in ([], ["main"]) or part.get("catalog_name"):
            shown = ".".join(_path(part))
            raise _refused(part, f"there is no table {shown!r} here; there are: {self._tables()}")

    def _tables(self) -> str:
        return ", ".join(sorted(self._may.views))


def _path(part: dict[str, Any]) -> list[str]:
    return [str(name) for name in part["qualified_name"]["path"]]


def _name(function: dict[str, Any]) -> str:
    """The name of a function; a part that says two is refused as a function that has both."""
    name, last = str(function["function_name"]), _path(function)[-1:]
    return name if last == [name] else f"{name} {last}"


def _near(name: str, names: frozenset[str]) -> str:
    found = difflib.get_close_matches(lowered(name), names, n=3, cutoff=0.75)
    return f"; there is {', '.join(found)}" if found else ""


def _said(kind: object) -> str:
    return str(kind).removesuffix("_NODE").removesuffix("_QUERY").replace("_", " ")


def _refused(part: dict[str, Any], message: str) -> SqlRefused:
    place = part.get("query_location")
    return SqlRefused(message, place if isinstance(place, int) and place < _NOWHERE else None)
