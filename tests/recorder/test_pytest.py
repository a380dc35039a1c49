"""`record_pytest`: real suites in temporary folders."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tracewalk.errors import UsageError
from tracewalk.lake import Lake
from tracewalk.model import Limits, Trace
from tracewalk.recorder import Options, record_pytest

SUITE = {
    "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['.']\n",
    "shop/__init__.py": "",
    "shop/cart.py": """
from shop.price import with_tax

class Cart:
    def __init__(self):
        self.prices = []

    def add(self, price):
        self.prices.append(price)

    def total(self):
        return with_tax(sum(self.prices))
""",
    "shop/price.py": "def with_tax(net):\n    return net + net // 10\n",
    "conftest.py": "import pytest\n\n@pytest.fixture\ndef twenty():\n    return 20\n",
    "tests/test_cart.py": """
import pytest
from shop.cart import Cart

@pytest.fixture
def cart(twenty):
    made = Cart()
    made.add(twenty)
    yield made
    made.prices.clear()

def test_total(cart):
    assert cart.total() == 22

def test_wrong(cart):
    before = cart.total()
    cart.add(1)
    expected = 99
    assert cart.total() == expected, "off"
    never = 1

@pytest.mark.parametrize(("net", "gross"), [(10, 11), (30, 33), (50, 54)])
def test_rates(net, gross):
    c = Cart()
    c.add(net)
    assert c.total() == gross

class TestKinds:
    def test_empty(self):
        assert Cart().total() == 0

    @pytest.mark.skip(reason="not now")
    def test_marked(self):
        raise RuntimeError

    def test_skips_itself(self):
        x = 1
        pytest.skip("later")

    @pytest.mark.xfail
    def test_known(self):
        assert Cart().total() == 1

def test_prints(capsys):
    print("shown")
    assert capsys.readouterr().out == "shown\\n"
""",
    "tests/test_errors.py": """
import unittest
import pytest

@pytest.fixture
def broken():
    raise LookupError("no such thing")

@pytest.fixture
def messy():
    yield 1
    raise OSError("teardown")

def test_setup(broken):
    pass

def test_teardown(messy):
    assert messy == 1

class Old(unittest.TestCase):
    def setUp(self):
        self.n = 2

    def test_old(self):
        self.assertEqual(self.n, 3)
