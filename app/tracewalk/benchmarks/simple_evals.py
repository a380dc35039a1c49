"""simple-evals: `EVAL_MODEL.json` with the score, and `..._allresults.json` with a score, a page and a talk a question.

The first holds `score`, `score:std`... The second holds `score`, `metrics`, `htmls` (each says `Score: 1.0`,
`Extracted Answer: ...`) and `convos` (lists of messages), in the same order.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from tracewalk.benchmarks.names import known_suite, stem_of
from tracewalk.benchmarks.score import Document, Format, Score, lacking, passing, thought
from tracewalk.errors import RowError

__all__ = ["ALL", "TOTAL"]

_SCORE = re.compile(r"<p>Score: (True|False|[\d.]+)</p>")
_ANSWER = re.compile(r"<p>Extracted Answer: (.*?)</p>", re.DOTALL)
_DATE = re.compile(r"_\d{8}_\d{6}$")


def _names(document: Document) -> tuple[str | None, str | None]:
    """`math_gpt-4o_20250101_120000_allresults.json`: the eval and the model."""
    stem = _DATE.sub("", stem_of(document.path, "_allresults").removesuffix("_DEBUG"))
    own, under, model = stem.partition("_")
    return (own, model) if under and model else (None, None)


def _suite(document: Document) -> str | None:
    own = _names(document)[0]
    return (known_suite(own) or own) if own else None


def _questions(document: Document) -> Iterator[Score]:
    value = document.value
    talks = value["convos"]
    for number, page in enumerate(value["htmls"]):
        found = _SCORE.search(page) if isinstance(page, str) else None
        said = passing(float(found[1])) if found and found[1][0].isdigit() else passing(found[1]) if found else None
        if said is None:
            raise RowError(f"question {number}: its page does not say its score")
        extracted = _ANSWER.search(page)
        reasoning, rest = thought(_last(talks[number]) if number < len(talks) else None)
        answer = html.unescape(extracted[1]) if extracted else rest
        passed = int(said) if said in (0, 1) else None
        yield Score("score", said, str(number), 0, 1, passed, answer, reasoning or rest)


def _last(talk: Any) -> str | None:
    message = talk[-1] if isinstance(talk, list) and talk else None
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, str) else None


def _total(document: Document) -> Iterator[Score]:
    value = passing(document.value["score"])
    if value is None:
        raise RowError(f"its score {str(document.value['score'])[:40]!r} is no share from 0 to 1")
    yield Score("score", value)


ALL = Format(
    name="simple-evals allresults",
    about="score, htmls and convos, one for each question",
    lacks=lambda document: lacking(document.value, score=(int, float), htmls=list, convos=list),
    marks=3,
    scores=_questions,
    suite=_suite,
    model=lambda document: _names(document)[1],
)
TOTAL = Format(
    name="simple-evals metrics",
    about="score and score:std alone",
    lacks=lambda document: [
        *lacking(document.value, score=(int, float)),
        *([] if any(name.startswith("score:") for name in document.value) else ["score:std"]),
    ],
    marks=2,
    scores=_total,
    suite=_suite,
    model=lambda document: _names(document)[1],
)
