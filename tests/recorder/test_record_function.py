"""`tracewalk.record`: from Python and from notebooks."""

from __future__ import annotations

import functools
import json
import linecache
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

import tracewalk
from tracewalk.errors import RecordError
from tracewalk.lake import Lake
from tracewalk.model import STEPS
from tracewalk.recorder.callee import underlying
from tracewalk.recorder.text import arguments


def gcd(a, b=0):
    while b:
        a, b = b, a % b
    return a


def fails(n):
    print("about to fail")
    raise ValueError(n)


def count_up(n):
    i = 0
    while i < n:
        yield i
        i += 1


async def later(n):
    return n + 1


def logged(func):
    @functools.wraps(func)
    def wrapper(*args):
        return func(*args)

    return wrapper


@logged
def decorated(n):
    return n * 3


class Adder:
    def __init__(self, n):
        self.n = n

    def add(self, m):
        return self.n + m

    def __call__(self, m):
        return self.add(m)

    def __repr__(self):
        return f"Adder({self.n})"


def test_a_call_is_recorded_in_memory() -> None:
    trace = tracewalk.record(gcd, (48, 18))
    assert (trace.outcome, trace.result, trace.name, trace.input) == ("returned", "6", "gcd", "48, 18")
    assert trace.steps is not None
    assert trace.steps.schema == STEPS
    assert trace.steps.num_rows == trace.n_steps > 5
    assert trace.steps["event"].to_pylist()[:2] == ["call", "line"]
    assert trace.files[0].path.endswith("test_record_function.py")


def test_keyword_arguments_are_part_of_the_identity() -> None:
    one, two, three = (tracewalk.record(gcd, (4,), {"b": b}) for b in (6, 8, 6))
    assert one.input == "4, b=6"
    assert one.trace_id == three.trace_id != two.trace_id
    assert one.steps_digest == three.steps_digest != two.steps_digest


def test_what_it_raises_is_in_the_trace_and_not_raised() -> None:
    trace = tracewalk.record(fails, (7,))
    assert (trace.outcome, trace.error, trace.exceptions) == ("raised", "ValueError(7)", ("ValueError",))
    assert trace.steps is not None
    assert "about to fail\n" in trace.steps["stdout"].to_pylist()


def test_what_it_prints_is_shown_only_with_echo(capsys) -> None:
    tracewalk.record(fails, (7,))
    assert capsys.readouterr().out == ""
    tracewalk.record(fails, (7,), echo=True)
    assert capsys.readouterr().out == "about to fail\n"


def test_a_lake_by_path_or_object_keeps_it_once(tmp_path: Path) -> None:
    one = tracewalk.record(gcd, (48, 18), lake=tmp_path / "lake")
    lake = Lake.open(tmp_path / "lake", writable=True)
    assert lake.trace(one.trace_id) == one
    assert lake.steps(one.trace_id).num_rows == one.n_steps
    assert tracewalk.record(gcd, (48, 18), lake=lake) == one
    assert lake.cursor().execute("SELECT count(*) FROM traces").fetchone() == (1,)
    in_memory = tracewalk.record(gcd, (48, 18))
    assert (in_memory.trace_id, in_memory.steps_digest) == (one.trace_id, one.steps_digest)


@pytest.mark.parametrize(
    ("func", "args", "entry", "given", "result"),
    [
        (functools.partial(gcd, 48), (18,), "gcd", "48, 18", "6"),
        (decorated, (2,), "decorated", "2", "6"),
        (Adder(2).add, (3,), "Adder.add", "Adder(2), 3", "5"),
        (Adder(2), (3,), "Adder.__call__", "Adder(2), 3", "5"),
        (Adder, (3,), "Adder.__init__", "3", "Adder(3)"),
        (lambda x: x, (3,), "<lambda>", "3", "3"),
        (count_up, (3,), "count_up", "3", "[0, 1, 2]"),
        (later, (3,), "later", "3", "4"),
    ],
)
def test_every_kind_of_callable(func, args, entry: str, given: str, result: str) -> None:
    trace = tracewalk.record(func, args, repr_style="cwm")
    assert (trace.entry, trace.input, trace.result) == (entry, given, result)
    assert trace.n_steps > 0


