"""Small problem sets of every format, as their benchmarks write them; the texts are this project's own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

__all__ = ["CRUXEVAL", "HUMAN_EVAL", "LIVE", "MBPP", "OWN", "write"]

CRUXEVAL = {"code": "def f(a, b):\n    return a * b", "input": "'ab', 2", "output": "'abab'", "id": "sample_0"}

LIVE = {
    "question_id": "9",
    "contest_id": "c",
    "id": "sample_1",
    "function_name": "biggest",
    "code": "def biggest(nums: List[int]) -> int:\n    return max(Counter(nums))",
    "input": "biggest(nums = [1, 3, 2])",
    "output": "3",
    "numsteps": 3,
}

HUMAN_EVAL = {
    "task_id": "HumanEval/0",
    "prompt": 'from typing import List\n\n\ndef double(xs: List[int]) -> List[int]:\n    """ Each twice. """\n',
    "entry_point": "double",
    "canonical_solution": "    return [x * 2 for x in xs]\n",
    "test": "def check(candidate):\n    assert candidate([1, 2]) == [2, 4]\n    assert candidate([]) == []\n",
}

MBPP = {
    "task_id": 2,
    "text": "Write a function to find what two lists share.",
    "code": "def shared(a, b):\n    return tuple(set(a) & set(b))",
    "test_list": ["assert set(shared([1, 2], [2, 3])) == set([2])", "assert shared([], [1]) == ()"],
    "test_setup_code": "",
    "challenge_test_list": [],
}

OWN = {
    "task_id": "add",
    "prompt": "Write a function `add` that adds two numbers.",
    "entry_point": "add",
    "tests": [{"input": "1, 2", "output": "3"}, {"input": "0, 0", "output": 0}],
}


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """A JSONL file of rows."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path
