"""The sample trajectories: of both kinds, solved and not, said to be scripts, linked with traces, and in CWM's form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracewalk.exporters import export_trajectories
from tracewalk.importers import Options, files_of, import_files
from tracewalk.lake import Lake
from tracewalk.resources import folder
from tracewalk.settings import load


@pytest.fixture(scope="module")
def samples() -> Iterator[Lake]:
    with Lake.open(folder("sample_data") / "lake") as lake:
        yield lake


@pytest.fixture(scope="module")
def found(samples: Lake) -> list[dict[str, Any]]:
    return rows(samples, "trajectories")


def rows(lake: Lake, table: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = lake.cursor().view(table).arrow().read_all().to_pylist()
    return made


def test_there_are_enough_of_both_kinds_solved_and_not(found: list[dict[str, Any]]) -> None:
    kinds = Counter((json.loads(one["metadata"])["kind"], one["outcome"]) for one in found)
    assert sum(kinds.values()) >= 30
    assert set(kinds) == {(kind, how) for kind in ("mutate-fix", "issue-fix") for how in ("solved", "unsolved")}
    assert min(kinds.values()) >= 5
    assert {one["repo"] for one in found} == {"quill", "larder", "wayfarer"}
    assert not [one["task_id"] for one in found if one["notes"]]


def test_each_says_that_it_is_a_script(found: list[dict[str, Any]]) -> None:
    assert {one["agent"] for one in found} == {"forage, scripted"}
    assert all(one["model"].startswith("script: ") for one in found)
    assert len({one["model"] for one in found}) == 10
    assert not [one for one in found if one["cost"] is not None or one["prompt_tokens"] is not None]


def test_some_wander_some_run_out_of_turns_some_are_not_understood(samples: Lake, found: list[dict[str, Any]]) -> None:
    endings = Counter(one["exit_status"].partition(":")[0] for one in found)
    assert {"submitted", "Max turns reached", "Tool call format error"} == set(endings)
    calls = [call for turn in rows(samples, "turns") for call in turn["calls"]]
    assert sum(call["malformed"] is not None for call in calls) >= 5
    assert sum("The current session has terminated" in (call["observation"] or "") for call in calls) >= 2


def test_each_run_of_pytest_is_linked_with_the_traces_of_its_tests(samples: Lake) -> None:
    names = {one["trace_id"]: (one["name"], one["test_outcome"]) for one in rows(samples, "traces")}
    tests: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for one in rows(samples, "state_changes"):
        if one["kind"] == "tests":
            assert (one["method"], one["how"]) == ("recorded", "pytest")
            ran = tests.setdefault((one["trajectory_id"], one["turn"]), set())
            ran |= {(name, "passed") for name in one["tests_passed"]} | {
                (name, "failed") for name in one["tests_failed"]
            }
    assert len(tests) > 40
    linked = {
        (turn["trajectory_id"], turn["turn"]): {names[one] for one in turn["traces"]}
        for turn in rows(samples, "turns")
        if turn["traces"]
    }
    assert linked == tests


def test_they_can_be_written_as_cwm_dumps_its_own_and_read_again(
    samples: Lake, found: list[dict[str, Any]], tmp_path: Path
) -> None:
    ids = [one["trajectory_id"] for one in found]
    with (tmp_path / "dump.jsonl").open("w", encoding="utf-8") as file:
        export_trajectories(samples, ids, file.write, form="cwm-rl")
    with Lake.create(tmp_path / "lake") as lake:
        done = import_files(files_of([tmp_path / "dump.jsonl"]), lake, Options(load()))
        assert not done.faults
        again = {one["trajectory_id"]: one for one in rows(lake, "trajectories")}
        facts = ("task_id", "outcome", "patch", "n_calls", "n_records", "task", "n_test_runs", "score")
        assert Counter(tuple(one[fact] for fact in facts) for one in again.values()) == Counter(
            tuple(one[fact] for fact in facts) for one in found
        )

        def said(lake: Lake) -> Counter[tuple[Any, ...]]:
            turns = [turn for turn in rows(lake, "turns") if turn["source"] == "agent"]
            return Counter(
                (
                    turn["reasoning"],
                    turn["message"],
                    tuple((c["tool"], c["arguments"], c["observation"]) for c in turn["calls"]),
                )
                for turn in turns
            )

        assert said(lake) == said(samples)
