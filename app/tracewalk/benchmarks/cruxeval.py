"""CRUXEval's scored results, with what its generations say.

`--scored_results_path` of `evaluate_generations.py` holds `raw_generations` and `raw_scored_generations`, each
`{"sample_0": [one for each answer]}`, and `pass_at_1` and `pass_at_5` in percent. Its `generations.json` and
`generations_raw.json` (the whole texts) hold such lists alone, and no grade: beside a scored file their texts are what
was said before the answer; alone they are for `tracewalk verify`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tracewalk.benchmarks.names import known_suite, stem_of
from tracewalk.benchmarks.score import Document, Format, Score, lacking, passing, thought
from tracewalk.errors import RowError

__all__ = ["SCORED", "is_generations", "run_of", "with_texts"]

_MODE = re.compile(r"(?:^|[_-])(input|output)(?=$|[_-])")
_AROUND = re.compile(r"^(?:evaluation_results__|model_generations__)?(?:sample_)?(?:scored_)?")
_CALL = re.compile(r"\s*f\(")


def is_generations(document: Document) -> bool:
    """Whether it holds answers alone, by the ids of CRUXEval."""
    value = document.value
    firsts = list(value.items())[:20]
    return bool(firsts) and all(key.startswith("sample_") and _is_texts(texts) for key, texts in firsts)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value[:20])


def run_of(document: Document) -> str:
    """`codellama-7b_temp0.2_output`: how CRUXEval names a run, in the file's name or its folder's."""
    stem = stem_of(document.path, "__generations", "_raw_generations", "_generations_raw", "_generations", "_scored")
    if stem in ("generations", "generations_raw", "raw"):
        stem = document.path.parent.name
    return _AROUND.sub("", stem)


def _mode(document: Document) -> str:
    found = _MODE.findall(run_of(document))
    if found:
        return str(found[-1])
    if suite := known_suite("/".join(document.path.parts[-3:])):
        return suite.rpartition("-")[2]
    answers = [one[0] for one in list(document.value["raw_generations"].values())[:20] if one]
    calls = sum(bool(_CALL.match(one)) for one in answers if isinstance(one, str))
    return "input" if calls * 2 > len(answers) else "output"


def _model(document: Document) -> str | None:
    model = re.sub(r"_temp[\d.]+", "", _MODE.sub("", run_of(document))).strip("_-")
    return model or None


def _scores(document: Document) -> Iterator[Score]:
    value = document.value
    said: Mapping[str, Any] = value["raw_generations"]
    for task_id, grades in value["raw_scored_generations"].items():
        if not isinstance(grades, list):
            raise RowError(f"{task_id[:40]} has no list of grades")
        answers = said.get(task_id)
        # Answers that could not be graded are left out of the grades: then nothing says which is whose.
        whole = isinstance(answers, list) and len(answers) == len(grades)
        for sample, grade in enumerate(grades):
            passed = passing(grade)
            if passed is None:
                raise RowError(f"{task_id[:40]}: the grade {str(grade)[:40]!r} is neither true nor false")
            answer = _text(answers[sample]) if isinstance(answers, list) and whole else None
            reasoning, answer = thought(answer)
            yield Score("pass@1", passed, task_id, sample, 1, int(passed), answer, reasoning)
    for k in (1, 5):
        if isinstance(total := value.get(f"pass_at_{k}"), int | float):
            yield Score(f"pass@{k}", total / 100, n=len(value["raw_scored_generations"]))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def with_texts(scores: Iterator[Score], texts: Mapping[str, Any]) -> Iterator[Score]:
    """The scores with what was said before each answer, where a file of whole texts has it."""
    for score in scores:
        said, at = texts.get(score.task_id or ""), score.sample
        whole = said[at] if isinstance(said, list) and at is not None and at < len(said) else None
        if isinstance(whole, str) and score.reasoning is None and whole.strip() != (score.answer or "").strip():
            yield replace(score, reasoning=thought(whole)[0] or whole)
        else:
            yield score


SCORED = Format(
    name="CRUXEval scored results",
    about="raw_generations and raw_scored_generations by sample, pass_at_1, pass_at_5",
    lacks=lambda document: lacking(document.value, raw_generations=dict, raw_scored_generations=dict),
    marks=2,
    scores=_scores,
    suite=lambda document: f"cruxeval-{_mode(document)}",
    model=_model,
)
