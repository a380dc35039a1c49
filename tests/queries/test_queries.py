"""Every public query answers what its cases say, and each has one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.queries.cases import Case, cases, written
from tests.queries.conftest import Small

from tracewalk.lake import Lake
from tracewalk.sql import Query, bind, library

CASES = list(cases())
QUERIES = library()


@pytest.mark.parametrize("case", CASES, ids=[f"{case.query} {case.given or ''}".strip() for case in CASES])
def test_the_answer(case: Case, small: Small) -> None:
    query = QUERIES[case.query]
    ids = {name: id_ for id_, name in small.names.items()}
    given = {name: ids.get(text, text) for name, text in case.given.items()}
    answer = small.lake.cursor().sql(query.text, params=bind(query, given)).to_arrow_table()
    assert written(answer, small.names) == case.answer


def test_every_query_has_a_case() -> None:
    assert set(QUERIES) - {case.query for case in CASES} == set()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with Lake.create(tmp_path_factory.mktemp("empty") / "lake") as lake:
        yield lake


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_an_empty_lake_and_the_chart(query: Query, empty: Lake) -> None:
    given = {parameter.name: "0" for parameter in query.parameters if parameter.required}
    answer = empty.cursor().sql(query.text, params=bind(query, given)).to_arrow_table()
    assert set(query.chart.columns) <= set(answer.column_names)
    odd = [field for field in answer.schema if str(field.type).startswith(("decimal", "fixed_size_binary"))]
    assert not odd, "sums of integers are cast to BIGINT"
