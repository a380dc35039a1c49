"""The list's index follows its lake: what comes, what moves, what goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.web.accuracy import made

from tracewalk.lake import Lake, compact, remove_dataset
from tracewalk.links import Browse
from tracewalk.model import Item
from tracewalk.web.browse import page
from tracewalk.web.index import Index


def listed(index: Index, **filters: str) -> dict[str, tuple[list[str], bool | None]]:
    """Datasets and whether it ended as expected, by name."""
    rows = page(index, Browse(**filters), 1000).rows
    return {row["name"]: (row["datasets"], row["matches_expected"]) for row in rows}


def put(lake: Lake, *items: Item) -> None:
    with lake.writer() as writer:
        for item in items:
            writer.add_item(item)


def test_a_trace_shows_the_datasets_that_it_joins_and_leaves(lake: Lake, ids: dict[str, str]) -> None:
    index = Index(lake)
    before = listed(index)
    one, other = sorted(ids)[:2]
    put(
        lake,
        Item("new", "1", ids[one], "x", False),
        Item("new", "2", ids[one], "x", True),
        Item("new", "1", ids[other]),
    )
    assert listed(index, dataset="new") == {
        one: (["new", *before[one][0]], False),
        other: (["new", *before[other][0]], before[other][1]),
    }
    compact(lake)
    put(lake, Item("late", "1", ids[other]))
    assert listed(index, dataset="late") == {other: (["late", "new", *before[other][0]], before[other][1])}
    remove_dataset(lake, "new")
    assert listed(index, dataset="new") == {}
    assert listed(index)[one] == before[one]
    assert listed(index) == listed(Index(lake))


def test_a_trace_that_comes_with_its_items_shows_them_at_once(lake: Lake, ids: dict[str, str]) -> None:
    index = Index(lake)
    total = page(index, Browse(), 1).total
    trace = lake.trace(next(iter(ids.values())))
    twin = replace(trace, trace_id="ab" * 16, name="twin", n_steps=0)
    with lake.writer() as writer:
        writer.add_trace(twin)
        writer.add_item(Item("later", "1", twin.trace_id))
        writer.add_trace(replace(twin, trace_id="cd" * 16, name="alone"))
    assert page(index, Browse(), 1).total == total + 2
    assert listed(index, dataset="later") == {"twin": (["later"], None)}
    assert listed(index)["alone"] == ([], None)


def test_traces_by_who_predicted_them_and_what_went_wrong_first(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "predicted") as lake:
        index = Index(lake)
        assert index.query("models") == []
        made.fill(lake)
        assert [row["model"] for row in index.query("models")] == ["m", "z"]
        assert set(listed(index, model="m")) == {"a", "b", "c", "d", "cut"}
        assert set(listed(index, model="z")) == {"a"}
        assert set(listed(index, model="m", error="state")) == {"a", "b", "d"}
        assert set(listed(index, error="none")) == {"a", "b"}
        assert set(listed(index, model="z", error="none")) == set()
        assert set(listed(index, model="nobody")) == set()
        compact(lake)
        assert set(listed(index, error="missing")) == {"c"}
        assert listed(index, error="missing") == listed(Index(lake), error="missing")
