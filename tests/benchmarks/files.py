"""Small result files in each format, as its own tools write them, and what they come to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["CASES", "Case", "write"]

REPORT = {"patch_is_None": False, "patch_exists": True, "patch_successfully_applied": True}
CONTEST = {"contest_id": "c", "contest_date": "2025-01-01T00:00:00", "difficulty": "easy"}


@dataclass(frozen=True)
class Case:
    """A file: where it stands, what it holds, and what comes of it."""

    path: str
    value: Any
    """A list is written as JSON lines where the name says so."""
    format: str
    suite: str | None
    model: str | None
    scores: list[tuple[Any, ...]]
    """Task, sample, metric, value, answer, reasoning."""


def write(folder: Path, case: Case) -> Path:
    """Writes it."""
    path = folder / case.path
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row) + "\n" for row in case.value) if case.path.endswith("l") else json.dumps(case.value)
    path.write_text(lines)
    return path


CASES = [
    Case(
        "cwm__v1.5.nightly.json",
        {
            "total_instances": 500, "submitted_instances": 4, "completed_ids": ["a__b-1", "a__b-2"],
            "incomplete_ids": ["a__b-9"], "empty_patch_ids": ["a__b-3"],
            "submitted_ids": ["a__b-1", "a__b-2", "a__b-3", "a__b-4", "a__b-9"], "resolved_ids": ["a__b-1"],
            "unresolved_ids": ["a__b-2"], "error_ids": ["a__b-4"], "schema_version": 2,
        },
        "SWE-bench report of a run", "swe-bench-verified", "cwm/v1.5",
        [
            ("a__b-1", None, "resolved", 1, None, None), ("a__b-2", None, "resolved", 0, None, None),
            ("a__b-3", None, "resolved", 0, None, None), ("a__b-4", None, "resolved", 0, None, None),
        ],
    ),
    Case(
        "logs/run_evaluation/night/meta__cwm/a__b-7/report.json",
        {"a__b-7": REPORT | {"resolved": True, "tests_status": {}}},
        "SWE-bench report of a task", "swe-bench", "meta/cwm",
        [("a__b-7", None, "resolved", 1, None, None)],
    ),
    Case(
        "v1.15_gemini3_django__django-11749.report.json",
        REPORT | {"resolved": False},
        "SWE-bench report of a task", "swe-bench", None,
        [("django__django-11749", None, "resolved", 0, None, None)],
    ),
    Case(
        "evaluation/verified/20250101_agent_cwm/results/results.json",
        {"no_generation": ["a__b-2"], "no_logs": [], "resolved": ["a__b-1"]},
        "SWE-bench results.json", "swe-bench-verified", "20250101_agent_cwm",
        [
            (None, None, "resolved", 0.002, None, None),
            ("a__b-1", None, "resolved", 1, None, None), ("a__b-2", None, "resolved", 0, None, None),
        ],
    ),
    Case(
        "output/CWM/codegeneration_2_0.2_eval_all.json",
        [
            CONTEST | {
                "question_id": "abc1", "question_title": "t", "platform": "atcoder", "starter_code": "",
                "output_list": ["<think>\nhm\n</think>\n```python\nx = 1\n```", "no code"], "code_list": ["x = 1", ""],
                "graded_list": [True, False], "pass@1": 0.5, "metadata": ["{}", "{}"],
            }
        ],
        "LiveCodeBench eval_all", "livecodebench", "CWM",
        [("abc1", 0, "pass@1", 1, "x = 1", "hm"), ("abc1", 1, "pass@1", 0, "", "no code")],
    ),
    Case(
        "lcb_v5/cwm_codeexecution_output_eval_all.json",
        [
            CONTEST | {
                "question_id": "77", "id": "sample_5", "problem_id": "1", "function_name": "f", "code": "def f(): ...",
                "input": "f()", "output": "3", "output_list": ["3"], "pred_list": ["3"], "graded_list": [True],
            }
        ],
        "LiveCodeBench eval_all", "livecodebench-execution", "cwm",
        [("sample_5", 0, "pass@1", 1, "3", None)],
    ),
    Case(
        "scored_small-1b_temp0.2_output.json",
        {
            "raw_generations": {"sample_0": ["3", "4"], "sample_1": ["f("]},
            "raw_scored_generations": {"sample_0": [True, False], "sample_1": [False, False]},
            "pass_at_1": 25.0, "pass_at_5": 50.0,
        },
        "CRUXEval scored results", "cruxeval-output", "small-1b",
        [
            (None, None, "pass@1", 0.25, None, None), (None, None, "pass@5", 0.5, None, None),
            ("sample_0", 0, "pass@1", 1, "3", None), ("sample_0", 1, "pass@1", 0, "4", None),
            ("sample_1", 0, "pass@1", 0, None, None), ("sample_1", 1, "pass@1", 0, None, None),
        ],
    ),
    Case(
        "facebook__cwm/samples_hendrycks_math500_2025-10-01T10-00-00.000000.jsonl",
        [
            {
                "doc_id": 0, "doc": {"problem": "1+1", "unique_id": "test/algebra/1.json"}, "target": "2",
                "arguments": {}, "resps": [["One and one make 2."]], "filtered_resps": ["2"], "filter": "none",
                "metrics": ["exact_match"], "doc_hash": "h", "prompt_hash": "h", "target_hash": "h", "exact_match": 1,
            },
            {
                "doc_id": 1, "doc": {"problem": "1+2"}, "target": "3", "arguments": {}, "resps": [["4"]],
                "filtered_resps": ["4"], "filter": "none", "metrics": ["exact_match", "bleu"], "exact_match": 0.0,
                "bleu": 31.5,
            },
        ],
        "lm-eval samples", "math-500", "facebook/cwm",
        [
            ("1", 0, "exact_match", 0, "4", None),
            ("test/algebra/1.json", 0, "exact_match", 1, "2", "One and one make 2."),
        ],
    ),
    Case(
        "facebook__cwm/results_2025-10-01T10-00-00.000000.json",
        {
            "results": {"aime24": {"alias": "aime24", "exact_match,none": 0.76, "exact_match_stderr,none": 0.07}},
            "configs": {"aime24": {}}, "n-samples": {"aime24": {"original": 30, "effective": 30}},
            "model_name": "facebook/cwm",
        },
        "lm-eval results", "aime-2024", "facebook/cwm",
        [(None, None, "exact_match", 0.76, None, None)],
    ),
    Case(
        "math_gpt-4o_20250101_120000_allresults.json",
        {
            "score": 0.5, "metrics": {}, "metadata": None,
            "htmls": [
                "<p>Correct Answer: 2</p>\n<p>Extracted Answer: 2 &lt; 3</p>\n<p>Score: 1.0</p>",
                "<p>Extracted Answer: None</p>\n<p>Score: 0.0</p>",
            ],
            "convos": [[{"role": "user", "content": "?"}, {"role": "assistant", "content": "so 2"}], []],
        },
        "simple-evals allresults", "math", "gpt-4o",
        [("0", 0, "score", 1, "2 < 3", "so 2"), ("1", 0, "score", 0, "None", None)],
    ),
    Case(
        "math_gpt-4o.json", {"score:std": 0.48, "score": 0.62}, "simple-evals metrics", "math", "gpt-4o",
        [(None, None, "score", 0.62, None, None)],
    ),
    Case(
        "trajectories/all_metrics.jsonl",
        [
            {
                "data_src": {"path": "data/math500.jsonl", "line_no": n, "pos": 0}, "task_name": "math_think",
                "metrics": [
                    {
                        "data_src": {"path": "data/math500.jsonl", "line_no": n, "pos": 0}, "task_name": "math_think",
                        "terminal_rewards": 1.0, "terminal_metrics": {"pass": passed, "answer": "4"},
                    }
                ],
            }
            for n, passed in ((1, True), (1, False), (2, True))
        ],
        "CWM evaluation", "math-500", None,
        [
            ("math500.jsonl:1", 0, "pass@1", 1, "4", None), ("math500.jsonl:1", 1, "pass@1", 0, "4", None),
            ("math500.jsonl:2", 0, "pass@1", 1, "4", None),
        ],
    ),
    Case(
        "trajectories/lcb/lcb.jsonl",
        [
            {
                "rollouts": [
                    {
                        "traj": {
                            "transitions": [
                                {"action_str": "", "observation_str": "?"},
                                {"action_str": "x is 3</think>\nSo 3.", "outcomes": {"pass": True}, "info": {}},
                            ]
                        },
                        "start_args": {"question_id": "q1"},
                    }
                ],
                "metrics": [
                    {
                        "data_src": {"path": "LCB.jsonl", "line_no": 3, "pos": 0}, "task_name": "lcb",
                        "terminal_rewards": 1.0, "terminal_metrics": {"pass": True},
                    }
                ],
            }
        ],
        "CWM evaluation", "livecodebench", None,
        [("q1", 0, "pass@1", 1, "So 3.", "x is 3")],
    ),
    Case(
        "aime24/test_cot_seed0.jsonl",
        [{"idx": 3, "question": "?", "gt": "7", "code": ["so 7", "so 8"], "pred": ["7", "8"], "score": [True, False]}],
        "graded answers", "aime-2024", None,
        [("3", 0, "pass@1", 1, "7", "so 7"), ("3", 1, "pass@1", 0, "8", "so 8")],
    ),
    Case(
        "mine.jsonl",
        [
            {"task_id": "t", "model": "cwm", "correct": "true", "response": "<think>x is 1</think> 1"},
            {"task_id": "t", "model": "cwm", "correct": False, "response": "2"},
        ],
        "graded answers", None, "cwm",
        [("t", 0, "pass@1", 1, "1", "x is 1"), ("t", 1, "pass@1", 0, "2", None)],
    ),
]  # fmt: skip
