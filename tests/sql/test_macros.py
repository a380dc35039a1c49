"""The macros against what Python says of the same lake: the same state, history, writes, iterations, first errors."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lake.conftest import SMALL, batch, make_id, make_trace
from tests.lake.test_traces import MOVES, Move, Story

from tracewalk.lake import Lake
from tracewalk.model import STEPS
from tracewalk.web.first_error import first_wrong

Rows = list[tuple[Any, ...]]

STATE = "frame_id, depth, func, line, as_of, name, value, type, size, cut, step"
THEIRS = ", ".join(f"s.{column}" for column in STATE.split(", "))


SAME = ("caller", "depth", "thread", "func", "line")


def ask(lake: Lake, text: str, *values: object) -> Rows:
    return lake.cursor().execute(text, values).fetchall()


def state(lake: Lake, trace_id: str, step: int) -> Rows:
    """What `state_at` gives, as Python has it: a row for each variable of each frame."""
    return [
        (f.frame_id, f.depth, f.func, f.line, f.as_of, v.name, v.value, v.type, v.size, v.cut, v.step)
        for f in lake.state(trace_id, step)
        for v in f.variables
    ]


def test_the_samples_tell_much(samples: Lake, telling: list[str]) -> None:
    events = ask(samples, "SELECT DISTINCT event FROM steps WHERE list_contains($1, trace_id)", telling)
    assert {row[0] for row in events} == {"call", "line", "return", "exception", "yield", "resume", "unwind"}
    gone = "SELECT count(*) FROM (SELECT unnest(changes) AS c FROM steps WHERE list_contains($1, trace_id)) "
    assert ask(samples, gone + "WHERE c.type IS NULL", telling)[0][0] > 0
    assert ask(samples, "SELECT max(thread), max(depth) FROM steps WHERE list_contains($1, trace_id)", telling)[0] > (
        0,
        3,
    )


def test_state_at_is_the_state_at_every_step(samples: Lake, telling: list[str]) -> None:
    for trace_id in telling:
        truth = [state(samples, trace_id, step) for step in range(samples.n_steps(trace_id))]
        beside = f"SELECT steps.step, {THEIRS} FROM steps, state_at(steps.trace_id, steps.step) AS s"
        found: list[Rows] = [[] for _ in truth]
        for at, *row in ask(samples, f"{beside} WHERE steps.trace_id = $1", trace_id):
            found[at].append(tuple(row))
        assert [sorted(rows) for rows in found] == [sorted(rows) for rows in truth]
        for step in range(0, len(truth), 7):
            assert ask(samples, f"SELECT {STATE} FROM state_at($1, $2)", trace_id, step) == truth[step]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MOVES, min_size=1, max_size=60))
def test_state_at_is_the_fold_of_any_story(moves: list[Move]) -> None:
    with TemporaryDirectory() as folder, Lake.create(Path(folder) / "lake", settings=SMALL) as lake:
        story, trace_id = Story(), make_id("story")
        for move in moves:
            story.move(*move)
        for row in story.rows:
            row["trace_id"] = trace_id
        with lake.writer() as writer:
            writer.add_steps(batch(story.rows))
            writer.add_trace(make_trace(trace_id, len(story.rows)))
        for step in range(0, len(story.rows), 5):
            assert ask(lake, f"SELECT {STATE} FROM state_at($1, $2)", trace_id, step) == state(lake, trace_id, step)


def test_nothing_is_found_of_what_is_not_there(samples: Lake, telling: list[str]) -> None:
    assert ask(samples, "FROM state_at($1, 1000000)", telling[0]) == []
    assert ask(samples, "FROM state_at('nobody', 0)") == ask(samples, "FROM calls('nobody')") == []
    assert ask(samples, "FROM last_write($1, 0, 'x')", telling[0]) == []
    assert ask(samples, "FROM first_divergence('nobody')") == ask(samples, "FROM error_chain(NULL)") == []


def test_variable_history_and_last_write_are_those_of_the_lake(samples: Lake, telling: list[str]) -> None:
    names = (
        "SELECT DISTINCT frame_id, c.name FROM (SELECT frame_id, unnest(changes) AS c FROM steps WHERE trace_id = $1)"
    )
    columns = "step, value, type, size, cut"
    for trace_id in telling:
        for frame_id, name in ask(samples, f"{names} ORDER BY ALL", trace_id)[::3]:
            truth = [tuple(row.values()) for row in samples.history(trace_id, frame_id, name).to_pylist()]
            told = f"SELECT {columns} FROM variable_history($1, $2) WHERE frame_id = $3"
            assert ask(samples, told, trace_id, name, frame_id) == truth
        frames = [
            row[0] for row in ask(samples, "SELECT frame_id FROM steps WHERE trace_id = $1 ORDER BY step", trace_id)
        ]
        for _, name in ask(samples, f"{names} ORDER BY ALL", trace_id)[:2]:
            beside = (
                "SELECT steps.step, w.step FROM steps LEFT JOIN last_write(steps.trace_id, steps.step, $2) AS w ON true"
            )
            written = ask(samples, f"{beside} WHERE steps.trace_id = $1 ORDER BY 1", trace_id, name)
            where = [{"frame_id": frame_id, "name": name} for frame_id in frames]
            assert written == [
                (step, samples.find(trace_id, "write", step, -1, **where[step])) for step in range(len(frames))
            ]


def test_the_line_of_a_change_is_the_one_that_ran_before(samples: Lake) -> None:
    trace_id = ask(samples, "SELECT trace_id FROM traces WHERE name = 'climbing_stairs.climb'")[0][0]
    lines = ask(samples, "SELECT line FROM steps WHERE trace_id = $1 ORDER BY step", trace_id)
    told = ask(samples, "SELECT step, frame_id, line FROM variable_history($1, 'stairs') ORDER BY step", trace_id)
    assert told
    assert told[0][2] is None
    steps = ask(samples, "SELECT step, frame_id, line FROM steps WHERE trace_id = $1 ORDER BY step", trace_id)
    for step, frame_id, line in told:
        before = [row[2] for row in steps if row[1] == frame_id and row[0] < step]
        assert line == (before[-1] if before else None)
    assert len(lines) == len(steps)


def test_calls_are_the_frames(samples: Lake, telling: list[str]) -> None:
    for trace_id in telling:
        steps = samples.steps(trace_id).to_pylist()
        truth = {}
        for row in steps:
            truth.setdefault(row["frame_id"], []).append(row)
        columns = (
            "frame_id, step, last_step, n_steps, caller, depth, thread, func, line, ended, result, error, arguments"
        )
        found = ask(samples, f"SELECT {columns} FROM calls($1)", trace_id)
        assert [row[0] for row in found] == sorted(truth)
        for frame_id, *told in found:
            mine = truth[frame_id]
            first, last = mine[0], mine[-1]
            assert told[:8] == [
                first["step"], last["step"], len(mine), *(first[c] for c in SAME)
            ]  # fmt: skip
            raised = [row["value"] for row in mine if row["event"] == "exception"]
            assert told[8:11] == [
                last["event"] if last["event"] in ("return", "unwind") else None,
                last["value"] if last["event"] == "return" else None,
                raised[-1] if last["event"] == "unwind" else None,
            ]
            given_ = ", ".join(f"{c['name']}={c['value']}" for c in first["changes"])
            assert (told[11] or "") == given_


def test_loop_iterations_count_as_the_diff_does(samples: Lake) -> None:
    mine = """
        SELECT count(*), count(*) FILTER (loops.iteration IS DISTINCT FROM p.iteration)
        FROM predicted_steps AS p
        JOIN predictions USING (prediction_id)
        JOIN loop_iterations(predictions.trace_id) AS loops ON loops.step = p.truth
        WHERE p.true_event = 'line' AND predictions.mode = 'full'
    """
    told, wrong = ask(samples, mine)[0]
    assert told > 500
    assert wrong == 0


def test_loop_iterations_know_how_many_there_are(samples: Lake, telling: list[str]) -> None:
    rows = ask(samples, "SELECT frame_id, program_id, line, iteration, iterations FROM loop_iterations($1)", telling[0])
    ran: Counter[tuple[Any, ...]] = Counter()
    for *key, iteration, _ in rows:
        assert iteration == ran[tuple(key)]
        ran[tuple(key)] += 1
    assert all(row[4] == ran[row[:3]] for row in rows)


def test_steps_where_is_a_filter_of_steps(samples: Lake) -> None:
    assert [row[0] for row in ask(samples, "DESCRIBE FROM steps_where()")] == STEPS.names
    truth = samples.cursor().sql("FROM steps ORDER BY trace_id, step").to_arrow_table().to_pylist()
    some = truth[100]["trace_id"]
    for text, fits in {
        "": lambda s: True,
        "event := 'exception'": lambda s: s["event"] == "exception",
        "func := 'main', event := 'call'": lambda s: s["func"] == "main" and s["event"] == "call",
        f"trace := '{some}'": lambda s: s["trace_id"] == some,
        "name := 'n'": lambda s: any(c["name"] == "n" for c in s["changes"]),
        "name := 'n', value := '1'": lambda s: any((c["name"], c["value"]) == ("n", "1") for c in s["changes"]),
        "type := 'str'": lambda s: any(c["type"] == "str" for c in s["changes"]),
        "value := 'None'": lambda s: any(c["value"] == "None" for c in s["changes"]),
    }.items():
        found = ask(samples, f"SELECT trace_id, step FROM steps_where({text}) ORDER BY ALL")
        assert found == [(s["trace_id"], s["step"]) for s in truth if fits(s)], text
        assert found, text
    whole = samples.cursor().sql("FROM steps_where(name := 'n', value := '1') ORDER BY trace_id, step").to_arrow_table()
    assert whole.to_pylist() == [s for s in truth if any((c["name"], c["value"]) == ("n", "1") for c in s["changes"])]


def test_the_first_divergence_is_the_one_that_the_pages_show(samples: Lake) -> None:
    asked = "SELECT prediction_id FROM predictions WHERE n_rows > 0 ORDER BY 1"
    ids = [row[0] for row in ask(samples, asked)][::4]  # reading one as the pages do takes longer than the macro
    told = {
        row[0]: row[1:]
        for row in ask(
            samples,
            "SELECT p.prediction_id, d.row, d.step, d.verdict, d.name, d.true_value, d.predicted_value, d.trace_id "
            "FROM predictions AS p, first_divergence(p.prediction_id) AS d",
        )
    }
    seen: Counter[str] = Counter()
    for prediction_id in ids:
        rows = samples.predicted_steps(prediction_id)
        first = first_wrong(rows)
        assert (prediction_id in told) == (first is not None)
        if first is None:
            continue
        row = rows.slice(first[0], 1).to_pylist()[0]
        at, step, verdict, name, true_value, predicted_value, trace_id = told[prediction_id]
        assert (at, step, verdict) == (row["step"], row["truth"], row["verdict"])
        seen[verdict] += 1
        if verdict == "state" and step is not None and name is not None:
            locals_ = {v.name: v.value for v in samples.state(trace_id, step)[-1].variables}
            said = {d["name"]: d["value"] for d in row["differs"]}
            assert (true_value, predicted_value) == (locals_.get(name), said[name])
        if verdict == "value" and step is not None:
            assert (true_value, predicted_value) == (
                samples.steps(trace_id, step, step + 1)["value"][0].as_py(),
                row["value"],
            )
    assert min(seen[verdict] for verdict in ("state", "action", "value", "malformed")) > 0


def test_error_chains_lead_back_to_roots(samples: Lake) -> None:
    longest = 0
    for (prediction_id,) in ask(samples, "SELECT prediction_id FROM predictions WHERE n_inherited > 3 ORDER BY 1")[:12]:
        wrong = {r["step"]: r for r in samples.predicted_steps(prediction_id).to_pylist() if r["verdict"] != "correct"}
        found = ask(samples, "SELECT row, step, root_row, links FROM error_chain($1)", prediction_id)
        assert [row[0] for row in found] == sorted(wrong)
        for at, step, root_row, links in found:
            way = [at]
            while (cause := wrong[way[-1]]["cause"]) is not None:
                way.append(cause)
            assert (step, root_row, links) == (wrong[at]["truth"], way[-1], len(way) - 1)
            longest = max(longest, links)
    assert longest > 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT count(*) FROM state_at('{id}', 9)",
        "WITH steps AS (SELECT 1 AS x) SELECT count(*) FROM state_at('{id}', 9)",
        "WITH _past AS (SELECT '{id}' AS x) SELECT count(*) FROM state_at((SELECT x FROM _past), 9)",
        "SELECT count(*) FROM (SELECT '{id}' AS trace_id, 9 AS step) AS steps, state_at(steps.trace_id, steps.step)",
        "SELECT (SELECT count(*) FROM state_at(trace_id, step)) FROM steps WHERE trace_id = '{id}' AND step = 9",
        "SELECT (SELECT count(*) FROM state_at(trace, step)) FROM (SELECT '{id}' AS trace, 9 AS step)",
    ],
)
def test_a_column_given_as_argument_is_the_callers_own(samples: Lake, telling: list[str], text: str) -> None:
    if "_past" in text:
        text = text.replace("_past", "mine")
    assert ask(samples, text.replace("{id}", telling[0])) == [(len(state(samples, telling[0], 9)),)]


def test_value_at_takes_the_change_of_a_name(samples: Lake) -> None:
    found = ask(samples, "SELECT changes, value_at(changes, 'n') FROM steps WHERE len(changes) > 0")
    told = [
        (next((c["value"] for c in reversed(changes) if c["name"] == "n"), None), value) for changes, value in found
    ]
    assert all(true == value for true, value in told)
    assert any(value for _, value in told)
    named = (
        "SELECT changes, changes[1].name AS change FROM steps WHERE len(changes) = 1 AND changes[1].type IS NOT NULL"
    )
    captured = f"SELECT value_at(changes, change) FROM ({named})"
    assert all(value is not None for (value,) in ask(samples, captured))
