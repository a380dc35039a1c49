"""The list of trajectories: what each filter lets through, in what order, page by page; what it offers next."""

from __future__ import annotations

import pytest
from tests.queries.runs import RUNS
from tests.web.trajectories.conftest import IDS

from tracewalk.lake import Lake, compact
from tracewalk.links import RUN_SORTS, Trajectories, read_trajectories
from tracewalk.model import Trajectory
from tracewalk.web.trajectories.index import RunIndex
from tracewalk.web.trajectories.listing import facets, page
from tracewalk.web.trajectories.search import begin

TOP = [run.name for run in RUNS if run.name != "cy sum helper"]


def names(index: RunIndex, asked: Trajectories, rows: int = 100) -> list[str]:
    return [row["name"] for row in page(index, asked, rows).rows]


def walked(index: RunIndex, asked: Trajectories, rows: int) -> list[str]:
    """All names, page by page, each page by its link."""
    found: list[str] = []
    step: Trajectories | None = asked
    while step is not None:
        listed = page(index, read_trajectories(step.query()), rows)
        found += [row["name"] for row in listed.rows]
        step = listed.following
    return found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Trajectories(), TOP),
        (Trajectories(sub_agents="listed"), [run.name for run in RUNS]),
        (Trajectories(agent="team"), ["cy sum", "cy sort", "cy sort on"]),
        (Trajectories(model="bob"), ["bob sum", "bob sort", "bob max"]),
        (Trajectories(task="max"), ["ada max", "bob max", "eve max"]),
        (Trajectories(outcome="error"), ["ada max"]),
        (Trajectories(outcome="unknown"), ["bob max", "cy sort", "dan chat"]),
        (Trajectories(exit_status="LimitsExceeded"), ["ada max"]),
        (Trajectories(tool="agent"), ["cy sum"]),
        (Trajectories(format="made", tool="edit", outcome="unsolved"), ["ada sort", "bob sum"]),
        (Trajectories(dataset="tasks", max_turns=2), ["cy sort"]),
        (Trajectories(min_turns=7), ["ada sum"]),
        (Trajectories(min_cost=1.5), ["ada sum", "bob sum", "bob sort", "bob max"]),
        (Trajectories(max_cost=0), []),
        (Trajectories(min_tokens=1000), ["ada sum", "ada sort", "bob sort"]),
        (Trajectories(repo="no such"), []),
        (Trajectories(model="ADA"), []),
    ],
    ids=lambda value: str(value.query()) if isinstance(value, Trajectories) else "",
)
def test_each_filter(index: RunIndex, asked: Trajectories, expected: list[str]) -> None:
    listed = page(index, asked, 100)
    assert sorted(row["name"] for row in listed.rows) == sorted(expected)
    assert listed.total == len(expected)


@pytest.mark.parametrize("sort", RUN_SORTS)
@pytest.mark.parametrize("rows", [1, 4])
def test_pages_together_are_the_list_in_every_order(index: RunIndex, sort: str, rows: int) -> None:
    whole = names(index, Trajectories(sort=sort))
    assert sorted(whole) == sorted(TOP)
    assert walked(index, Trajectories(sort=sort), rows) == whole


def test_orders_and_what_is_not_known_comes_last(index: RunIndex) -> None:
    cost = {row["name"]: row["cost"] for row in page(index, Trajectories(), 100).rows}
    dear, cheap = (names(index, Trajectories(sort=sort)) for sort in ("costliest", "cheapest"))
    assert [cost[name] for name in dear[:-1]] == sorted((c for c in cost.values() if c is not None), reverse=True)
    assert [cost[name] for name in cheap[:-1]] == sorted(c for c in cost.values() if c is not None)
    assert dear[-1] == cheap[-1] == "dan chat"
    assert names(index, Trajectories(sort="name")) == sorted(TOP)
    assert names(index, Trajectories(sort="longest"))[0] == "ada sum"


def test_odd_costs_and_names_do_not_break_the_order(lake: Lake, index: RunIndex) -> None:
    odd = {"endless": float("inf"), "none": float("nan"), "owed": -1e300, "~é\x01\U0001f40d" * 3_000: 1e300}
    with lake.writer() as writer:
        for n, (name, cost) in enumerate(odd.items(), 1):
            writer.add_trajectory(Trajectory(f"{n:x}" * 32, name, "odd", cost=cost, seconds=cost), [], [])
    for sort in RUN_SORTS:
        assert set(walked(index, Trajectories(format="odd", sort=sort), 1)) == set(odd)


