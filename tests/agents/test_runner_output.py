"""What runners of tests print."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.agents.runner_output import Results, results_of


def sums(found: Results | None) -> tuple[str, int | None, int | None, int | None, int | None] | None:
    return found and (found.runner, found.passed, found.failed, found.errors, found.skipped)


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("= 1 failed, 2 passed, 3 warnings in 0.12s =", ("pytest", 2, 1, 0, 0)),
        ("collected 5\n....F\n==== 4 passed, 1 xfailed, 1 error in 61.20s (0:01:01) ====\n", ("pytest", 4, 0, 1, 1)),
        ("3 passed, 1 skipped in 0.01s", ("pytest", 3, 0, 0, 1)),
        ("============ no tests ran in 0.01s ============", ("pytest", 0, 0, 0, 0)),
        ("\x1b[32m= \x1b[1m2 passed\x1b[0m in 1.1s =\x1b[0m", ("pytest", 2, 0, 0, 0)),
        ("Ran 3 tests in 1.0s\n\nOK (skipped=1)", ("unittest", 2, 0, 0, 1)),
        ("Ran 5 tests in 1.0s\n\nFAILED (failures=1, errors=2)", ("unittest", 2, 1, 2, 0)),
        ("Creating test database for alias 'default'...\nRan 10 tests in 0.1s\n\nOK", ("Django", 10, 0, 0, 0)),
        (
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 x\ntest result: FAILED. 3 passed; 2 failed; 0 ignored;",
            ("cargo test", 8, 2, 0, 1),
        ),
        ("Tests:       1 failed, 5 passed, 6 total", ("Jest", 5, 1, 0, 0)),
        ("  12 passing (3s)\n  1 failing", ("Mocha", 12, 1, 0, 0)),
        ("[INFO] Tests run: 5, Failures: 1, Errors: 0, Skipped: 1", ("Maven", 3, 1, 0, 1)),
        ("--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.1s)\nFAIL", ("go test", 1, 1, 0, 0)),
        ("=== tests finished: 10 passed, 1 failed, in 3.2 seconds ===", ("sympy", 10, 1, 0, 0)),
        ("100% tests passed, 0 tests failed out of 7", ("CTest", 7, 0, 0, 0)),
        ("5 examples, 2 failures", ("RSpec", 3, 2, 0, 0)),
        ("the tests passed, I think, in 5s", None),
        ("", None),
    ],
)
def test_sums(output: str, told: tuple[str, int, int, int, int] | None) -> None:
    assert sums(results_of(output)) == told


def test_the_last_of_several_runs_counts() -> None:
    assert sums(results_of("= 1 failed in 1s =\nfixed\n= 1 passed in 1s =")) == ("pytest", 1, 0, 0, 0)


def test_names() -> None:
    found = results_of(
        "tests/a.py::test_x PASSED [ 50%]\ntests/a.py::test_y[a b] FAILED\n"
        "FAILED tests/a.py::test_y[a b] - assert 1 == 2\n=== 1 failed, 1 passed in 2.00s ==="
    )
    assert found is not None
    assert (found.names_passed, found.names_failed) == (("tests/a.py::test_x",), ("tests/a.py::test_y[a b]",))
    found = results_of("test_a (m.T) ... ok\ntest_b (m.T) ... FAIL\n\nRan 2 tests in 0.001s\n\nFAILED (failures=1)")
    assert found is not None
    assert (found.names_passed, found.names_failed) == (("test_a (m.T)",), ("test_b (m.T)",))


TESTS = """
import unittest
import pytest

class T(unittest.TestCase):
    def test_good(self): pass
    def test_bad(self): self.fail("no")
    @unittest.skip("why")
    def test_skipped(self): pass
    def test_broken(self): raise KeyError(1)
"""


@pytest.mark.parametrize(
    "options", [["-m", "pytest", "-q"], ["-m", "pytest", "-v", "-rA"], ["-m", "unittest", "-v"], ["-m", "unittest"]]
)
def test_real_runs(options: list[str], tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    command = [sys.executable, *options, "test_it" if "unittest" in options else "-pno:cacheprovider"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    found = results_of(ran.stdout + ran.stderr)
    assert found is not None
    assert (found.passed, (found.failed or 0) + (found.errors or 0), found.skipped) == (1, 2, 1)
    if found.names_failed:
        assert len(found.names_failed) == 2
        assert all(any(bad in name for bad in ("test_bad", "test_broken")) for name in found.names_failed)


_PARTS = [
    "= ", "1 passed", ", ", "2 failed", " in 1s", "\n", "Ran 3 tests in 1s", "OK", "FAILED (failures=9)", "a::b PASSED",
    "Tests: ", "--- PASS: x (1s)", "\x1b[1m", "9" * 30, " passing", "test result: ok. 1 passed; 2 failed; 3 ignored",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), max_size=12).map("".join))
def test_no_output_makes_it_stumble(output: str) -> None:
    found = results_of(output)
    if found:
        assert all(n is None or 0 <= n < 1 << 31 for n in (found.passed, found.failed, found.errors, found.skipped))