def test_partial_arguments_are_part_of_the_identity() -> None:
    one, two = (tracewalk.record(functools.partial(gcd, n), (18,)) for n in (48, 50))
    assert one.trace_id != two.trace_id


class Node:
    def __init__(self, value, rest=None):
        self.value, self.rest = value, rest


@dataclass
class Point:
    x: int
    at: Node


def chain(*values):
    node = None
    for value in reversed(values):
        node = Node(value, node)
    return node


def test_arguments_as_text_are_complete_and_without_addresses() -> None:
    assert arguments(([1, "a"], (2,), {3: None}, {2, 1}, 0.5), {"k": frozenset("ba")}) == (
        "[1, 'a'], (2,), {3: None}, {1, 2}, 0.5, k=frozenset({'a', 'b'})"
    )
    assert arguments((chain(1, 2),), {}) == "<Node value=1 rest=<Node value=2 rest=None>>"
    assert arguments((Point(1, chain(5)),), {}) == "<Point x=1 at=<Node value=5 rest=None>>"
    assert arguments((len, gcd, Node, object()), {}).count(" 0x") == 0


def test_two_structures_that_differ_only_far_down_are_two_inputs() -> None:
    one, two = (tracewalk.record(depth, (chain(*range(40), last),)) for last in (1, 2))
    assert one.trace_id != two.trace_id
    ring = chain(1, 2)
    ring.rest.rest = ring
    nested: list[object] = []
    nested.append(nested)
    assert (
        arguments((ring, nested), {})
        == "<Node value=1 rest=<Node value=2 rest=<Node 2 levels up>>>, [<list 1 levels up>]"
    )


def test_arguments_that_fail_to_show_themselves_do_not_stop_a_recording() -> None:
    class Bad:
        def __repr__(self):
            raise RuntimeError

    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep]
    assert (
        arguments((Bad(), deep), {})
        == "<test_arguments_that_fail_to_show_themselves_do_not_stop_a_recording.<locals>.Bad>, <list too deep>"
    )
    long = arguments(("x" * 3_000_000,), {})
    assert len(long) < 1_000_100
    assert long != arguments(("x" * 2_999_999 + "y",), {})
    assert tracewalk.record(depth, (Bad(),)).outcome == "raised"


def depth(node):
    n = 0
    while node:
        node = node.rest
        n += 1
    return n


@pytest.mark.parametrize("func", [len, "".join, int, functools.partial(max, 1)])
def test_what_is_not_python_is_refused(func) -> None:
    with pytest.raises(RecordError, match="not written in Python"):
        tracewalk.record(func)


def test_the_library_is_not_recorded_unless_it_is_the_users() -> None:
    with pytest.raises(RecordError, match="never the standard library"):
        tracewalk.record(json.dumps, ([],))


def test_a_function_made_from_a_string_is_refused() -> None:
    namespace: dict[str, object] = {}
    exec("def f(): pass", namespace)
    with pytest.raises(RecordError, match="<string>"):
        tracewalk.record(namespace["f"])


def test_a_coroutine_beside_a_running_loop_is_refused_with_the_way_out() -> None:
    import asyncio

    async def notebook() -> tracewalk.model.Trace:
        with pytest.raises(RecordError, match="to_thread"):
            tracewalk.record(later, (1,))
        return await asyncio.to_thread(tracewalk.record, later, (1,))

    assert asyncio.run(notebook()).result == "2"


def cell(number: int, text: str, namespace: dict[str, object]) -> None:
    """Runs a cell as ipykernel does: its source is in linecache under a file that does not exist."""
    filename = f"/tmp/ipykernel_99/{number}.py"
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    exec(compile(text, filename, "exec"), namespace)


