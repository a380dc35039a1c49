"""Bare outputs by Python's `==` on literals; the published scores of CRUXEval's generations."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

import pytest
from tests.diff.conftest import DATA

from tracewalk.diff import output_equal, pass_at_k

EQUAL = """
1 | 1.0
1 | True
0 | False
'a' | "a"
'a' |   'a'
(1, 2) | 1, 2
{1: 2, 3: 4} | {3: 4, 1: 2}
[1, [2.0]] | [True, [2]]
{1, 2} | {2, 1, 1}
'ab' | 'a' 'b'
1000 | 1_000
(1+2j) | 1+2j
b'a' | b'\\x61'
-0.0 | 0
deque([1]) | deque([1,])
""".strip("\n")
UNEQUAL = """
1 | 2
1 | '1'
(1, 2) | [1, 2]
2 | 1 + 1
'ab' | 'a' + 'b'
'..123' | '..' + str(123)
1 | x
1 |
1 | 1)
set() | {}
{1: 2} | {[]: 2}
2 | (lambda: 2)()
deque([1]) | [1]
""".strip("\n")


@pytest.mark.parametrize("row", EQUAL.splitlines())
def test_equal(row: str) -> None:
    assert output_equal(*row.split(" | "))


@pytest.mark.parametrize("row", UNEQUAL.splitlines())
def test_unequal(row: str) -> None:
    true, _, said = row.partition(" |")
    assert not output_equal(true, said)


@pytest.mark.parametrize(("n", "c"), [(1, 0), (1, 1), (5, 2), (6, 6), (7, 1)])
def test_pass_at_k_is_the_share_of_draws_with_a_right_sample(n: int, c: int) -> None:
    for k in range(1, n + 1):
        draws = list(combinations(range(n), k))
        hit = sum(any(sample < c for sample in draw) for draw in draws) / len(draws)
        assert pass_at_k(n, c, k) == pytest.approx(hit)


@pytest.mark.parametrize(("n", "c", "k"), [(1, 2, 1), (3, -1, 1), (3, 1, 0), (3, 1, 4)])
def test_pass_at_k_refuses_impossible_counts(n: int, c: int, k: int) -> None:
    with pytest.raises(ValueError, match=r"pass@k needs"):
        pass_at_k(n, c, k)


def test_codellamas_published_scores() -> None:
    """The generations of CodeLlama 7B: the upstream scores, which ran them, are met without running anything."""
    folder = DATA / "cruxeval"
    if not folder.exists():
        pytest.skip(f"{folder} is not there; TRACEWALK_TEST_DATA names the folder of test data")

    def read(name: str) -> Any:
        return json.loads((folder / "codellama-7b" / name).read_text())

    truth = {row["id"]: row["output"] for row in map(json.loads, (folder / "cruxeval.jsonl").read_text().splitlines())}
    said = read("model_generations__sample_codellama-7b_temp0.2_output__generations.json")
    scored = read("evaluation_results__sample_scored_codellama-7b_temp0.2_output.json")
    found = {task: [output_equal(truth[task], one) for one in generations] for task, generations in said.items()}
    assert found == scored["raw_scored_generations"]
    right = [
        (truth[task], one) for task, marks in found.items() for one, ok in zip(said[task], marks, strict=True) if ok
    ]
    assert (len(right), sum(true != one for true, one in right)) == (2737, 439)
    for k in (1, 5):
        mean = sum(pass_at_k(len(marks), sum(marks), k) for marks in found.values()) / len(found)
        assert 100 * mean == pytest.approx(scored[f"pass_at_{k}"])
    assert scored["pass_at_1"] == pytest.approx(34.21, abs=0.005)
