"""From a problem and its candidates to checks that are to be made, each known by its id before anything runs."""

from __future__ import annotations

from collections.abc import Iterator

from tracewalk.frozen import frozen
from tracewalk.model import CheckIdentity, Limits, Program
from tracewalk.predict.draft import clean
from tracewalk.recorder.row_plan import row_subject
from tracewalk.recorder.rows import Row
from tracewalk.verify.problem import Candidate, Problem, Test, Written

__all__ = ["Asking", "Planned", "planned"]


@frozen
class Asking:
    """Who predicts, and how: the part of a check's identity that all checks of a run share."""

    model: str
    fingerprint: str
    predicted_by: str
    params: str


@frozen
class Planned:
    """One check that is to be made."""

    identity: CheckIdentity
    number: int
    """Of the test, within its candidate."""
    candidate: Candidate
    test: Test
    row: Row
    """What is run: as the row of a dataset is."""
    trace_id: str

    @property
    def program(self) -> Program:
        """The candidate's program."""
        return Program(clean(self.candidate.code))

    @property
    def claims_an_input(self) -> bool:
        """It is the input that the author answers with: one that is no call is wrong."""
        return self.test.input_origin != "bench" and self.test.expected_origin == "bench"


def planned(name: str, problem: Problem, written: Written, asking: Asking, limits: Limits) -> Iterator[Planned]:
    """The checks of one problem: each candidate on its author's tests, then on the problem's own."""
    for candidate in written.candidates:
        for number, test in enumerate((*candidate.tests, *problem.tests)):
            row = _row(problem, candidate, test)
            identity = CheckIdentity(
                problem_set=name,
                task_id=clean(problem.task_id),
                candidate=candidate.number,
                program_id=Program(clean(candidate.code)).program_id,
                entry=row.entry,
                input=row.input,
                input_origin=test.input_origin,
                expected=None if test.expected is None else clean(test.expected),
                expected_origin=test.expected_origin,
                author=None if candidate.author is None else clean(candidate.author),
                written=written.written,
                fingerprint=asking.fingerprint,
                predicted_by=asking.predicted_by,
                params=asking.params,
            )
            trace_id = row_subject(row, limits, "cwm").trace_id
            yield Planned(identity, number, candidate, test, row, trace_id)


def _row(problem: Problem, candidate: Candidate, test: Test) -> Row:
    code = clean(f"{candidate.code}\n\n{test.code}" if test.code else candidate.code)
    return Row(0, clean(problem.task_id), code, clean(test.input), None, clean(test.entry or problem.entry))