""",
}


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch) -> Path:
    root = tree(tmp_path / "proj", SUITE)
    monkeypatch.chdir(root)
    return root


def traces(lake: Lake) -> dict[str, Trace]:
    ids = lake.cursor().execute("SELECT trace_id FROM traces").fetchall()
    return {trace.name: trace for trace in (lake.trace(i) for (i,) in ids)}


def test_one_trace_a_test_with_its_outcome_and_the_code_under_test(shop: Path, lake: Lake) -> None:
    summary = record_pytest(["tests/test_cart.py"], lake=lake)
    assert {name: t.test_outcome for name, t in traces(lake).items()} == {
        "tests/test_cart.py::test_total": "passed",
        "tests/test_cart.py::test_wrong": "failed",
        "tests/test_cart.py::test_rates[10-11]": "passed",
        "tests/test_cart.py::test_rates[30-33]": "passed",
        "tests/test_cart.py::test_rates[50-54]": "failed",
        "tests/test_cart.py::TestKinds::test_empty": "passed",
        "tests/test_cart.py::TestKinds::test_skips_itself": "skipped",
        "tests/test_cart.py::TestKinds::test_known": "skipped",
        "tests/test_cart.py::test_prints": "passed",
    }
    assert (summary.recorded, summary.kept, summary.faults) == (9, 0, [])
    assert summary.outcomes == {"passed": 5, "failed": 2, "skipped": 3}
    assert summary.traces == {name: trace.trace_id for name, trace in traces(lake).items()}
    assert record_pytest(["tests/test_cart.py"], lake=lake).traces == summary.traces
    total = traces(lake)["tests/test_cart.py::test_total"]
    assert [f.path for f in total.files] == ["tests/test_cart.py", "shop/cart.py", "shop/price.py"]
    assert total.functions == ("test_total", "Cart.total", "with_tax")
    rates = traces(lake)["tests/test_cart.py::test_rates[30-33]"]
    assert (rates.entry, rates.input) == ("tests/test_cart.py::test_rates", "30-33")


def test_a_failed_assert_keeps_the_values_and_hides_pytests_own(shop: Path, lake: Lake) -> None:
    record_pytest(["tests/test_cart.py::test_wrong"], lake=lake)
    (trace,) = traces(lake).values()
    assert trace.outcome == "raised"
    assert trace.error is not None
    assert "AssertionError" in trace.error
    rows = lake.steps(trace.trace_id).to_pylist()
    state: dict[str, str | None] = {}
    for row in rows:
        if row["func"] == "test_wrong":
            state |= {c["name"]: c["value"] for c in row["changes"]}
    assert state["before"] == "22"
    assert state["expected"] == "99"
    assert "never" not in state
    assert not [name for row in rows for name in (c["name"] for c in row["changes"]) if name.startswith("@")]
    assert "exception" in [row["event"] for row in rows]


def test_fixtures_that_fail_are_faults_or_errors(shop: Path, lake: Lake) -> None:
    summary = record_pytest(["tests/test_errors.py"], lake=lake)
    assert {name.rpartition("::")[2]: t.test_outcome for name, t in traces(lake).items()} == {
        "test_teardown": "error",
        "test_old": "failed",
    }
    assert traces(lake)["tests/test_errors.py::Old::test_old"].functions[:1] == ("Old.setUp",)
    assert summary.faults == [
        "tests/test_errors.py::test_setup: a fixture failed before the test began; not recorded",
    ]


def test_tests_that_are_there_are_not_run_but_new_ones_are(shop: Path, lake: Lake) -> None:
    mark = shop / "ran"
    body = f"def test_a():\n    open({str(mark)!r}, 'a').write('a')\n"
    tree(shop, {"tests/test_mark.py": body})
    assert record_pytest(["tests/test_mark.py"], lake=lake).recorded == 1
    summary = record_pytest(["tests/test_mark.py"], lake=lake)
    assert (summary.recorded, summary.kept) == (0, 1)
    assert mark.read_text() == "a"
    summary = record_pytest(["tests/test_mark.py"], lake=lake, options=Options(again=True))
    assert (summary.recorded, summary.again) == (0, 1)
    assert mark.read_text() == "aa"
    tree(shop, {"shop/price.py": "def with_tax(net):\n    return net\n"})
    assert record_pytest(["tests/test_mark.py"], lake=lake).kept == 1
    tree(shop, {"conftest.py": SUITE["conftest.py"] + "# another\n"})
    assert record_pytest(["tests/test_mark.py"], lake=lake).recorded == 1


def test_code_under_test_that_changed_is_another_trace(shop: Path, lake: Lake) -> None:
    record_pytest(["tests/test_cart.py::test_total"], lake=lake)
    tree(shop, {"shop/price.py": "def with_tax(net):\n    return net\n"})
    summary = record_pytest(["tests/test_cart.py::test_total"], lake=lake)
    assert (summary.recorded, summary.outcomes) == (1, {"failed": 1})


def test_a_file_that_cannot_be_collected_does_not_stop_the_rest(shop: Path, lake: Lake) -> None:
    tree(shop, {"tests/test_bad.py": "import nowhere_to_be_found\n"})
    summary = record_pytest(["tests"], lake=lake)
    assert summary.recorded == 11
    assert len(summary.faults) == 2
    assert "nowhere_to_be_found" in summary.faults[0]


def test_pytest_arguments_and_output(shop: Path, lake: Lake, capfd) -> None:
    assert record_pytest(["tests"], ["-k", "rates or empty"], lake=lake).recorded == 4
    printed = capfd.readouterr()
    assert printed.out == ""
    assert "test_cart.py" in printed.err
    with pytest.raises(UsageError, match="refuses its arguments"):
        record_pytest(["tests"], ["--no-such-option"], lake=lake)


def test_a_test_without_an_end_is_truncated_and_has_no_outcome(shop: Path, lake: Lake) -> None:
    tree(
        shop, {"tests/test_long.py": "def test_long():\n    while True:\n        x = 1\n\ndef test_next():\n    pass\n"}
    )
    limits = Limits(steps=100, seconds=20.0, value_chars=4_000, items=100)
    record_pytest(["tests/test_long.py"], lake=lake, options=Options(limits=limits))
    long, after = (traces(lake)[f"tests/test_long.py::test_{name}"] for name in ("long", "next"))
    assert (long.outcome, long.stop_reason, long.test_outcome, long.n_steps) == ("truncated", "steps", None, 100)
    assert after.test_outcome == "passed"


def test_a_project_that_asks_for_xdist_is_recorded_in_this_process(shop: Path, lake: Lake) -> None:
    pytest.importorskip("xdist")
    tree(shop, {"pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['.']\naddopts = '-n 2'\n"})
    assert record_pytest(["tests/test_cart.py"], lake=lake).recorded == 9


def test_nothing_of_the_users_stays_imported(shop: Path, lake: Lake) -> None:
    before = set(sys.modules)
    record_pytest(["tests"], lake=lake)
    assert not [name for name in set(sys.modules) - before if name.startswith(("shop", "test_cart", "conftest"))]
    assert str(shop) not in sys.path


def test_a_plain_folder_of_tests_seen_from_elsewhere(tmp_path: Path, lake: Lake) -> None:
    root = tree(tmp_path / "plain", {"calc.py": "def inc(x):\n    return x + 1\n"})
    tree(root, {"test_calc.py": "from calc import inc\n\ndef test_inc():\n    assert inc(1) == 2\n"})
    assert record_pytest([root], lake=lake).recorded == 1
    (trace,) = traces(lake).values()
    assert [f.path for f in trace.files] == ["test_calc.py", "calc.py"]


def test_paths_among_pytests_arguments_tell_the_project(tmp_path: Path, shop: Path, lake: Lake) -> None:
    root = tree(tmp_path / "plain", {"test_calc.py": "def test_inc():\n    assert 1 + 1 == 2\n"})
    assert record_pytest(args=["-q", f"{root}/test_calc.py::test_inc"], lake=lake).recorded == 1


def test_tests_outside_the_root_are_a_fault(tmp_path: Path, shop: Path, lake: Lake) -> None:
    tree(tmp_path / "plain", {"test_calc.py": "def test_inc():\n    assert 1 + 1 == 2\n"})
    summary = record_pytest([tmp_path / "plain"], lake=lake, options=Options(root=shop))
    assert (summary.recorded, len(summary.faults)) == (0, 1)
    assert "run unrecorded" in summary.faults[0]


def test_without_pytest_it_says_what_to_install(tmp_path: Path) -> None:
    code = f"""
import sys
sys.modules["pytest"] = None
from tracewalk.errors import RecordError
from tracewalk.lake import Lake
from tracewalk.recorder import record_pytest
try:
    record_pytest(["."], lake=Lake.create({str(tmp_path / "lake")!r}))
except RecordError as fault:
    print(fault)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install pytest" in done.stdout
