"""Steps as JSON columns: read back, they are the steps."""

from __future__ import annotations

import json

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.lake import Frame
from tracewalk.model import EVENTS, STEPS, File
from tracewalk.web.answers import json_body
from tracewalk.web.before import Before
from tracewalk.web.payload import steps_columns

P, Q = "a" * 32, "b" * 32
FILES = (File("main.py", P), File("helper.py", Q))

texts = st.text(max_size=8)
changes = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from("xyzé"),
            "value": st.none() | texts,
            "type": st.none() | st.sampled_from(["int", "str"]),
            "size": st.integers(0, 99),
            "cut": st.booleans(),
        }
    ),
    max_size=3,
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "event": st.sampled_from(EVENTS),
            "frame_id": st.integers(0, 5),
            "line": st.integers(1, 99),
            "value": st.none() | texts,
            "changes": changes,
            "stdout": st.none() | texts,
            "stderr": st.none() | texts,
        }
    ),
    max_size=12,
)


def table(found: list[dict], start: int) -> pa.Table:
    facts = {"trace_id": "t", "caller": None, "depth": 1, "thread": 0, "func": "f", "program_id": Q}
    made = [facts | row | {"step": start + i} for i, row in enumerate(found)]
    return pa.Table.from_pylist(made, schema=STEPS).drop_columns(["trace_id"])


def read(payload: dict) -> list[dict]:
    """The steps of a payload, as its reader in the browser sees them."""
    at = lambda pool, i: None if i < 0 else payload[pool][i]  # noqa: E731
    made = [
        {"event": payload["events"][e], "frame_id": f, "line": n, "value": at("strings", v), "changes": []}
        for e, f, n, v in zip(*(payload[k] for k in ("event", "frame", "line", "value")), strict=True)
    ]
    first = payload["from"]
    c = payload["changes"]
    for step, name, value, kind, size, cut in zip(
        *(c[k] for k in ("step", "name", "value", "type", "size", "cut")), strict=True
    ):
        made[step - first]["changes"].append(
            {
                "name": at("names", name),
                "value": at("strings", value),
                "type": at("types", kind),
                "size": size,
                "cut": bool(cut),
            }
        )
    for row in made:
        row |= {"stdout": None, "stderr": None}
    o = payload["output"]
    for step, stream, text in zip(o["step"], o["stream"], o["text"], strict=True):
        made[step - first][("stdout", "stderr")[stream]] = text
    return made


@given(rows, st.integers(0, 1000))
def test_nothing_is_lost_or_moved(found: list[dict], start: int) -> None:
    payload = json.loads(json_body(steps_columns("t", table(found, start), 5000, FILES)))
    assert read(payload) == found
    if found:
        assert (payload["from"], payload["to"]) == (start, start + len(found))


@given(rows)
def test_each_frame_is_listed_once_with_its_file(found: list[dict]) -> None:
    frames = steps_columns("t", table(found, 0), 10, FILES)["frames"]
    assert frames["id"] == sorted({row["frame_id"] for row in found})
    assert set(frames["file"]) <= {1}
    assert set(frames["caller"]) <= {-1}


def test_what_was_live_before_a_window_keeps_its_steps() -> None:
    change = {"name": "x", "value": "1", "type": "int", "size": 1, "cut": False}
    steps = table([{"event": "line", "frame_id": 4, "line": 9, "value": None, "changes": [change]}], 50)
    caller = Frame(0, "main", P, line=2, depth=1, as_of=8, variables=())
    variables = pa.Table.from_pylist([change | {"frame_id": 4, "step": 30}, change | {"frame_id": 0, "step": 3}])
    payload = steps_columns("t", steps, 100, FILES, Before({0: caller}, {}, {0: 0}, variables))
    assert payload["frames"]["id"] == [4, 0]
    assert payload["frames"]["file"] == [1, 0]
    assert payload["before"]["line"] == {0: 2}
    assert payload["before"]["changes"]["frame"] == [0, 4]
    assert payload["before"]["changes"]["step"] == [3, 30]
    assert [payload["names"][i] for i in payload["before"]["changes"]["name"]] == ["x", "x"]
