"""The named queries, to look through."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tracewalk.results import clean
from tracewalk.sql import Parameter, Query

__all__ = ["Gallery"]


class Gallery(dict[str, Query]):
    """Queries by name; shown as a list with what each of them answers."""

    def __init__(self, queries: Iterable[Query]) -> None:
        super().__init__({query.name: query for query in queries})

    def __repr__(self) -> str:
        lines = [
            f"{clean(query.name)}({', '.join(map(_taken, query.parameters))})\n    {_answers(query)}"
            for query in self.values()
        ]
        return "\n".join(lines) or "no named queries"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(clean(query.name))}</code></td>"
            f'<td style="text-align:left">{escape(_answers(query))}</td>'
            f'<td style="text-align:left"><code>{escape(", ".join(map(_taken, query.parameters)))}</code></td></tr>'
            for query in self.values()
        )
        return (
            f"<table><thead><tr><th>name</th><th>answers</th><th>takes</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def _answers(query: Query) -> str:
    return clean(query.question or query.title)


def _taken(parameter: Parameter) -> str:
    default = "" if parameter.required else f" = {'NULL' if parameter.default is None else parameter.default}"
    return clean(f"{parameter.name} {parameter.type}{default}")
