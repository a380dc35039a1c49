"""Which columns of which table repeat, count up, carry statistics or are never null, as measured.

Measured on CRUXEval traces, long runs, and predictions of them. A field of a list of structs is named with a dot, as
in `changes.name`.
"""

from __future__ import annotations

import pyarrow as pa

from tracewalk.frozen import frozen
from tracewalk.model import TABLES, TOOL_CALL

__all__ = ["LAYOUTS", "Layout"]


def _names(*texts: str) -> frozenset[str]:
    return frozenset(name for text in texts for name in text.split())


def _within(column: str, fields: str) -> frozenset[str]:
    return frozenset(f"{column}.{name}" for name in fields.split())


def _integers(table: str) -> frozenset[str]:
    return frozenset(f.name for f in TABLES[table].schema if pa.types.is_integer(f.type))


@frozen
class Layout:
    """How the columns of one table lie."""

    texts: frozenset[str] = _names()
    """Strings that repeat, and are kept as dictionaries in memory too, so that the writer has no text to compare."""
    repeating: frozenset[str] = _names()
    """What else repeats: dictionaries in the file only."""
    counting: frozenset[str] = _names()
    """Integers that count up."""
    unmeasured: frozenset[str] = _names()
    """Without statistics: a long repr as minimum and maximum of each row group helps no query."""
    required: frozenset[str] = _names()
    """Never null."""
    level: int = 7
    """Of zstd. Of 3, 7 and 9: 8.95, 8.71, 8.68 bytes a step on CRUXEval, at 3.4, 1.8 and 1.5 million steps a second."""


_CHANGES = _within("changes", "name type value size cut")
_DIFFERS = _within("differs", "name value rule verdict")
_JUDGED = _within("judged", "name type size right")

_STEPS = Layout(
    texts=_names("trace_id event program_id func changes.name changes.type"),
    repeating=_names("line value stdout stderr changes.size"),
    counting=_names("step frame_id caller depth thread"),
    unmeasured=_names("caller value stdout stderr") | _CHANGES - {"changes.name"},
    required=_names("trace_id step event frame_id depth thread program_id func line changes")
    | _CHANGES - {"changes.value", "changes.type"},
)

_PREDICTIONS = Layout(
    texts=_names(
        "trace_id model fingerprint endpoint protocol mode params stopped_by error origin ended",
        "first_bad_verdict first_bad_name first_bad_type",
    ),
    counting=_integers("predictions") | {"created_at"},
    unmeasured=_names("fingerprint params error tail output"),
    required=_names("prediction_id trace_id model mode"),
)

_PREDICTED_STEPS = Layout(
    texts=_names("prediction_id true_event event program_id func verdict rule changes.name changes.type")
    | _DIFFERS - {"differs.value"}
    | _within("judged", "name type"),
    repeating=_names("line source value fault iteration changes.size judged.size token_texts"),
    counting=_names("step position truth true_depth frame_id caller depth cause"),
    unmeasured=_names("caller source value fault raw logprob token_texts token_logprobs")
    | _CHANGES - {"changes.name"}
    | _DIFFERS - {"differs.name"}
    | _JUDGED - {"judged.name"},
    required=_names("prediction_id step verdict")
    | _CHANGES - {"changes.value", "changes.type"}
    | _DIFFERS - {"differs.value"}
    | _JUDGED - {"judged.type"},
)

_LARGE_TEXTS = 3
"""Of zstd on agents' logs. Of 1, 3, 5 and 7: 3.8, 3.2, 3.0, 2.9 MB of 19, at 134, 188, 150 and 76 MB a second."""

_TRAJECTORIES = Layout(
    level=_LARGE_TEXTS,
    texts=_names(
        "source_format format_version dataset agent agent_version model repo base_commit outcome outcome_from",
        "exit_status patch_method cost_method source_file",
    ),
    repeating=_names("tools notes task task_id source_member name"),
    counting=_integers("trajectories") | {"started_at", "ended_at", "imported_at"},
    unmeasured=_names("task scores patch tools metadata notes source_member source_record"),
    required=_names("trajectory_id name source_format n_turns n_changes source_file importer"),
)

_CALLS = _within("calls", " ".join(f.name for f in TOOL_CALL))
_RECORDS = _within("records", "offset length pointer digest")

_TURNS = Layout(
    level=_LARGE_TEXTS,
    texts=_names("trajectory_id source kind model cost_method") | _within("calls", "tool kind error_method"),
    repeating=_names("traces") | _within("calls", "exit_code trajectory") | _within("images", "media_type"),
    counting=_integers("turns") | {"at"} | _within("records", "offset length"),
    unmeasured=_names("message reasoning error images.media_type images.data traces")
    | _RECORDS
    | _CALLS - {"calls.tool"},
    required=_names("trajectory_id turn source kind calls images copied traces records")
    | _within("calls", "tool arguments kind")
    | _within("images", "media_type data")
    | _RECORDS,
)

_STATE_CHANGES = Layout(
    level=_LARGE_TEXTS,
    texts=_names("trajectory_id kind method how path old_path action"),
    repeating=_names("value tests_passed tests_failed"),
    counting=_integers("state_changes"),
    unmeasured=_names("diff before after tests_passed tests_failed"),
    required=_names("trajectory_id number turn call kind method how tests_passed tests_failed"),
)

_CHECKS = Layout(
    texts=_names(
        "problem_set task_id candidate_origin author written program_id entry input_origin expected_origin",
        "predicted_by params model fingerprint actual_outcome rule",
    ),
    repeating=_names("input expected predicted actual"),
    counting=_integers("checks") | {"created_at"},
    unmeasured=_names(
        "input expected predicted predicted_exception actual actual_exception written params fingerprint error"
    ),
    required=_names(
        "check_id problem_set task_id candidate candidate_origin test program_id entry input input_origin predicted_by",
        "params model fingerprint truncated created_at",
    ),
)

_RESULTS = Layout(
    texts=_names("suite suite_version task_id model metric source source_file"),
    counting=_integers("results") | {"created_at"},
    unmeasured=_names("answer reasoning"),
    required=_names("result_id suite model metric value published source created_at"),
)

_PROBLEMS = Layout(
    texts=_names("problem_set entry"),
    counting=frozenset({"created_at"}),
    unmeasured=_names("text"),
    required=_names("problem_id problem_set task_id entry text created_at"),
)

LAYOUTS = {
    "programs": Layout(counting=_integers("programs"), unmeasured=_names("text")),
    "traces": Layout(
        texts=_names(
            "name program_id entry python hash_seed repr_style limits outcome stop_reason error origin test_outcome"
        ),
        repeating=_names("files.path files.program_id functions exceptions"),
        counting=_integers("traces") | {"created_at"},
        unmeasured=_names("input result files.path files.program_id functions exceptions"),
    ),
    "items": Layout(texts=_names("dataset split"), repeating=_names("tags"), unmeasured=_names("expected tags")),
    "steps": _STEPS,
    "predictions": _PREDICTIONS,
    "predicted_steps": _PREDICTED_STEPS,
    "trajectories": _TRAJECTORIES,
    "turns": _TURNS,
    "state_changes": _STATE_CHANGES,
    "checks": _CHECKS,
    "results": _RESULTS,
    "problems": _PROBLEMS,
}