def test_sub_agents_stand_below_the_run_that_started_them(lake: Lake, index: RunIndex) -> None:
    listed = page(index, Trajectories(), 100)
    assert listed.sub_agents == 1
    assert {row["name"]: row["sub_agents"] for row in listed.rows if row["sub_agents"]} == {"cy sum": 1}
    orphan = Trajectory("a" * 32, "orphan", "made", parent="b" * 32)
    with lake.writer() as writer:
        writer.add_trajectory(orphan, [], [])
    assert "orphan" in names(index, Trajectories())
    with lake.writer() as writer:
        writer.add_trajectory(Trajectory("b" * 32, "its parent", "made"), [], [])
    assert "orphan" not in names(index, Trajectories())
    assert "its parent" in names(index, Trajectories())


def test_the_index_follows_what_is_compacted(lake: Lake, index: RunIndex) -> None:
    before = page(index, Trajectories(sort="name"), 100)
    with lake.writer() as writer:
        writer.add_trajectory(Trajectory("a" * 32, "late", "made"), [], [])
    compact(lake)
    after = page(index, Trajectories(sort="name"), 100)
    assert after.total == before.total + 1
    assert after.rows == page(RunIndex(lake), Trajectories(sort="name"), 100).rows


def test_what_is_solved_is_counted_of_what_is_listed(index: RunIndex) -> None:
    listed = page(index, Trajectories(), 1)
    assert (listed.solved, listed.judged) == (5, 8)
    listed = page(index, Trajectories(model="bob"), 1)
    assert (listed.solved, listed.judged) == (1, 2)


def test_each_filter_offers_its_values_under_the_others(index: RunIndex) -> None:
    offered = facets(index, Trajectories())
    assert offered["model"] == {"ada": 3, "bob": 3, "cy": 3, "eve": 1}
    assert list(offered["outcome"].items()) == [("solved", 5), ("unknown", 3), ("unsolved", 2), ("error", 1)]
    assert offered["tool"]["edit"] == 8
    assert "repo" not in offered
    narrowed = facets(index, Trajectories(model="bob", outcome="solved"))
    assert narrowed["model"] == {"ada": 1, "bob": 1, "cy": 2, "eve": 1}, "those that are solved"
    assert narrowed["outcome"] == {"solved": 1, "unknown": 1, "unsolved": 1}, "those of bob"
    assert narrowed["task"] == {"sort": 1}


def test_each_value_that_is_offered_leaves_so_many(index: RunIndex) -> None:
    for asked in (Trajectories(), Trajectories(agent="mini"), Trajectories(tool="edit", outcome="solved")):
        for name, values in facets(index, asked).items():
            for value, count in values.items():
                narrowed = read_trajectories(asked.query() | {name: value})
                assert page(index, narrowed, 1).total == count, (name, value)


def looked_for(lake: Lake, index: RunIndex, **asked: str) -> dict[str, tuple[int, int]]:
    """By name of a run: the first turn in which the text stands, and how many have it."""
    search = begin(lake, index, Trajectories(**asked), 60.0)
    assert search.settled(within=60.0)
    known = {id_: name for name, id_ in IDS.items()}
    return {known[id_]: (hit.turn, hit.turns) for id_, hit in search.result().items()}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"text": "an error"}, {"bob max": (2, 1), "dan chat": (1, 1)}),
        ({"text": "NO JSON"}, {}),
        ({"text": "grep MAX"}, {"bob max": (3, 1)}),
        ({"text": "a.py:1: x"}, {"cy sum helper": (2, 1)}),
        ({"text": "1 failed", "model": "ada"}, {"ada sum": (3, 1)}),
        ({"text": "failed", "task": "sum"}, {"ada sum": (3, 2), "bob sum": (1, 1), "cy sum": (3, 1)}),
        ({"text": "mend max."}, {"ada max": (0, 1), "bob max": (0, 1), "eve max": (0, 1)}),
        ({"text": "100%_nothing"}, {}),
    ],
    ids=str,
)
def test_text_anywhere_says_where(
    lake: Lake, index: RunIndex, asked: dict[str, str], expected: dict[str, tuple[int, int]]
) -> None:
    assert looked_for(lake, index, **asked) == expected


def test_a_text_in_the_name_is_found_too(lake: Lake, index: RunIndex) -> None:
    asked = Trajectories(text="ADA")
    search = begin(lake, index, asked, 60.0)
    assert search.settled(within=60.0)
    assert sorted(row["name"] for row in page(index, asked, 100, search.result()).rows) == [
        "ada max",
        "ada sort",
        "ada sum",
    ]
