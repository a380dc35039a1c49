"""The gate alone, with the other walls down: whatever is made of good and hostile pieces, nothing is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.cage.cases import checksums, families
from tests.cage.conftest import SMALL
from tests.cage.opened import Gated

from tracewalk.cage import Cage
from tracewalk.cage.process import Overrun, Process
from tracewalk.lake import Lake
from tracewalk.resources import folder

PLACE = Path("/nowhere")
TEXTS = [case.sql(PLACE) for name in ("hostile.sql", "good.sql") for cases in families(name).values() for case in cases]
PIECES = sorted({piece for text in TEXTS for piece in text.replace("(", " ( ").replace(")", " ) ").split()})
FORMS = [
    "SELECT {}",
    "SELECT * FROM {}",
    "FROM {}",
    "SELECT ({})",
    "SELECT * FROM ({})",
    "WITH c AS ({}) FROM c",
    "WITH RECURSIVE c AS (SELECT 1 UNION ALL {}) FROM c LIMIT 3",
    "SELECT 1 WHERE EXISTS ({})",
    "SELECT 1 ORDER BY ({})",
    "SELECT 1 LIMIT ({})",
    "{} UNION ALL SELECT 1",
    "DESCRIBE {}",
    "SUMMARIZE {}",
    "PIVOT ({}) ON x IN (1) USING count(*)",
    "FROM range(2), LATERAL ({})",
    "SELECT list_transform([1], lambda x: ({}))",
    "{};",
    "/* {} */ SELECT 1",
    "-- {}\nSELECT 1",
    "SELECT $${}$$",
]
nested = st.recursive(
    st.sampled_from(TEXTS), lambda inner: st.builds(lambda f, x: f.replace("{}", x), st.sampled_from(FORMS), inner)
)
spliced = st.builds(
    lambda one, other, k, m: one[:k] + other[m:],
    st.sampled_from(TEXTS),
    st.sampled_from(TEXTS),
    st.integers(0, 120),
    st.integers(0, 120),
)
soup = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)


@dataclass
class Rig:
    """A worker behind the gate only, and the folder that it could write."""

    cage: Cage
    place: Path
    worker: Process
    before: dict[str, str]
    n_passed: int = 0

    def try_out(self, text: str) -> dict[str, object]:
        """The worker's reply; checks that it lives, and that what got through has changed nothing."""
        message = {"text": text.replace(str(PLACE), str(self.place / "lake")), "parameters": {}, "rows": 3}
        try:
            reply, file = self.worker.ask(message, 1.0, None)
        except Overrun:
            reply, file = {"fault": "time"}, None
        if not self.worker.alive or reply.get("fault") == "memory":
            self.renew()
        if file is not None:
            os.close(file)
            self.n_passed += 1
            assert checksums(self.place) == self.before, text
        assert reply.get("fault") != "broken", reply
        return reply

    def renew(self) -> None:
        self.worker.kill()
        self.worker = started(self.cage, self.place)


def started(cage: Cage, place: Path) -> Process:
    worker = Gated(place / "lake", SMALL, unsafe=False)
    cage._move(worker)
    return worker


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    place = tmp_path_factory.mktemp("fuzz")
    shutil.copytree(folder("sample_data") / "lake", place / "lake")
    with Lake.open(place / "lake") as lake:
        cage = Cage(lake, SMALL)
        made = Rig(cage, place, started(cage, place), checksums(place))
        yield made
        made.worker.kill()
    assert checksums(place) == made.before


SOME = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SOME
@given(st.text(max_size=200) | soup)
@example("\x00")
@example("\ud800")
@example("")
def test_any_text(rig: Rig, text: str) -> None:
    rig.try_out(text)


@SOME
@given(nested)
def test_statements_within_statements(rig: Rig, text: str) -> None:
    rig.try_out(text)


@SOME
@given(spliced)
def test_the_head_of_one_and_the_tail_of_another(rig: Rig, text: str) -> None:
    rig.try_out(text)


def test_all_hostile_statements_stop_at_the_gate(rig: Rig) -> None:
    before = rig.n_passed
    found = {case.text: rig.try_out(case.sql(PLACE)) for cases in families("hostile.sql").values() for case in cases}
    assert {text: reply for text, reply in found.items() if reply.get("fault") not in {"refused", "sql"}} == {}
    assert rig.n_passed == before


def test_good_statements_pass_so_that_the_fuzz_means_something(rig: Rig) -> None:
    before = rig.n_passed
    cases = [case for cases in families("good.sql").values() for case in cases]
    for case in cases:
        rig.try_out(case.sql(PLACE))
    assert rig.n_passed - before == len(cases)
