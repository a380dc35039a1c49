"""Exports: what a document holds, what is left out and why, and that memory stays flat."""

from __future__ import annotations

import json
from collections.abc import Iterator
from operator import length_hint
from pathlib import Path

import pytest

from tracewalk import resources
from tracewalk.cwm import estimate_tokens, parse_strict
from tracewalk.exporters import Exported, export
from tracewalk.lake import Lake, choose, chosen, read_many
from tracewalk.model import Limits
from tracewalk.recorder import record, record_dataset

SHORT = "n_steps < 3000"


@pytest.fixture(scope="module")
def samples() -> Iterator[Lake]:
    with Lake.open(resources.folder("sample_data") / "lake") as found:
        yield found


def written(lake: Lake, **given: object) -> tuple[list[str], Exported]:
    lines: list[str] = []
    ids = given.pop("ids", None) or choose(lake, where=SHORT)
    return lines, export(lake, ids, lines.append, **given)  # type: ignore[arg-type]


def test_a_row_holds_the_document_and_where_it_is_from(samples: Lake) -> None:
    lines, done = written(samples)
    assert done.written == len(lines) > 40
    for line in lines[::5]:  # opening a trace takes longer than writing it
        row = json.loads(line)
        assert list(row) == [
            "trace_id", "dataset", "task_id", "text", "prompt_chars", "tokens_estimated", "python", "complaints"
        ]  # fmt: skip
        assert line.count("\n") == 1
        assert line.isascii()
        trace = samples.trace(row["trace_id"])
        places = {(item.dataset, item.task_id) for item in samples.items(row["trace_id"])}
        assert (row["dataset"], row["task_id"]) in (places or {(None, None)})  # a branch is no item of a dataset
        assert row["python"] == trace.python
        prompt, body = row["text"][: row["prompt_chars"]], row["text"][row["prompt_chars"] :]
        assert prompt.startswith("<|begin_of_text|><|trace_context_start|>")
        assert prompt.endswith("\n<|frame_sep|>")
        assert body.startswith("<|call_sep|>{}<|action_sep|>")
        assert len(parse_strict(body).steps) >= trace.n_steps
        assert row["tokens_estimated"] == estimate_tokens(row["text"])
    assert done.tokens == sum(json.loads(line)["tokens_estimated"] for line in lines)


def test_the_order_is_that_of_the_ids_and_the_text_form_is_the_texts(samples: Lake) -> None:
    ids = choose(samples, where=SHORT, limit=20)[::-1]
    lines, _ = written(samples, ids=ids)
    rows = [json.loads(line) for line in lines]
    assert [row["trace_id"] for row in rows] == [i for i in ids if i in {row["trace_id"] for row in rows}]
    texts, _ = written(samples, ids=ids, form="text")
    assert texts == [f"{row['text']}\n" for row in rows]


def test_what_cannot_be_written_is_counted_by_reason(samples: Lake) -> None:
    lines, done = written(samples, ids=chosen(samples, where=SHORT))
    assert (
        len(lines) + sum(reason.n for reason in done.left_out.values())
        == done.done
        == len(choose(samples, where=SHORT))
    )
    for kind, reason in done.left_out.items():
        assert reason.first.reason.startswith(kind.split("N")[0])
        assert samples.has(reason.first.trace_id)
    assert done.left_out["steps of several threads are mixed, and CWM's text has no threads"].n == 1


def test_long_texts_are_left_out_and_counted(samples: Lake) -> None:
    lines, done = written(samples, max_tokens=2_000)
    assert {json.loads(line)["tokens_estimated"] > 2_000 for line in lines} == {False}
    assert done.left_out["it is longer than N tokens, by the estimate"].n > 3


def test_cut_values_and_trace_tokens_are_named(tmp_path: Path) -> None:
    with Lake.create(tmp_path / "lake") as lake:
        codes = {
            "token": "def f(x):\n    return '<|frame_sep|>'",
            "value": "def f(x):\n    return '<|frame' + '_sep|>'",
            "good": "def f(x):\n    return x",
        }
        rows = ({"id": name, "code": code, "input": "1"} for name, code in codes.items())
        (tmp_path / "rows").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        record_dataset("d", tmp_path / "rows", lake=lake)
        record_dataset("d", tmp_path / "rows", lake=lake, repr_style="bounded", limits=Limits(99, 9.0, 5, 2))
        lines, done = written(lake)
        assert {json.loads(line)["task_id"] for line in lines} == {"good"}
        said = " ".join(reason.first.reason for reason in done.left_out.values())
        assert "holds the trace token <|frame_sep|>" in said
        assert "values are shortened; record it with --repr cwm" in said


def test_a_trace_that_a_limit_ended_has_no_end(tmp_path: Path) -> None:
    source = tmp_path / "endless.py"
    source.write_text("def count(n):\n    while True:\n        n += 1\n")
    space: dict[str, object] = {}
    exec(compile(source.read_text(), str(source), "exec"), space)
    with Lake.create(tmp_path / "lake") as lake:
        record(space["count"], (1,), lake=lake, root=tmp_path, repr_style="cwm", limits=Limits(9, 9.0, 99, 9))  # type: ignore[arg-type]
        (line,), _ = written(lake)
    text = json.loads(line)["text"]
    assert text.endswith("<|frame_sep|>")
    assert "<|end_of_text|>" not in text


def test_the_place_named_is_that_of_the_dataset_asked_for(tmp_path: Path) -> None:
    row = {"id": "a", "code": "def f(x):\n    return x", "input": "1"}
    (tmp_path / "rows").write_text(json.dumps(row))
    with Lake.create(tmp_path / "lake") as lake:
        for dataset in ("b", "c"):
            record_dataset(dataset, tmp_path / "rows", lake=lake)
        for dataset, named in ((None, "b"), ("b", "b"), ("c", "c")):
            (line,), _ = written(lake, dataset=dataset)
            assert json.loads(line)["dataset"] == named


def test_work_can_be_stopped_between_documents(samples: Lake) -> None:
    seen: list[int] = []
    lines, done = written(samples, stopped=lambda: len(seen) >= 3, progress=lambda n, _: seen.append(n))
    assert (done.interrupted, done.done) == (True, 3)
    assert len(lines) == done.written


def test_traces_are_read_a_batch_at_a_time(samples: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracewalk.lake.many._TRACES", 4)
    ids = choose(samples, where="n_steps < 60")
    asked = iter(ids)
    ahead = [len(ids) - 1 - length_hint(asked) - n for n, _ in enumerate(read_many(samples, asked))]
    assert len(ahead) == len(ids) > 12
    assert max(ahead) <= 4
