"""The tables of a lake: their Arrow schemas, and the columns by which their shards are ordered."""

from __future__ import annotations

import pyarrow as pa

from tracewalk.frozen import frozen
from tracewalk.model.agent_tables import RECORD, STATE_CHANGES, TOOL_CALL, TRAJECTORIES, TURNS
from tracewalk.model.judged_tables import CHECKS, PROBLEMS, RESULTS

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


@frozen
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
