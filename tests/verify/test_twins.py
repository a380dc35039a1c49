"""Twins: other constants, names and inputs, really run, in a dataset of their own, compared with their originals."""

from __future__ import annotations

import ast
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from tests.predict.oracle import box, knowing

from tracewalk.errors import UsageError
from tracewalk.lake import Lake, check, chosen
from tracewalk.links import Accuracy
from tracewalk.model import Trace
from tracewalk.predict import Ask, predict_batch, subject
from tracewalk.recorder import record_dataset
from tracewalk.sandbox import Sandbox
from tracewalk.settings import Settings
from tracewalk.sql import bind, find
from tracewalk.verify.twin import KINDS, Twinned, make_twins
from tracewalk.verify.twin_constants import other_constants
from tracewalk.verify.twin_inputs import other_input
from tracewalk.verify.twin_names import other_names
from tracewalk.web.accuracy.cohorts import shown
from tracewalk.web.accuracy.selection import choose, cohorts, run
from tracewalk.web.accuracy.twins import twin_rows

NAMES = '''
"""Not i, not total."""
import json as dumped
SIZE = 3

class Box:
    width = 1

    def __init__(self, width, **more):
        self.width = width
        self.total = sum(width for width in [width, self.width])

    def area(self, total):
        return self.total * total

def outer(items, *rest, key=None):
    total, i = 0, len(items)
    def inner(x):
        nonlocal i
        i += x
        return total + x
    def other(y):
        return y + total
    try:
        [total := total + each for each in items if each > 0]
        raise ValueError(key)
    except ValueError as error:
        seen = str(error)
    pairs = {each: [i for i in range(each)] for each in items}
    match items:
        case [first, *tail]:
            pass
    del rest
    text = f"{total} {seen!r} {first}"
    for _ in range(SIZE):
        total += (lambda total: total + 1)(2)
    return [inner(1), other(2), pairs, tail, text, i, Box(total).area(total=2), dumped.dumps(total)]

result = outer([2, 1], 5, key="k")
'''


def changed(path: str, text: str, lines: Any) -> str:
    parts = text.split("\n")
    for each in lines:
        assert each.path == path
        parts[each.line - 1] = each.text
    return "\n".join(parts)


def ran(text: str) -> Any:
    names: dict[str, Any] = {"__name__": "m"}
    exec(compile(text, "m.py", "exec"), names)
    return names["result"]


@pytest.mark.parametrize("seed", range(4))
def test_renaming_means_the_same_and_leaves_what_it_must(seed: int) -> None:
    lines = other_names({"m.py": NAMES}, "[2, 1], 5, key='k'", Random(seed))
    assert lines == other_names({"m.py": NAMES}, "[2, 1], 5, key='k'", Random(seed))
    text = changed("m.py", NAMES, lines)
    assert ran(text) == ran(NAMES)
    kept = {
        "SIZE",
        "Box",
        "outer",
        "inner",
        "other",
        "dumped",
        "key",
        "error",
        "first",
        "tail",
        "self",
        "_",
        "str",
    }
    before, after = _names_in(NAMES), _names_in(text)
    new = dict(zip(before, after, strict=True))
    assert all(new[name] == name for name in kept)
    assert all(new[name] != name for name in ("items", "rest", "x", "y", "each", "pairs"))
    assert "self.total * " in text
    assert "nonlocal i" in text
    assert "total=2" in text  # handed by its keyword


def _names_in(text: str) -> list[str]:
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name | ast.arg))
    return [node.id if isinstance(node, ast.Name) else node.arg for node in nodes]


def test_what_looks_at_names_is_not_renamed() -> None:
    for text in ("def f(a):\n    return locals()", "def f(a):\n    return eval('a')", "x = 1\n", "def f(:"):
        assert other_names({"m.py": text}, "1", Random(0)) is None
    assert other_names({"m.py": "def f(a, b):\n    return a + b"}, "b=1, a=2", Random(0)) is None
    assert other_names({"m.py": "def f(a):\n    return a\nf(**{'a': 1})"}, "", Random(0)) is None


