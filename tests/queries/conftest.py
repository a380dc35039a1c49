"""The lake of `small.py`, made once: recorded by our recorder, then given ids, moments and durations that are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from tests.queries.checked import PROGRAM_NAMES
from tests.queries.checked import made as checked
from tests.queries.runs import RUNS
from tests.queries.runs import made as acted
from tests.queries.scored import made as scored
from tests.queries.small import PREDICTIONS, PROGRAMS, SPIN_STEPS, TRACES, Said, Told
from tests.rows import here
from tests.said import END, Frames

from tracewalk.lake import Lake
from tracewalk.model import STEPS, Item, Limits
from tracewalk.model.traces import digest
from tracewalk.predict import Ask, Asked, Draft, Part, Subject, settle, subject
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.rows import Row, matches
from tracewalk.settings import Settings

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
LIMITS = Limits(steps=SPIN_STEPS, seconds=60.0, value_chars=1_000_000, items=100)


class Small:
    """The lake, and the names of its ids."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake
        self.names: dict[str, str] = {}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """Nothing is written in it by a test."""
    folder = tmp_path_factory.mktemp("small")
    with Lake.create(folder / "lake") as lake:
        made = Small(lake)
        for told in TRACES:
            _trace(made, told)
        _again(made)
        for n, said in enumerate(PREDICTIONS, 0x101):
            _predict(made, said, _id(n))
        _act(made)
        _check(made)
        _score(made)
    with Lake.open(folder / "lake") as opened:
        made.lake = opened
        yield made


def _id(n: int) -> str:
    return f"{n:032x}"


def _trace(made: Small, told: Told) -> None:
    """The trace of a row, recorded in this process, under the next number."""
    row = Row(1, told.name, PROGRAMS[told.program], told.given, told.output, split=told.split)
    settings = Settings()
    ran = here(row, LIMITS if told.program == "spin" else limits_of(settings, "cwm"), settings)
    assert ran.steps is not None
    place = 1 + TRACES.index(told)
    trace = replace(ran, trace_id=_id(place), seconds=place / 8, created_at=MOMENT, hash_seed="0", steps=None)
    right = matches(row.output, ran.outcome, ran.result)
    made.names[trace.trace_id] = told.name
    made.names.setdefault(row.program.program_id, f"{told.name}.py")
    with made.lake.writer() as writer:
        writer.add_program(row.program)
        writer.add_steps(_steps(ran.steps, trace.trace_id))
        writer.add_trace(trace)
        writer.add_item(Item(told.dataset, row.task_id, trace.trace_id, row.output, right, row.split, row.tags))


def _again(made: Small) -> None:
    """`floats` ran a second time and came to something else; that run stands in no dataset."""
    first = next(id_ for id_, name in made.names.items() if name == "floats")
    found = made.lake.trace(first)
    again = replace(found, trace_id=_id(len(TRACES) + 1), run=1, run_of=first, result="'2'", steps_digest=_id(0))
    steps = made.lake.cursor().sql("FROM steps WHERE trace_id = $id ORDER BY step", params={"id": first})
    made.names[again.trace_id] = "floats again"
    with made.lake.writer() as writer:
        writer.add_steps(_steps(steps.to_arrow_table(), again.trace_id))
        writer.add_trace(again)


def _steps(steps: pa.Table, trace_id: str) -> pa.RecordBatch:
    named = steps.set_column(0, "trace_id", pa.array([trace_id] * len(steps)))
    return named.cast(STEPS).combine_chunks().to_batches()[0]


def _predict(made: Small, said: Said, prediction_id: str) -> None:
    trace_id = next(id_ for id_, name in made.names.items() if name == said.trace)
    about = subject(made.lake, trace_id)
    ask = Ask(said.mode, temperature=0.0 if said.sample is None else 0.8)
    identity = ask.identity(trace_id, digest(said.model), "cwm", said.sample or 0, said.attempt)
    prediction, rows = settle(about, Asked(ask, identity, said.model, "here"), _draft(about, said))
    made.names[prediction_id] = said.name
    prediction = replace(prediction, prediction_id=prediction_id, seconds=2.0, created_at=MOMENT)
    with made.lake.writer(inbox=True) as writer:
        writer.add_prediction(prediction, rows.drop_columns(["prediction_id"]))


def _act(made: Small) -> None:
    """The runs of agents; those that others name come to have their ids first."""
    runs = {_id(n): run.name for n, run in enumerate(RUNS, 0x201)}
    ids = {name: id_ for id_, name in (made.names | runs).items()}
    made.names |= runs
    with made.lake.writer() as writer:
        for run in RUNS:
            writer.add_trajectory(*acted(run, ids))


def _check(made: Small) -> None:
    made.names |= PROGRAM_NAMES
    with made.lake.writer() as writer:
        for check in checked({name: id_ for id_, name in made.names.items()}):
            writer.add_check(check)


def _score(made: Small) -> None:
    with made.lake.writer() as writer:
        for result in scored():
            writer.add_result(result)


def _draft(about: Subject, said: Said) -> Draft:
    """Each step's text is one token."""
    frames = Frames(about)
    for change in said.changes:
        change(frames)
    draft = Draft(at=len(about.cwm.steps) - len(frames.true))
    if said.stopped_by is not None:
        draft.end(said.stopped_by)
        return draft
    chances = [-3.0 if true.step in said.unsure else -0.1 for true in frames.true]
    texts = frames.texts if said.chars is None else [*_cut(frames.texts, said.chars)]
    if said.mode == "step":
        draft.at = 0
        for place, (true, text) in enumerate(zip(frames.true, texts, strict=True), 1):
            if not true.seed:
                draft.parts.append(part := Part(place))
                draft.add(part, text, [(text, chances[place - 1])])
    else:
        draft.parts.append(part := Part(draft.at))
        for text, chance in zip(texts, [*chances, *[-0.1] * len(texts)], strict=False):
            draft.add(part, text, [(text, chance)])
        if said.chars is None:
            draft.add(part, END, [(END, 0.0)])
    draft.tokens = sum(len(part.tokens) for part in draft.parts)
    draft.end("eos" if said.chars is None else "length")
    return draft


def _cut(texts: list[str], chars: int) -> Iterator[str]:
    """Those of so many characters together, the last one cut."""
    for text in texts:
        if chars > 0:
            yield text[:chars]
        chars -= len(text)
