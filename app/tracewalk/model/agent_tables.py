"""The tables of agents' runs: their Arrow schemas."""

from __future__ import annotations

import pyarrow as pa

__all__ = ["RECORD", "STATE_CHANGES", "TOOL_CALL", "TRAJECTORIES", "TURNS"]

TRAJECTORIES = pa.schema(
    [
        ("trajectory_id", pa.string()),
        ("name", pa.string()),
        ("source_format", pa.string()),
        ("format_version", pa.string()),
        ("native_id", pa.string()),
        ("dataset", pa.string()),
        ("agent", pa.string()),
        ("agent_version", pa.string()),
        ("model", pa.string()),
        ("task_id", pa.string()),
        ("task", pa.string()),
        ("repo", pa.string()),
        ("base_commit", pa.string()),
        ("outcome", pa.string()),
        ("outcome_from", pa.string()),
        ("score", pa.float64()),
        ("scores", pa.string()),
        ("exit_status", pa.string()),
        ("patch", pa.string()),
        ("patch_method", pa.string()),
        ("started_at", pa.timestamp("us", tz="UTC")),
        ("ended_at", pa.timestamp("us", tz="UTC")),
        ("seconds", pa.float64()),
        ("n_turns", pa.int32()),
        ("n_changes", pa.int32()),
        ("n_records", pa.int32()),
        ("n_calls", pa.int32()),
        ("n_errors", pa.int32()),
        ("n_edits", pa.int32()),
        ("n_test_runs", pa.int32()),
        ("tests_passed", pa.int32()),
        ("tests_failed", pa.int32()),
        ("tools", pa.list_(pa.string())),
        ("prompt_tokens", pa.int64()),
        ("completion_tokens", pa.int64()),
        ("cached_tokens", pa.int64()),
        ("reasoning_tokens", pa.int64()),
        ("max_context", pa.int64()),
        ("context_window", pa.int64()),
        ("cost", pa.float64()),
        ("cost_method", pa.string()),
        ("parent", pa.string()),
        ("parent_turn", pa.int32()),
        ("continues", pa.string()),
        ("source_file", pa.string()),
        ("source_member", pa.string()),
        ("source_record", pa.string()),
        ("metadata", pa.string()),
        ("notes", pa.list_(pa.string())),
        ("importer", pa.int32()),
        ("imported_at", pa.timestamp("us", tz="UTC")),
    ]
)

TOOL_CALL = pa.struct(
    [
        ("tool", pa.string()),
        ("arguments", pa.string()),
        ("call_id", pa.string()),
        ("kind", pa.string()),
        ("target", pa.string()),
        ("observation", pa.string()),
        ("exit_code", pa.int32()),
        ("error", pa.bool_()),
        ("error_method", pa.string()),
        ("malformed", pa.string()),
        ("seconds", pa.float64()),
        ("trajectory", pa.string()),
    ]
)

RECORD = pa.struct([("offset", pa.int64()), ("length", pa.int64()), ("pointer", pa.string()), ("digest", pa.string())])
"""Where a raw record stands; see `model.Record`."""

TURNS = pa.schema(
    [
        ("trajectory_id", pa.string()),
        ("turn", pa.int32()),
        ("source", pa.string()),
        ("kind", pa.string()),
        ("message", pa.string()),
        ("reasoning", pa.string()),
        ("calls", pa.list_(TOOL_CALL)),
        ("images", pa.list_(pa.struct([("media_type", pa.string()), ("data", pa.binary())]))),
        ("model", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("seconds", pa.float64()),
        ("prompt_tokens", pa.int64()),
        ("completion_tokens", pa.int64()),
        ("cached_tokens", pa.int64()),
        ("reasoning_tokens", pa.int64()),
        ("cost", pa.float64()),
        ("cost_method", pa.string()),
        ("error", pa.string()),
        ("copied", pa.bool_()),
        ("traces", pa.list_(pa.string())),
        ("records", pa.list_(RECORD)),
    ]
)

STATE_CHANGES = pa.schema(
    [
        ("trajectory_id", pa.string()),
        ("number", pa.int32()),
        ("turn", pa.int32()),
        ("call", pa.int32()),
        ("kind", pa.string()),
        ("method", pa.string()),
        ("how", pa.string()),
        ("path", pa.string()),
        ("old_path", pa.string()),
        ("action", pa.string()),
        ("diff", pa.string()),
        ("before", pa.string()),
        ("after", pa.string()),
        ("value", pa.string()),
        ("passed", pa.int32()),
        ("failed", pa.int32()),
        ("errors", pa.int32()),
        ("skipped", pa.int32()),
        ("tests_passed", pa.list_(pa.string())),
        ("tests_failed", pa.list_(pa.string())),
    ]
)