def test_constants_keep_their_types() -> None:
    text = '''
def f(n):
    """Doc 5."""
    while True:
        out = [3, -4, 2.5, "abc", True, f"{n:03}", "%d" % n]
        if n > 10: return out
'''
    assert other_constants("m.py", text, {3, 4}, Random(0)) is None
    types = [type(node.value) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    for seed in range(30):
        lines = other_constants("m.py", text, {5, 6}, Random(seed))
        assert lines == other_constants("m.py", text, {5, 6}, Random(seed))
        assert lines
        made = changed("m.py", text, lines)
        assert made != text
        assert [type(n.value) for n in ast.walk(ast.parse(made)) if isinstance(n, ast.Constant)] == types
        assert all(kept in made for kept in ('"""Doc 5."""', "while True", "{n:03}", '"%d"'))


@pytest.mark.parametrize(
    "given", ["3", "-1.5, 'ab c'", "[1, 2, (3, 'x')], key={'a': {1, 2}}", "True", "b'ab', None", "*[1, 2]", "[[], [1]]"]
)
def test_inputs_keep_their_types(given: str) -> None:
    for seed in range(20):
        new = other_input(given, Random(seed))
        if given.startswith("*"):
            assert new is None
            continue
        assert new == other_input(given, Random(seed))
        assert new is not None
        assert _types(new) == _types(given)
        assert ast.dump(ast.parse(f"f({given})")) != ast.dump(ast.parse(f"f({new})"))
    assert other_input("", Random(0)) is None
    assert other_input("Node(3)", Random(0)) is None


def _types(given: str) -> list[tuple[str | None, type]]:
    call = ast.parse(f"f({given})", mode="eval").body
    assert isinstance(call, ast.Call)
    named = [(keyword.arg, keyword.value) for keyword in call.keywords]
    return [(name, type(ast.literal_eval(node))) for name, node in [*((None, arg) for arg in call.args), *named]]


ROWS = [
    {
        "id": "sum",
        "code": "def f(xs):\n    out = 5\n    for x in xs:\n        out += x\n    return out",
        "input": "[1, 2]",
    },
    {"id": "at", "code": "def f(xs):\n    return xs[1]", "input": "[1, 2]"},
    {"id": "bare", "code": "def f():\n    return None", "input": ""},
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, dict[str, Trace], Twinned]]:
    """Three rows and their twins."""
    if (why := Sandbox.missing()) is not None:
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("twins")
    (folder / "d.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    with Lake.create(folder / "lake") as lake:
        record_dataset("d", folder / "d.jsonl", lake=lake, jobs=1)
        of = {lake.items(each)[0].task_id: lake.trace(each) for each in chosen(lake).to_pylist()}
        yield lake, of, twins(lake, [trace.trace_id for trace in of.values()], n=2)


def twins(lake: Lake, ids: list[str], **more: Any) -> Twinned:
    with Sandbox(Settings(), slots=1) as sandbox:
        return make_twins(lake, ids, sandbox, **more)


def test_every_twin_is_run_and_stands_in_a_dataset(made: tuple[Lake, dict[str, Trace], Twinned]) -> None:
    lake, of, done = made
    ids = chosen(lake, dataset="twins").to_pylist()
    assert len(ids) == done.made.total() > 5
    assert done.none["inputs"] == 2  # of the one without arguments
    assert done.none["constants"] > 0
    assert ("constants", "raised where the original returned") in done.dropped  # an index beyond the end
    by_id = {trace.trace_id: trace for trace in of.values()}
    for each in ids:
        twin, (item,) = lake.trace(each), lake.items(each)
        original = by_id[twin.parent or ""]
        kind = item.tags[1].removeprefix("twin:")
        assert (twin.origin, item.tags[0], kind in KINDS, twin.outcome) == ("branch", "twin", True, original.outcome)
        assert twin.name.startswith(f"{original.name} | twin: {kind}")
        assert item.task_id.startswith(f"{original.name}~{kind}")
        assert twin.steps_digest != original.steps_digest
        assert twin.program_id != original.program_id
        assert (kind == "inputs") == (twin.input != original.input)
        if kind == "names":
            assert (twin.result, twin.n_steps) == (original.result, original.n_steps)
    assert check(lake) == []
    assert chosen(lake, dataset="twins", tag="twin:names").to_pylist()


def test_the_same_twins_are_not_run_again(made: tuple[Lake, dict[str, Trace], Twinned]) -> None:
    lake, of, done = made
    before = sorted(chosen(lake, dataset="twins").to_pylist())
    again = twins(lake, [trace.trace_id for trace in of.values()], n=2)
    assert again.made.total() == 0
    assert again.kept == done.made
    assert again.dropped == done.dropped
    assert sorted(chosen(lake, dataset="twins").to_pylist()) == before
    assert twins(lake, before[:1]).left_out[0].endswith("it is a branch or a twin itself")
    with pytest.raises(UsageError, match="'colours' is no kind of twin"):
        twins(lake, before, kinds=("colours",))
    stopped = twins(lake, [of["sum"].trace_id], seed=9, wanted=lambda: False)
    assert stopped.interrupted


def test_a_model_on_originals_and_on_their_twins(made: tuple[Lake, dict[str, Trace], Twinned]) -> None:
    lake, of, _ = made
    originals = [of["sum"].trace_id, of["at"].trace_id]
    pairs = lake.cursor().sql("SELECT trace_id, parent FROM traces WHERE origin = 'branch'").fetchall()
    mine = [twin for twin, parent in pairs if parent in originals]
    parrot = knowing([subject(lake, each).cwm for each in originals], model="parrot")

    async def ask() -> None:
        async with box(parrot) as endpoint:
            await predict_batch(lake, endpoint, Ask(), [*originals, *mine])

    asyncio.run(ask())
    query = find("predictions/twins")
    rows = lake.cursor().sql(query.text, params=bind(query, {"model": "parrot"})).to_arrow_table().to_pylist()
    assert sum(row["twins"] for row in rows) == len(mine)
    for row in rows:
        assert row["original_steps_right"] == 1
        assert row["twin_whole_right"] == 0
        assert row["difference"] == pytest.approx(row["twin_steps_right"] - 1, abs=1e-4)
        assert row["difference"] < 0
    found = shown(cohorts(lake.cursor(), Accuracy()), Accuracy())
    selection = choose(lake.cursor(), Accuracy(), found)
    links = run(lake.cursor(), "twins", {}, chosen=selection.table.select(["trace_id"]))
    told = twin_rows(selection, links)
    assert [(row.kind, row.originals, row.twins) for row in told] == [
        (row["kind"], row["originals"], row["twins"]) for row in rows
    ]
    for one, row in zip(told, rows, strict=True):
        assert float(one.difference.rate[0]) == pytest.approx(row["difference"], abs=1e-3)


def test_the_command(made: tuple[Lake, dict[str, Trace], Twinned]) -> None:
    lake, _, done = made

    def typed(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tracewalk", "twin", "--lake", str(lake.path), *args]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    again = typed("--dataset", "d", "--kinds", "names, inputs", "--n", "2")
    assert again.returncode == 0, again.stderr
    assert again.stdout == "0 twins of 3 traces in dataset twins: none\n"
    assert f"{done.made['names'] + done.made['inputs']} were there and not run" in again.stderr
    assert "not made: 2 inputs, nothing to change" in again.stderr
    for wrong in ([], ["--dataset", "d", "0" * 32], ["--dataset", "d", "--kinds", "sizes"]):
        failed = typed(*wrong)
        assert (failed.returncode, failed.stdout) == (2, "")
        assert failed.stderr.startswith("error: ")
