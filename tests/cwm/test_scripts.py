"""Traces that do not begin with a function of a dataset: scripts, modules, classes, inputs over several lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracewalk.cwm import CwmTrace, parse, project, render
from tracewalk.lake import Lake
from tracewalk.recorder import record_dataset, record_file, record_script

FACTS = ("event", "source", "shown", "state", "value", "frame_id", "caller", "depth", "program_id", "func", "line")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


def projected(lake: Lake, trace_id: str) -> CwmTrace:
    trace = lake.trace(trace_id)
    sources = {file.program_id: lake.program(file.program_id).text for file in trace.files}
    cwm = project(trace, lake.steps(trace_id), sources)
    parsed = parse(render(cwm.steps), cwm.context)
    assert [[getattr(s, n) for n in FACTS] for s in parsed.steps] == [[getattr(s, n) for n in FACTS] for s in cwm.steps]
    return cwm


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return folder / f"{next(iter(files))}.py"


def test_a_script_is_rendered_but_not_prompted(tmp_path, lake):
    path = written(
        tmp_path, tool="import helper\nx = 3\nprint(helper.double(x))\n", helper="def double(n):\n    return 2 * n\n"
    )
    cwm = projected(lake, record_script(path, lake=lake).trace.trace_id)
    assert cwm.refused == "it is a script: its module code has no call to begin with"
    assert [step.func for step in cwm.steps if step.event == "call"] == ["<module>", "<module>", "double"]
    assert {program_id for program_id, _ in cwm.context.places} == {step.program_id for step in cwm.steps} | {""}


def test_a_class_is_called_by_its_name(tmp_path, lake):
    path = written(tmp_path, shop="class Till:\n    def __init__(self, n):\n        self.n = n\n")
    cwm = projected(lake, record_file(path, entry="Till", input="3", lake=lake).trace.trace_id)
    assert cwm.context.text.endswith("    return Till(3)\n")


def test_a_call_over_several_lines_is_one_line_in_the_wrapper(tmp_path, lake):
    path = written(tmp_path, many="def f(*xs):\n    return len(xs)\n")
    cwm = projected(lake, record_file(path, entry="f", input="1,\n 'a b',\n", lake=lake).trace.trace_id)
    assert cwm.context.text.endswith("    return f(1, 'a b')\n")
    assert cwm.context.text.count("\n") == len(cwm.context.places)


def test_all_lines_of_a_recorded_wrapper_are_seeds(tmp_path, lake):
    row = {"id": "a", "code": "def main():\n    return 1\ndef f(*xs):\n    return xs", "input": "1,\n2 or\nmain(),"}
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(row))
    assert record_dataset("d", file, lake=lake).faults == []
    (made,) = lake.query("record/items_of", {"dataset": "d"}).to_pylist()
    cwm = projected(lake, made["trace_id"])
    assert {(step.func, step.seed) for step in cwm.steps} == {("main", True), ("f", False)}
    assert cwm.refused is None


def test_the_wrapper_beside_another_main_is_complained_of(tmp_path, lake):
    path = written(tmp_path, two="def main():\n    return f(1)\ndef f(n):\n    return n\n")
    cwm = projected(lake, record_file(path, entry="f", input="2", lake=lake).trace.trace_id)
    assert "the wrapper `main` stands beside the program's own" in cwm.complaints


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("def f():  # a comment", False),
        ("def f(\n    ):", False),
        ("def f(t='''\n'''):", True),
        ("def \\\n f():", True),
    ],
)
def test_where_the_marker_can_stand(tmp_path, lake, line, refused):
    path = written(tmp_path, marked=f"{line}\n    return 1\n")
    cwm = projected(lake, record_file(path, entry="f", lake=lake).trace.trace_id)
    first = line.split("\n")[0]
    if refused and "t=" in line:
        assert cwm.context.wrapped  # the default is an argument that the call shows
    elif refused:
        assert cwm.refused == "START_OF_TRACE cannot stand on line 1: a text or a line goes on there"
    else:
        assert cwm.context.text.startswith(f"{first}  # << START_OF_TRACE\n")
