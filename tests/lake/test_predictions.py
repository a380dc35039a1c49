"""Predictions are written whole or not at all, each once, and read back by id, by trace, by view."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.lake.conftest import SMALL, batch, change, content, fill, make_id, make_steps, make_trace
from tests.lake.predicting import make_prediction, make_said, predict, predicted_counts, prediction_id, said_of

from tracewalk.errors import NotFound, ReadOnlyLake, UsageError
from tracewalk.lake import Lake, as_prediction, check, read_predictions
from tracewalk.model import PREDICTED_STEPS, PREDICTIONS


def test_what_is_predicted_is_read_back(lake: Lake) -> None:
    fill(lake, range(3))
    prediction, steps = make_prediction(1, from_step=4, error="cut: '\x00'"), make_said(150)
    with lake.writer() as writer:
        writer.add_prediction(prediction, steps)
    assert lake.has_prediction(prediction.prediction_id)
    row = lake.prediction(prediction.prediction_id)
    assert list(row) == PREDICTIONS.names
    assert row == prediction.row() | {"n_rows": 150}
    assert as_prediction(row) == prediction
    found = lake.predicted_steps(prediction.prediction_id)
    assert found.column_names == [name for name in PREDICTED_STEPS.names if name != "prediction_id"]
    assert found.to_pylist() == steps.to_pylist()
    assert lake.predicted_steps(prediction.prediction_id, 95, 103).to_pylist() == steps.to_pylist()[95:103]
    assert lake.predicted_steps(prediction.prediction_id, 149, 10_000).to_pylist() == steps.to_pylist()[149:]
    assert lake.predicted_steps(prediction.prediction_id, 150).num_rows == 0
    assert check(lake) == []


def test_a_prediction_without_steps_has_none(lake: Lake) -> None:
    fill(lake, range(1))
    with lake.writer() as writer:
        writer.add_prediction(make_prediction(0, stopped_by="does_not_fit"), make_said(0))
    assert lake.predicted_steps(prediction_id(0)).num_rows == 0
    assert lake.predicted_steps(prediction_id(0)).schema.names == make_said(0).schema.names
    assert [steps.num_rows for _, steps in read_predictions(lake)] == [0]
    assert lake.prediction(prediction_id(0))["n_rows"] == 0
    assert check(lake) == []


def test_the_predictions_of_a_trace_come_by_model_mode_and_sample(lake: Lake) -> None:
    fill(lake, range(5))
    wanted = [(model, mode, sample) for model in ("a", "b") for mode in ("full", "step") for sample in range(3)]
    for model, mode, sample in reversed(wanted):
        with lake.writer() as writer:
            writer.add_prediction(make_prediction(2, model, mode, sample), make_said(4))
            writer.add_prediction(make_prediction(3, model, mode, sample), make_said(4))
    found = lake.predictions_of(make_id(2))
    assert [(row["model"], row["mode"], row["sample"]) for row in found] == wanted
    assert {row["trace_id"] for row in found} == {make_id(2)}
    assert found[0] == lake.prediction(prediction_id(2, "a", "full", 0))
    assert lake.predictions_of(make_id(4)) == lake.predictions_of("no id") == []


def test_every_prediction_of_many_is_found_with_its_own_steps(lake: Lake) -> None:
    fill(lake, range(60))
    ids = predict(lake, range(40)) + predict(lake, range(40, 60))
    for n, known in enumerate(ids):
        assert lake.prediction(known)["trace_id"] == make_id(n)
        assert lake.predicted_steps(known)["step"].to_pylist() == list(range(said_of(n)))
    read = [(row["prediction_id"], row["n_rows"], steps.num_rows) for row, steps in read_predictions(lake)]
    assert {known for known, _, _ in read} == set(ids)
    assert all(told == there for _, told, there in read)
    some = list(read_predictions(lake, [ids[3], ids[50], ids[3]]))
    assert {row["prediction_id"] for row, _ in some} == {ids[3], ids[50]}
    assert all(set(steps["prediction_id"].to_pylist()) == {row["prediction_id"]} for row, steps in some)
    with pytest.raises(NotFound, match="no prediction"):
        list(read_predictions(lake, [make_id("nobody")]))


def test_what_is_known_is_told_in_bulk(lake: Lake) -> None:
    fill(lake, range(10))
    ids = predict(lake, range(10))
    assert lake.known_predictions([*ids[:4], make_id("nobody"), "no id"]) == set(ids[:4])
    assert lake.known_predictions([]) == set()


def test_an_unknown_prediction_names_the_nearest(lake: Lake) -> None:
    with pytest.raises(NotFound, match=r"no prediction 'abc' in .*, which has 0$"):
        lake.prediction("abc")
    fill(lake, range(20))
    ids = predict(lake, range(20))
    wanted = ids[3][:8]
    with pytest.raises(NotFound, match=rf"no prediction '{wanted}' .* has 20; the nearest ids are {ids[3]}"):
        lake.prediction(wanted)
    for unknown in ("", "no hex at all", ids[3].upper(), make_id(3)):
        assert not lake.has_prediction(unknown)
        with pytest.raises(NotFound, match="which has 20"):
            lake.predicted_steps(unknown)


def test_a_prediction_needs_its_trace_in_the_lake_or_in_the_writer(lake: Lake) -> None:
    with lake.writer() as writer:
        with pytest.raises(UsageError, match=f"of trace {make_id(1)}, which is not in .*; record or import the trace"):
            writer.add_prediction(make_prediction(1), make_said(3))
        writer.add_steps(batch(make_steps(make_id(1), 5)))
        writer.add_trace(make_trace(make_id(1), 5))
        writer.add_prediction(make_prediction(1), make_said(3))
    assert predicted_counts(lake) == (1, 1, 3, 3, 3)
    assert check(lake) == []


def test_everything_twice_is_once(lake: Lake) -> None:
    fill(lake, range(10))
    predict(lake, range(10))
    before, version = content(lake), lake.version
    predict(lake, range(10))
    with lake.writer() as writer:
        for _ in range(2):
            writer.add_prediction(make_prediction(3, "n"), make_said(7))
            writer.add_prediction(make_prediction(3, "n"), make_said(9))
    assert lake.version == version + 1
    assert predicted_counts(lake)[:2] == (11, 11)
    assert lake.predicted_steps(prediction_id(3, "n")).num_rows == 7
    assert all(row in content(lake)["predictions"] for row in before["predictions"])
    assert check(lake) == []


def test_two_writers_of_the_same_predictions_at_once_double_nothing(lake: Lake) -> None:
    fill(lake, range(30))
    with lake.writer() as one, lake.writer() as two:
        for writer, numbers in ((one, range(20)), (two, range(10, 30))):
            for n in numbers:
                writer.add_prediction(make_prediction(n), make_said(said_of(n)))
    rows = sum(said_of(n) for n in range(30))
    assert predicted_counts(lake) == (30, 30, rows, rows, rows)
    assert lake.predicted_steps(prediction_id(29)).num_rows == said_of(29)
    assert check(lake) == []


def test_predictions_are_published_as_they_come(lake: Lake) -> None:
    fill(lake, range(60))
    with lake.writer(inbox=True) as writer:
        for n in range(60):
            writer.add_prediction(make_prediction(n), make_said(said_of(n)))
            if n % 5 == 4:
                writer.publish()
                assert predicted_counts(lake)[0] == n + 1
    for table in ("predictions", "predicted_steps"):
        assert sum(shard.inbox for shard in lake.catalog.shards(table)) <= SMALL.inbox_files
    with lake.writer() as writer:  # no publish: full shards publish themselves
        for n in range(60):
            writer.add_prediction(make_prediction(n, "other"), make_said(30))
        assert predicted_counts(lake)[0] > 60
    assert predicted_counts(lake)[0] == 120
    assert check(lake) == []


def test_leaving_by_an_exception_publishes_what_is_whole(lake: Lake) -> None:
    fill(lake, range(2))

    def interrupted() -> None:
        with lake.writer() as writer:
            writer.add_prediction(make_prediction(0), make_said(100))
            with pytest.raises(UsageError):
                writer.add_prediction(make_prediction(1), make_said(3).drop_columns(["raw"]))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert predicted_counts(lake) == (1, 1, 100, 100, 100)
    assert check(lake) == []


def encoded(steps: pa.Table, index: pa.DataType) -> pa.Table:
    """A table with every string as a dictionary, also within lists."""
    return pa.table({name: _encoded(steps[name].combine_chunks(), index) for name in steps.column_names})


def _encoded(column: pa.Array, index: pa.DataType) -> pa.Array:
    if pa.types.is_string(column.type):
        return column.dictionary_encode().cast(pa.dictionary(index, pa.string()))
    if pa.types.is_struct(column.type):
        fields = [_encoded(column.field(f.name), index) for f in column.type]
        return pa.StructArray.from_arrays(fields, [f.name for f in column.type])
    if pa.types.is_list(column.type):
        return pa.ListArray.from_arrays(column.offsets, _encoded(column.values, index), mask=column.is_null())
    return column


def test_strings_may_come_as_any_dictionary(lake: Lake) -> None:
    fill(lake, range(12))
    plain = {n: make_said(30, value=f"'é{n}'", changes=[change(f"n{n}", str(n))] * (n % 3)) for n in range(12)}
    with lake.writer() as writer:
        for n, steps in plain.items():
            said = (steps, encoded(steps, pa.int8()), encoded(steps, pa.int32()))[n % 3]
            if n % 2:  # in more than one piece, and with the id that may be missing
                said = pa.concat_tables([said.slice(0, 7), said.slice(7)])
                said = said.append_column("prediction_id", pa.array([prediction_id(n)] * 30))
            writer.add_prediction(make_prediction(n), said)
    for n, steps in plain.items():
        assert lake.predicted_steps(prediction_id(n)).to_pylist() == steps.to_pylist()


def test_null_lists_of_a_slice_stay_null(lake: Lake) -> None:
    fill(lake, range(1))
    whole = make_said(20)
    steps = whole.slice(7).set_column(0, "step", pa.array(range(13), pa.int32()))
    with lake.writer() as writer:
        writer.add_prediction(make_prediction(0), steps)
    assert lake.predicted_steps(prediction_id(0))["changes"].to_pylist() == whole["changes"].to_pylist()[7:]
    assert lake.predicted_steps(prediction_id(0))["differs"].to_pylist() == whole["differs"].to_pylist()[7:]


NAMELESS = [{"name": None, "value": "1", "type": "int", "size": 1, "cut": False}]


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        (make_said(3).drop_columns(["raw", "rule"]), "rule, raw: missing"),
        (make_said(3).append_column("more", pa.array([1, 2, 3])), "more: not known"),
        (make_said(3).append_column("raw", pa.array(["1", "2", "3"])), "raw: there twice"),
        (make_said(3).set_column(0, "step", pa.array([0, 1, 2])), "step is int64"),
        (make_said(3).set_column(0, "step", pa.array([0, 2, 1], pa.int32())), "`step` is not 0 to 2 in order"),
        (make_said(3).slice(1), "`step` is not 0 to 1 in order"),
        (make_said(3, verdict=None), "verdict is null"),
        (make_said(3, changes=NAMELESS), "changes.name is null"),
        (make_said(3, differs=[None]), "differs: an element is null"),
        (make_said(3).append_column("prediction_id", pa.array([make_id("else")] * 3)), "they say .* those of"),
    ],
)
def test_steps_that_do_not_fit_are_refused_and_spoil_nothing(lake: Lake, steps: pa.Table, complaint: str) -> None:
    fill(lake, range(2))
    with lake.writer() as writer:
        writer.add_prediction(make_prediction(0), make_said(5))
        with pytest.raises(UsageError, match=f"the steps of prediction {prediction_id(1)}: {complaint}"):
            writer.add_prediction(make_prediction(1), steps)
    assert predicted_counts(lake) == (1, 1, 5, 5, 5)


@pytest.mark.parametrize(
    "columns",
    [{"tail": "half \ud83d"}, {"tokens": 2**31}, {"seed": -(2**63) - 1}, {"tokens": "many"}, {"model": None}],
    ids=str,
)
def test_values_that_no_column_holds_are_refused_and_spoil_nothing(lake: Lake, columns: dict[str, object]) -> None:
    fill(lake, range(2))
    with lake.writer() as writer:
        writer.add_prediction(make_prediction(0), make_said(5))
        with pytest.raises(UsageError, match=f"prediction {prediction_id(1)}: {next(iter(columns))} cannot be"):
            writer.add_prediction(make_prediction(1, **columns | {"prediction_id": prediction_id(1)}), make_said(5))
    assert predicted_counts(lake) == (1, 1, 5, 5, 5)


def test_an_id_that_is_none_is_refused(lake: Lake) -> None:
    with lake.writer() as writer, pytest.raises(UsageError, match="32 lower-case hex digits"):
        writer.add_prediction(make_prediction(1, prediction_id="p1"), make_said(5))
    with Lake.open(lake.path) as reader, pytest.raises(ReadOnlyLake):
        reader.writer()
