"""The macros about agents' runs: filters that combine, families however they are linked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.queries.conftest import Small

from tracewalk.lake import Lake
from tracewalk.model import Trajectory

COUNT = "SELECT count(*)::BIGINT FROM "


def asked(small: Small, text: str) -> list[tuple[object, ...]]:
    """The answer to a query, ids by their names."""
    rows = small.lake.cursor().sql(text).fetchall()
    return [tuple(small.names.get(str(value), value) for value in row) for row in rows]


def test_calls_are_filtered_by_all_that_is_given(small: Small) -> None:
    id_ = next(id_ for id_, name in small.names.items() if name == "ada max")
    for given, n in (("", 33), ("tool := 'bash'", 17), ("kind := 'test'", 7), (f"'{id_}'", 3)):
        assert asked(small, f"{COUNT} tool_calls({given})") == [(n,)]
    assert asked(small, f"{COUNT} tool_calls('{id_}', tool := 'edit')") == [(0,)]
    assert asked(small, "SELECT trajectory_id, sub_trajectory FROM tool_calls(tool := 'agent')") == [
        ("cy sum", "cy sum helper")
    ]


def test_calls_stand_beside_the_trajectories_that_they_are_of(small: Small) -> None:
    found = asked(
        small,
        "SELECT t.trajectory_id, count(*) FROM trajectories AS t, tool_calls(t.trajectory_id, kind := 'edit') AS c "
        "WHERE t.task_id = 'sort' GROUP BY t.trajectory_id ORDER BY t.trajectory_id",
    )
    assert found == [("ada sort", 2), ("bob sort", 1), ("cy sort", 1), ("cy sort on", 1)]


def test_a_family_is_that_of_its_root(small: Small) -> None:
    assert asked(small, "SELECT * FROM families() WHERE links > 0 ORDER BY trajectory_id") == [
        ("cy sum helper", "cy sum", 1),
        ("cy sort on", "cy sort", 1),
    ]
    assert asked(small, f"{COUNT} families() WHERE trajectory_id = root_id AND links = 0") == [(10,)]


@pytest.mark.parametrize(
    ("before", "roots"),
    [
        ({1: 0, 2: 1, 3: 2}, {0: 0, 1: 0, 2: 0, 3: 0}),
        ({0: 9, 1: 0}, {0: 0, 1: 0, 2: 2, 3: 3}),  # 9 is not in the lake
        ({2: 2}, {0: 0, 1: 1, 2: 2, 3: 3}),
    ],
)
def test_chains_end_where_the_lake_ends(tmp_path: Path, before: dict[int, int], roots: dict[int, int]) -> None:
    assert families(tmp_path, before) == roots


def test_a_circle_ends(tmp_path: Path) -> None:
    assert set(families(tmp_path, {0: 1, 1: 0}).values()) <= {0, 1, 2, 3}


def families(place: Path, before: dict[int, int]) -> dict[int, int]:
    """The root of each of four trajectories, by number; odd ones are sub-agents', the others go on."""
    with Lake.create(place / "lake") as lake:
        with lake.writer() as writer:
            for n in range(4):
                made = Trajectory(f"{n:032x}", str(n), "made")
                link = f"{before[n]:032x}" if n in before else None
                writer.add_trajectory(replace(made, **{"parent" if n % 2 else "continues": link}), [], [])
        rows = lake.cursor().sql("SELECT trajectory_id, root_id FROM families()").fetchall()
    return {int(own, 16): int(root, 16) for own, root in rows}
