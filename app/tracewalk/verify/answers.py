"""Outputs of given programs that an author stated: predictions made elsewhere, kept as `predict import` keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.model.traces import digest
from tracewalk.predict.answers import answer_in
from tracewalk.predict.draft import clean
from tracewalk.predict.made import Made
from tracewalk.verify.plan import Asking
from tracewalk.verify.said import Said

if TYPE_CHECKING:
    import pyarrow as pa

    from tracewalk.lake import Lake
    from tracewalk.model import Prediction
    from tracewalk.predict import Subject
    from tracewalk.verify.plan import Planned

__all__ = ["answering", "stated"]


def answering(author: str) -> Asking:
    """Of what an author stated, or of nothing but runs of what that author wrote."""
    return Asking(author, digest(f"imported:{author}"), "answer", "{}")


def stated(lake: Lake, check: Planned, about: Subject | None) -> tuple[Said, tuple[Prediction, pa.Table] | None]:
    """What the author of a candidate says that it gives, and the prediction where it is new; `about`: its trace."""
    text = check.candidate.answer
    if text is None:
        return Said(), None
    value = clean(answer_in(text))
    if about is None:
        return Said(value), None
    made = Made(about, check.identity.author or "", "answers", text, None, check.candidate.number)
    prediction_id = made.asked.identity.prediction_id
    if lake.has_prediction(prediction_id):
        return Said(value, prediction_id=prediction_id), None
    found = made.judged()
    return Said(value, prediction_id=prediction_id if found else None), found