def test_functions_of_notebook_cells_are_recorded_across_cells() -> None:
    namespace = vars(ModuleType("__main__"))
    cell(111, "def half(n):\n    return n // 2\n", namespace)
    cell(222, "def quarter(n):\n    return [half(half(m)) for m in (n,)][0]\n", namespace)
    trace = tracewalk.record(namespace["quarter"], (12,))
    assert trace.result == "3"
    assert [f.path for f in trace.files] == ["cell-222.py", "cell-111.py"]
    assert {"quarter", "half"} <= set(trace.functions)
    cell(333, "def half(n):\n    return n / 2\n", namespace)
    assert tracewalk.record(namespace["quarter"], (12,)).trace_id != trace.trace_id


def test_from_another_thread() -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(tracewalk.record(gcd, (48, 18))))
    thread.start()
    thread.join()
    assert found[0].steps_digest == tracewalk.record(gcd, (48, 18)).steps_digest


def test_the_function_under_wrappers_is_found() -> None:
    assert underlying(decorated).__code__.co_firstlineno == decorated.__wrapped__.__code__.co_firstlineno
    assert underlying(functools.partial(Adder(1).add)).__qualname__ == "Adder.add"


def test_time_makes_a_second_run_of_the_same_trace(tmp_path: Path) -> None:
    runs = [tracewalk.record(clock, lake=tmp_path / "lake", again=again) for again in (False, True)]
    assert [(t.run, t.run_of) for t in runs] == [(0, None), (1, runs[0].trace_id)]


def clock():
    return time.perf_counter_ns()


def test_the_hash_seed_is_fixed_by_starting_once_more() -> None:
    code = """
import os, sys
from tracewalk.recorder import fixed_hash_seed
from tracewalk.recorder.hash_seed import hash_seed
fixed_hash_seed()
print(sys.argv[1:], sys.flags.hash_randomization, hash_seed())
"""
    for seed, says in ((None, "0 0"), ("7", "1 7"), ("random", "1 random")):
        env = {"PATH": "/usr/bin", "PYTHONPATH": ":".join(sys.path)} | ({"PYTHONHASHSEED": seed} if seed else {})
        done = subprocess.run(
            [sys.executable, "-c", code, "a b", "-x"], env=env, capture_output=True, text=True, check=True
        )
        assert done.stdout == f"['a b', '-x'] {says}\n"


def test_a_call_that_does_not_fit_the_signature_is_refused_before_it_runs() -> None:
    with pytest.raises(RecordError, match=r"gcd\(1, 2, 3\) .*too many positional .*gcd\(a, b=0\)"):
        tracewalk.record(gcd, (1, 2, 3))
    with pytest.raises(RecordError, match="missing a required argument: 'n'"):
        tracewalk.record(functools.lru_cache(fails))
    with pytest.raises(RecordError, match="unexpected keyword argument 'c'"):
        tracewalk.record(functools.partial(gcd, 1), kwargs={"c": 2})


def with_one_more(func):
    @functools.wraps(func)
    def wrapper(*args):
        return func(*args, 6)

    return wrapper


def test_a_wrapper_that_gives_arguments_of_its_own_is_called() -> None:
    trace = tracewalk.record(with_one_more(gcd), (9,))
    assert trace.result == "3"
    assert trace.n_steps > 0


def test_a_printed_trace_is_a_few_short_lines(tmp_path: Path) -> None:
    trace = tracewalk.record(gcd, (12, 18), lake=tmp_path / "lake")
    assert str(trace).splitlines()[:2] == ["gcd", "  returned 6"]
    assert f"steps {trace.n_steps}, frames 1," in str(trace)
    assert str(trace).endswith(f"  id {trace.trace_id}\n  to open it: tracewalk serve LAKE, then /t/{trace.trace_id}")
    assert repr(trace).startswith("Trace(trace_id=")
    inner = tracewalk.record(fails, ("long\n" * 10_000,))
    assert "  raised ValueError('long" in str(inner)
    assert "its steps are in .steps" in str(inner)
    assert len(str(inner).splitlines()) == 5
    assert max(map(len, str(inner).splitlines())) < 210
