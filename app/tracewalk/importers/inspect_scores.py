"""How Inspect's scorers judged a sample -> score and outcome."""

from __future__ import annotations

import json
import math
from typing import Any

from tracewalk.importers.given import dict_of, float_of, sound
from tracewalk.importers.json_text import json_of

__all__ = ["clean_json", "number_of", "scores_of", "verdict_of"]

_LETTERS = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
"""Correct, partially, incorrect, no answer."""
_WORDS = {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0}
_FIRST = "score"
"""In the place of its name where the first logs have one score only."""


def scores_of(sample: dict[str, Any]) -> dict[str, Any]:
    """The scores of a sample by scorer."""
    found = sample.get("scores")
    if isinstance(found, dict):
        return found
    return {_FIRST: sample["score"]} if isinstance(sample.get("score"), dict) else {}


def number_of(value: Any) -> float | None:
    """A score as a number, as Inspect itself takes letters and words; None of several or of none."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        if value in _LETTERS:
            return _LETTERS[value]
        return _WORDS.get(value.strip().lower(), float_of(value))
    return float_of(value)


def verdict_of(scores: dict[str, Any]) -> dict[str, Any]:
    """Score and outcome by the first scorer whose value is a number; one between 0 and 1 says neither."""
    for name, score in scores.items():
        value = dict_of(score).get("value") if isinstance(score, dict) else score
        number = number_of(value)
        if number is not None:
            judged = number in (0.0, 1.0) or (isinstance(value, str) and value in _LETTERS)
            outcome = ("solved" if number == 1 else "unsolved") if judged else None
            return {"score": number, "outcome": outcome, "outcome_from": f"scores.{sound(name)}" if judged else None}
    return {}


def clean_json(value: Any) -> str:
    """A value as JSON that others can read too: NaN and infinities are null."""
    try:
        return sound(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except (ValueError, RecursionError):
        return sound(json_of(_finite(value, 0)))


def _finite(value: Any, depth: int) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth > 100:
        return "nested too deep to be shown" if isinstance(value, dict | list) else value
    if isinstance(value, dict):
        return {key: _finite(part, depth + 1) for key, part in value.items()}
    return [_finite(part, depth + 1) for part in value] if isinstance(value, list) else value
