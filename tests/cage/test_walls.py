"""Each wall holds alone: all hostile statements, without the gate, and without the gate and DuckDB's lock."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cage.cases import checksums, families
from tests.cage.conftest import SMALL
from tests.cage.opened import Ungated, Unlocked, Unshut, given, started

from tracewalk.cage.process import Process
from tracewalk.resources import folder

SECRET = b"what only the operator may read"
REST = replace(SMALL, sql_threads=1)
READS = (
    "SELECT content FROM read_text('{secret}')",
    "SELECT content FROM read_blob('{secret}')",
    "FROM read_csv('{secret}')",
    "FROM '{secret}'",
    "FROM read_text('{link}')",
    "FROM read_text('{lake}/../secret.csv')",
    "FROM glob('{lake}/../*')",
    "COPY (SELECT 1) TO '{secret}'",
    "COPY (SELECT 1) TO '{lake}/../beside.csv'",
    "ATTACH '{lake}/../beside.db'",
    "FROM read_text('/proc/self/environ')",
    "FROM read_text('/etc/hostname')",
)
"""Beyond the hostile file: what lies beside the lake."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A lake, a secret beside it, and a link to it within."""
    shutil.copytree(folder("sample_data") / "lake", tmp_path / "lake")
    (tmp_path / "secret.csv").write_bytes(SECRET)
    (tmp_path / "lake" / "link.csv").symlink_to(tmp_path / "secret.csv")
    return tmp_path


def statements(place: Path) -> list[str]:
    lake = place / "lake"
    names = {"{secret}": place / "secret.csv", "{link}": lake / "link.csv", "{lake}": lake}
    found = [case.sql(lake) for cases in families("hostile.sql").values() for case in cases if "sleep" not in case.text]
    for text in READS:
        found.append(text)
        for name, path in names.items():
            found[-1] = found[-1].replace(name, str(path))
    return found


@pytest.mark.parametrize("kind", [Ungated, Unlocked])
def test_nothing_is_read_or_written_without_the_gate(place: Path, kind: type[Process]) -> None:
    before = checksums(place)
    with started(kind, place / "lake", REST) as workers:
        for text in statements(place):
            said = given(workers, text, place / "lake", REST)
            assert SECRET not in said, text
            assert b"root:" not in said, text
    assert checksums(place) == before


def test_the_statements_would_write_without_landlock(place: Path) -> None:
    """So that the test above can fail."""
    before = checksums(place)
    with started(Unshut, place / "lake", REST) as workers:
        for text in statements(place):
            given(workers, text, place / "lake", REST)
    written = {name for name, content in checksums(place).items() if before.get(name) != content}
    assert {"lake/a.parquet", "lake/steps/a.parquet", "lake/steps/serialised.parquet", "lake/mine.db"} <= written
    assert not any(name in written for name in ("secret.csv", "beside.csv", "beside.db"))


def test_a_worker_has_nothing_of_the_server(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEWALK_KEY", "the operator's key")
    opened = (place / "secret.csv").open()
    with started(Ungated, place / "lake", REST) as workers:
        pid = workers[0].pid
        assert b"TRACEWALK_KEY" not in Path(f"/proc/{pid}/environ").read_bytes()
        links = [str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()]
        assert not any("secret" in link for link in links)
        assert sum("socket:" in link for link in links) == 1
        status = Path(f"/proc/{pid}/status").read_text()
        assert "NoNewPrivs:\t1" in status
    opened.close()
