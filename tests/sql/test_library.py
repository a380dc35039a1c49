"""The library: ours and an operator's own beside it, and what is said of a name or a file that is no good."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracewalk.errors import NotFound
from tracewalk.sql import bind, find, library, library_faults, statement


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two queries that are whole, three files that are not."""
    (tmp_path / "plain_count.sql").write_text("FROM steps SELECT count(*)")
    (tmp_path / "long.sql").write_text(
        "-- Long ones\n-- Which are long?\n-- $n BIGINT = 9: steps\n-- chart: bar(trace_id, n_steps)\n"
        "SELECT trace_id, n_steps FROM traces WHERE n_steps > $n::BIGINT"
    )
    (tmp_path / "broken.sql").write_text("-- Broken\nSELECT $n::BIGINT")
    (tmp_path / "latin.sql").write_bytes(b"-- caf\xe9\nSELECT 1")
    (tmp_path / "empty.sql").write_text("")
    (tmp_path / "notes.txt").write_text("no query")
    return tmp_path


def test_ours_are_sorted_and_come_first(folder: Path) -> None:
    ours = [name for name, query in library(folder).items() if not query.yours]
    assert ours == sorted(library())
    assert list(library(folder)) == [*ours, "yours/long", "yours/plain_count"]
    assert all(query.name == name and query.text == statement(name).rstrip() for name, query in library().items())


def test_an_operators_own_may_go_without_a_header(folder: Path) -> None:
    plain = find("yours/plain_count", folder)
    assert (plain.title, plain.question, plain.parameters, plain.chart.kind) == ("plain count", "", (), "none")
    assert plain.yours
    assert bind(find("yours/long", folder), {"n": "3"}) == {"n": 3}


def test_a_broken_file_is_a_message(folder: Path) -> None:
    faults = library_faults(folder)
    assert [fault.partition(":")[0] for fault in faults] == ["yours/broken", "yours/empty", "yours/latin"]
    assert "$n is used, and the header does not list it" in faults[0]
    assert "no SQL" in faults[1]
    assert "UTF-8" in faults[2]
    with pytest.raises(NotFound, match=r"'yours/broken' cannot be used: .*does not list it"):
        find("yours/broken", folder)


def test_a_folder_that_is_none_is_a_message(tmp_path: Path) -> None:
    assert library(tmp_path / "nowhere") == library()
    assert library_faults(None) == []
    assert ["no folder" in fault for fault in library_faults(tmp_path / "nowhere")] == [True]


def test_a_new_file_is_there_at_once(folder: Path) -> None:
    (folder / "later.sql").write_text("SELECT 1")
    assert "yours/later" in library(folder)


def test_a_name_that_is_none_gets_the_nearest(folder: Path) -> None:
    with pytest.raises(NotFound, match=r"no query 'yours/lon'; perhaps .*yours/long"):
        find("yours/lon", folder)
    with pytest.raises(NotFound, match=r"no query 'plain_cuont'; perhaps yours/plain_count"):
        find("plain_cuont", folder)
    with pytest.raises(NotFound, match=r"no query 'zzzz'; perhaps any of"):
        find("zzzz")
