"""A lake of checks made by hand, some with texts of a stranger who means no good, being served in this process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tracewalk.lake import Lake
from tracewalk.model import Check, CheckIdentity, Program
from tracewalk.web.api import routes
from tracewalk.web.context import Context, use
from tracewalk.web.guard import Guard, allowed_hosts

EVIL = "<img src=x onerror=alert(1)>"
PROGRAM = Program(f"def f(x):\n    return '{EVIL}'  # {EVIL}\n")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def made(task: str, candidate: int, test: int, accepts: bool | None, true_pass: bool | None, **given: object) -> Check:
    """A check of a candidate on its author's test, of the set `mine`, unless said otherwise."""
    common: dict[str, object] = {
        "problem_set": "mine", "input": str(test), "input_origin": "model", "expected": "1", "expected_origin": "model",
        "author": "gpt", "written": None, "model": "m", "fingerprint": "m-1", "predicted_by": "return", "params": "{}",
    }  # fmt: skip
    of = {name: given.get(name, common[name]) for name in common}
    identity = CheckIdentity(
        of["problem_set"], task, candidate, PROGRAM.program_id, "f", of["input"], of["input_origin"], of["expected"],
        of["expected_origin"], of["author"], of["written"], of["fingerprint"], of["predicted_by"], of["params"],
    )  # type: ignore[arg-type]  # fmt: skip
    check = Check(
        identity.check_id, of["problem_set"], task, candidate, "model", of["author"], test, PROGRAM.program_id, "f",
        of["input"], of["input_origin"], of["expected"], of["expected_origin"], of["predicted_by"], of["params"],
        of["model"], of["fingerprint"], NOON, predicted="1" if accepts else "2" if accepts is False else None,
        actual="1" if true_pass else "3", actual_outcome="returned", accepts=accepts, true_pass=true_pass,
        match=None if accepts is None else bool(accepts) == bool(true_pass), rule="identical", tokens=7,
    )  # type: ignore[arg-type]  # fmt: skip
    return replace(check, **{name: value for name, value in given.items() if name not in common})  # type: ignore[arg-type]


CHECKS = [
    # t1: the wrong one is accepted; t2: the right one is; t10: none is right
    made("t1", 0, 0, True, False, predicted=EVIL), made("t1", 1, 0, False, True),
    made("t2", 0, 0, True, True), made("t2", 1, 0, False, False),
    made("t10", 0, 0, None, False, error=EVIL), made("t10", 1, 0, False, False),
    made("t1", 0, 0, False, False, predicted_by="full", first_divergent_step=4),
    made("t1", 0, 0, True, True, author=None, created_at=NOON + timedelta(days=1)),
    made(EVIL, 0, 0, True, True, problem_set="evil", author=EVIL, model=EVIL, created_at=NOON - timedelta(days=1)),
]  # fmt: skip


@pytest.fixture
def lake(tmp_path) -> Iterator[Lake]:
    st.cache_data.clear()
    with Lake.create(tmp_path / "lake") as opened:
        with opened.writer() as writer:
            writer.add_program(PROGRAM)
            for check in CHECKS:
                writer.add_check(check)
        context = Context(opened)
        use(context)
        yield opened
        context.close()


@pytest.fixture
def client(lake: Lake) -> Iterator[TestClient]:
    """Of the API of a server over them, with its guard."""
    guard = Middleware(Guard, hosts=allowed_hosts("127.0.0.1", ()), base="")
    with TestClient(Starlette(routes=routes(""), middleware=[guard]), base_url="http://127.0.0.1:8501") as opened:
        yield opened
