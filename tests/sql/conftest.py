"""The sample lake, and traces of it in which much happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tracewalk.lake import Lake
from tracewalk.resources import folder

TELLING = """
SELECT trace_id
FROM steps
WHERE trace_id IN (SELECT trace_id FROM traces WHERE n_steps BETWEEN 20 AND 90)
GROUP BY trace_id
ORDER BY
    max(depth) + 3 * count(DISTINCT event) + 9 * max(thread)
    + 9 * count(*) FILTER (len(list_filter(changes, lambda c: c.type IS NULL)) > 0)
    DESC, trace_id
LIMIT 6
"""
"""Deep ones, with all events, threads, and names that are deleted."""


@pytest.fixture(scope="session")
def samples() -> Iterator[Lake]:
    with Lake.open(folder("sample_data") / "lake") as lake:
        yield lake


@pytest.fixture(scope="session")
def telling(samples: Lake) -> list[str]:
    return [row[0] for row in samples.cursor().sql(TELLING).fetchall()]
