"""The tables of a lake: their Arrow schemas, and the columns by which their shards are ordered."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

__all__ = [
    "CHANGE",
    "CHECKS",
    "DIFFERENCE",
    "ITEMS",
    "JUDGED",
    "PREDICTED_STEPS",
    "PREDICTIONS",
    "PROBLEMS",
    "PROGRAMS",
    "RECORD",
    "RESULTS",
    "SCHEMA_VERSION",
    "STATE_CHANGES",
    "STEPS",
    "TABLES",
    "TOOL_CALL",
    "TRACES",
    "TRAJECTORIES",
    "TURNS",
    "Table",
]

SCHEMA_VERSION = 1
"""Of the Parquet shards; a shard says its own in its key-value metadata."""

PROGRAMS = pa.schema([("program_id", pa.string()), ("text", pa.string()), ("n_lines", pa.int32())])

TRACES = pa.schema(
    [
        ("trace_id", pa.string()),
        ("name", pa.string()),
        ("program_id", pa.string()),
        ("files", pa.list_(pa.struct([("path", pa.string()), ("program_id", pa.string())]))),
        ("entry", pa.string()),
        ("input", pa.string()),
        ("python", pa.string()),
        ("hash_seed", pa.string()),
        ("repr_style", pa.string()),
        ("limits", pa.string()),
        ("recorder", pa.int32()),
        ("run", pa.int32()),
        ("run_of", pa.string()),
        ("n_steps", pa.int32()),
        ("n_frames", pa.int32()),
        ("max_depth", pa.int32()),
        ("n_cut", pa.int32()),
        ("functions", pa.list_(pa.string())),
        ("exceptions", pa.list_(pa.string())),
        ("outcome", pa.string()),
        ("stop_reason", pa.string()),
        ("result", pa.string()),
        ("error", pa.string()),
        ("steps_digest", pa.string()),
        ("origin", pa.string()),
        ("parent", pa.string()),
        ("test_outcome", pa.string()),
        ("seconds", pa.float64()),
        ("created_at", pa.timestamp("us", tz="UTC")),
    ]
)

ITEMS = pa.schema(
    [
        ("dataset", pa.string()),
        ("task_id", pa.string()),
        ("trace_id", pa.string()),
        ("expected", pa.string()),
        ("matches_expected", pa.bool_()),
        ("split", pa.string()),
        ("tags", pa.list_(pa.string())),
    ]
)

CHANGE = pa.struct(
    [("name", pa.string()), ("value", pa.string()), ("type", pa.string()), ("size", pa.int32()), ("cut", pa.bool_())]
)

STEPS = pa.schema(
    [
        ("trace_id", pa.string()),
        ("step", pa.int32()),
        ("event", pa.string()),
        ("frame_id", pa.int32()),
        ("caller", pa.int32()),
        ("depth", pa.int32()),
        ("thread", pa.int32()),
        ("program_id", pa.string()),
        ("func", pa.string()),
        ("line", pa.int32()),
        ("value", pa.string()),
        ("changes", pa.list_(CHANGE)),
        ("stdout", pa.string()),
        ("stderr", pa.string()),
    ]
)

DIFFERENCE = pa.struct([("name", pa.string()), ("value", pa.string()), ("rule", pa.string()), ("verdict", pa.string())])
"""A name whose predicted text is not the true one; `value` NULL: not predicted; see `model.Difference`."""

JUDGED = pa.struct([("name", pa.string()), ("type", pa.string()), ("size", pa.int32()), ("right", pa.bool_())])
"""A value that the true step states anew, and whether the prediction has it."""

PREDICTIONS = pa.schema(
    [
        ("prediction_id", pa.string()),
        ("trace_id", pa.string()),
        ("model", pa.string()),
        ("fingerprint", pa.string()),
        ("endpoint", pa.string()),
        ("protocol", pa.string()),
        ("prompt_version", pa.int32()),
        ("mode", pa.string()),
        ("from_step", pa.int32()),
        ("params", pa.string()),
        ("constrained", pa.bool_()),
        ("temperature", pa.float64()),
        ("seed", pa.int64()),
        ("sample", pa.int32()),
        ("attempt", pa.int32()),
        ("stopped_by", pa.string()),
        ("error", pa.string()),
        ("tail", pa.string()),
        ("prompt_tokens", pa.int32()),
        ("tokens", pa.int32()),
        ("tokens_exact", pa.bool_()),
        ("seconds", pa.float64()),
        ("created_at", pa.timestamp("us", tz="UTC")),
        ("origin", pa.string()),
        ("n_rows", pa.int32()),
        ("diff_version", pa.int32()),
        ("ended", pa.string()),
        ("valid_format", pa.bool_()),
        ("exact", pa.bool_()),
        ("output", pa.string()),
        ("return_correct", pa.bool_()),
        ("output_correct", pa.bool_()),
        ("n_true", pa.int32()),
        ("n_predicted", pa.int32()),
        ("right_until", pa.int32()),
        ("first_bad_step", pa.int32()),
        ("first_bad_verdict", pa.string()),
        ("first_bad_name", pa.string()),
        ("first_bad_type", pa.string()),
        ("n_correct", pa.int32()),
        ("n_state", pa.int32()),
        ("n_action", pa.int32()),
        ("n_event", pa.int32()),
        ("n_value", pa.int32()),
        ("n_missing", pa.int32()),
        ("n_extra", pa.int32()),
        ("n_malformed", pa.int32()),
        ("n_root", pa.int32()),
        ("n_inherited", pa.int32()),
        ("step_accuracy", pa.float64()),
        ("event_em", pa.float64()),
        ("action_em", pa.float64()),
        ("action_em_aligned", pa.float64()),
        ("state_em", pa.float64()),
        ("state_em_resolved", pa.float64()),
        ("valid_json", pa.float64()),
        ("key_match", pa.float64()),
        ("key_value_match", pa.float64()),
        ("kth_action_em", pa.float64()),
        ("kth_state_em", pa.float64()),
        ("kth_valid_json", pa.float64()),
        ("kth_key_match", pa.float64()),
        ("kth_key_value_match", pa.float64()),
    ]
)

PREDICTED_STEPS = pa.schema(
    [
        ("prediction_id", pa.string()),
        ("step", pa.int32()),
        ("position", pa.int32()),
        ("truth", pa.int32()),
        ("seed", pa.bool_()),
        ("true_event", pa.string()),
        ("true_depth", pa.int32()),
        ("event", pa.string()),
        ("frame_id", pa.int32()),
        ("caller", pa.int32()),
        ("depth", pa.int32()),
        ("program_id", pa.string()),
        ("func", pa.string()),
        ("line", pa.int32()),
        ("ambiguous", pa.bool_()),
        ("source", pa.string()),
        ("value", pa.string()),
        ("changes", pa.list_(CHANGE)),
        ("verdict", pa.string()),
        ("root", pa.bool_()),
        ("cause", pa.int32()),
        ("rule", pa.string()),
        ("fault", pa.string()),
        ("differs", pa.list_(DIFFERENCE)),
        ("judged", pa.list_(JUDGED)),
        ("iteration", pa.int32()),
        ("raw", pa.string()),
        ("logprob", pa.float64()),
        ("token_texts", pa.list_(pa.string())),
        ("token_logprobs", pa.list_(pa.float32())),
    ]
)

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


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the lake: its schema, and the columns by which its shards are ordered."""

    name: str
    schema: pa.Schema
    order: tuple[str, ...]

    @property
    def one(self) -> str:
        """What one row is called, for people."""
        return (f"{self.name[:-3]}y" if self.name.endswith("ies") else self.name.removesuffix("s")).replace("_", " ")


TABLES = {
    t.name: t
    for t in (
        Table("programs", PROGRAMS, ("program_id",)),
        Table("traces", TRACES, ("trace_id",)),
        Table("items", ITEMS, ("dataset", "task_id", "trace_id")),
        Table("steps", STEPS, ("trace_id", "step")),
        Table("predictions", PREDICTIONS, ("prediction_id",)),
        Table("predicted_steps", PREDICTED_STEPS, ("prediction_id", "step")),
        Table("trajectories", TRAJECTORIES, ("trajectory_id",)),
        Table("turns", TURNS, ("trajectory_id", "turn")),
        Table("state_changes", STATE_CHANGES, ("trajectory_id", "number")),
        Table("checks", CHECKS, ("check_id",)),
        Table("results", RESULTS, ("result_id",)),
        Table("problems", PROBLEMS, ("problem_id",)),
    )
}
