"""The tables of what was verified and of benchmarks' results: their Arrow schemas."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["CHECKS", "PROBLEMS", "RESULTS"]

CHECKS = pa.schema(
    [
        ("check_id", pa.string()),
        ("problem_set", pa.string()),
        ("task_id", pa.string()),
        ("candidate", pa.int32()),
        ("candidate_origin", pa.string()),
        ("author", pa.string()),
        ("written", pa.string()),
        ("test", pa.int32()),
        ("program_id", pa.string()),
        ("entry", pa.string()),
        ("input", pa.string()),
        ("input_origin", pa.string()),
        ("expected", pa.string()),
        ("expected_origin", pa.string()),
        ("predicted_by", pa.string()),
        ("params", pa.string()),
        ("predicted", pa.string()),
        ("predicted_exception", pa.string()),
        ("prediction_id", pa.string()),
        ("model", pa.string()),
        ("fingerprint", pa.string()),
        ("actual", pa.string()),
        ("actual_exception", pa.string()),
        ("actual_outcome", pa.string()),
        ("trace_id", pa.string()),
        ("match", pa.bool_()),
        ("rule", pa.string()),
        ("accepts", pa.bool_()),
        ("true_pass", pa.bool_()),
        ("first_divergent_step", pa.int32()),
        ("tokens", pa.int32()),
        ("truncated", pa.bool_()),
        ("error", pa.string()),
        ("created_at", pa.timestamp("us", tz="UTC")),
    ]
)

RESULTS = pa.schema(
    [
        ("result_id", pa.string()),
        ("suite", pa.string()),
        ("suite_version", pa.string()),
        ("task_id", pa.string()),
        ("model", pa.string()),
        ("metric", pa.string()),
        ("value", pa.float64()),
        ("sample", pa.int32()),
        ("n", pa.int32()),
        ("passed", pa.int32()),
        ("published", pa.bool_()),
        ("source", pa.string()),
        ("source_file", pa.string()),
        ("trajectory_id", pa.string()),
        ("trace_id", pa.string()),
        ("check_id", pa.string()),
        ("prediction_id", pa.string()),
        ("answer", pa.string()),
        ("reasoning", pa.string()),
        ("created_at", pa.timestamp("us", tz="UTC")),
    ]
)


PROBLEMS = pa.schema(
    [
        ("problem_id", pa.string()),
        ("problem_set", pa.string()),
        ("task_id", pa.string()),
        ("entry", pa.string()),
        ("text", pa.string()),
        ("created_at", pa.timestamp("us", tz="UTC")),
    ]
)
