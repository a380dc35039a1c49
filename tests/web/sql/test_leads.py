"""Ids in a result lead where they name something, and nowhere else."""

from __future__ import annotations

import pyarrow as pa

from tracewalk.links import Focus, Sql, TrajectoryFocus
from tracewalk.web.sql.cells import cells, columns_of, whole
from tracewalk.web.sql.leads import leads

A, B, C = (letter * 32 for letter in "abc")


def test_each_id_leads_to_its_own() -> None:
    table = pa.table({"trace_id": [A, None, "no id"], "step": [7, 7, 7], "program_id": [C, C, None]})
    assert leads(table) == {
        0: [Focus(A), None, None],
        1: [Focus(A, 7), None, None],
        2: [Sql("traces/of_program", given=(("program", C),))] * 2 + [None],
    }


def test_a_step_of_a_prediction_leads_to_compare() -> None:
    table = pa.table({"prediction_id": [B, B], "truth": [3, None], "step": [4, 5], "first_bad_step": [-1, 2**40]})
    assert leads(table) == {0: [Focus(prediction=B)] * 2, 1: [Focus(None, 3, prediction=B), None]}


def test_the_number_of_a_predicted_step_is_none_of_the_trace() -> None:
    table = pa.table({"prediction_id": [B], "trace_id": [A], "step": [3], "truth": [4]})
    assert leads(table) == {0: [Focus(A, prediction=B)], 1: [Focus(A)], 3: [Focus(A, 4, prediction=B)]}


def test_a_turn_leads_to_its_trajectory() -> None:
    table = pa.table(
        {"trajectory_id": [A, None, A], "turn": [7, 7, None], "last_turn": [9, 9, -1], "parent": [B, C, "no id"]}
    )
    assert leads(table) == {
        0: [TrajectoryFocus(A), None, TrajectoryFocus(A)],
        1: [TrajectoryFocus(A, 7), None, None],
        2: [TrajectoryFocus(A, 9), None, None],
        3: [TrajectoryFocus(B), TrajectoryFocus(C), None],
    }


def test_the_parent_of_a_trace_is_no_trajectory() -> None:
    assert leads(pa.table({"trace_id": [A], "parent": [B]})) == {0: [Focus(A)]}


def test_names_alone_do_not_make_an_id() -> None:
    table = pa.table({"trace_id": [1], "step": ["7"], "prediction_id": [[B]]})
    assert leads(table) == {}


def test_columns_twice_of_a_name_lead_nowhere() -> None:
    twice = pa.Table.from_arrays([pa.array([A]), pa.array([B])], names=["trace_id", "trace_id"])
    assert leads(twice) == {}


def test_values_are_cut_and_fetched_whole() -> None:
    long = "x" * 5_000
    table = pa.table({"text": [long, None, "", "<b>"], "list": [[1, None]] * 4, "n": [2**60, 0, 1, 2], "f": [0.5] * 4})
    text, lists, numbers, _ = cells(table)
    assert text[0] == {"text": "x" * 240}
    assert text[1:] == [None, "", "<b>"]
    assert lists[0] == "[1, null]"
    assert numbers == [str(2**60), 0, 1, 2]
    assert [column["kind"] for column in columns_of(table)] == ["text", "nested", "number", "number"]
    assert whole(table, 0, 0) == long
    assert whole(table, 1, 0) == "NULL"
