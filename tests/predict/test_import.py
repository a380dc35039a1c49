"""Predictions made elsewhere: every form of text, joined with its trace, judged as if it had been said here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.predict.conftest import ROWS
from tests.predict.oracle import TOKEN

from tracewalk.cwm import render_step
from tracewalk.cwm.prompt import BARE_SEED, head
from tracewalk.cwm.tokens import END, SPECIAL_IDS
from tracewalk.lake import Lake
from tracewalk.predict import Imported, Subject, import_predictions, read_vocabulary, rescore, subject


def taken(lake: Lake, folder: Path, *rows: Any, **more: Any) -> Imported:
    """Imports rows, which are objects or lines as they are."""
    file = folder / "rows.jsonl"
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return import_predictions(lake, file, **({"model": "m"} | more))


def kept(lake: Lake, trace_id: str) -> list[dict[str, Any]]:
    return sorted(lake.predictions_of(trace_id), key=lambda row: row["sample"])


def said_of(lake: Lake, row: Mapping[str, Any]) -> str:
    steps = lake.predicted_steps(row["prediction_id"]).to_pylist()
    spoken = sorted((step["position"], step["raw"]) for step in steps if step["position"] is not None)
    return "".join(raw for _, raw in spoken) + str(row["tail"])


def forms(about: Subject) -> dict[str, str]:
    """The true trace in all the forms in which texts come."""
    steps = list(map(render_step, about.cwm.steps))
    prompt, whole, rest = head(about.cwm.context), "".join(steps), "".join(steps[1:])
    bare = BARE_SEED + rest
    with_tokens = {
        "as said": rest + END,
        "without an end": rest,
        "with the seed": whole + END,
        "with the bare seed": bare + END,
        "with the prompt": prompt + whole + END,
        "with a prompt that is not seeded": prompt + rest + END,
        "after a newline": "\n" + whole,
    }
    stripped = {
        "stripped": rest,
        "stripped, with the seed": whole,
        "stripped, with the bare seed": bare,
        "stripped, with the prompt": prompt + whole,
        "stripped, with a prompt that is not seeded": prompt + rest,
    }
    return with_tokens | {name: strip(text) for name, text in stripped.items()}


def strip(text: str) -> str:
    for token in SPECIAL_IDS.values():
        text = text.replace(token, "")
    return text


@pytest.mark.parametrize("name", ["helper", "yields", "raises", "caught"])
def test_every_form_of_a_right_trace_is_exact(name: str, lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    given = forms(subject(lake, ids[name]))
    done = taken(lake, tmp_path, *({"task_id": name, "text": text} for text in given.values()))
    assert (done.predictions, done.known, done.traces, done.faults) == (len(given), 0, 1, [])
    rows = kept(lake, ids[name])
    assert {form: row["exact"] for form, row in zip(given, rows, strict=True)} == dict.fromkeys(given, True)
    assert done.exact == len(given)
    for row, text in zip(rows, given.values(), strict=True):
        assert said_of(lake, row) == text
        assert (row["mode"], row["protocol"], row["origin"], row["endpoint"]) == ("full", "cwm", "imported", "imported")
        assert row["n_extra"] == row["n_missing"] == 0
    assert rescore(lake, everything=True).changed == 0


def test_importing_again_adds_nothing_and_other_texts_are_other_predictions(
    lake: Lake, ids: dict[str, str], tmp_path: Path
) -> None:
    rows = [
        {"task_id": "loop", "text": "6"},
        {"task_id": "loop", "text": "6"},
        {"task_id": "loop", "texts": ["5", "7"]},
    ]
    first, again = taken(lake, tmp_path, *rows), taken(lake, tmp_path, *rows)
    assert (first.predictions, again.predictions, again.known) == (4, 0, 4)
    assert [row["sample"] for row in kept(lake, ids["loop"])] == [0, 1, 2, 3]
    other = taken(lake, tmp_path, *({"task_id": "loop", "text": text} for text in "678"))
    assert (other.predictions, other.known) == (2, 1)  # the first one says the same as the first before
    assert taken(lake, tmp_path, *rows, model="another").predictions == 4


def test_rows_are_joined_by_trace_task_or_program(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    code, call = ROWS["straight"]
    done = taken(
        lake, tmp_path,
        {"trace_id": ids["loop"], "text": "6"},
        {"id": "helper", "generation": "90"},
        {"code": code, "input": call, "output": "[4, 8]"},
        {"task_id": "nowhere", "code": code, "input": call, "prediction": "[4, 8]"},
    )  # fmt: skip
    assert (done.predictions, done.exact, done.outputs_right, done.traces, done.faults) == (4, 4, 4, 3, [])


def test_rows_without_a_trace_are_listed_by_line(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    done = taken(
        lake, tmp_path,
        {"task_id": "loop", "text": "6"},
        {"task_id": "nowhere", "text": "6"},
        {"trace_id": "0" * 32, "text": "6"},
        {"code": "def f(): pass", "input": "", "text": "None"},
        {"text": "6"},
        {"task_id": "loop"},
        b"",
        {"task_id": "raises", "text": "6"},
        {"task_id": "loop", "token_ids": [1, 2]},
    )  # fmt: skip
    assert done.predictions == 1
    texts = [fault.partition(": ") for fault in done.faults]
    assert [where for where, _, _ in texts] == [f"rows.jsonl, line {n}" for n in (2, 3, 4, 5, 6, 8, 9)]
    for (_, _, said), expected in zip(
        texts,
        (
            "the lake has no trace of task 'nowhere'",
            "no trace '000",
            "the lake has no trace of this code with this input",
            "it says of no trace",
            "there is no text; one of text, generation",
            "nothing returns in trace",
            "token ids need the model's vocabulary",
        ),
        strict=True,
    ):
        assert said.startswith(expected)


def test_a_task_of_two_datasets_wants_one_of_them(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    from tracewalk.model import Item

    with lake.writer() as writer:
        writer.add_item(Item("others", "loop", ids["helper"]))
    done = taken(lake, tmp_path, {"task_id": "loop", "text": "6"})
    assert done.faults == ["rows.jsonl, line 1: task 'loop' has 2 traces; name its --dataset, or give trace_id"]
    assert taken(lake, tmp_path, {"task_id": "loop", "text": "6"}, dataset="rows").outputs_right == 1


def test_token_ids_are_read_by_a_vocabulary(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    text = forms(subject(lake, ids["caught"]))["as said"]
    words = {token: n for n, token in enumerate(dict.fromkeys(TOKEN.findall(text))) if not token.startswith("<|")}
    numbers = words | {token: number for number, token in SPECIAL_IDS.items()}
    file = tmp_path / "tokenizer.json"
    # Bytes that are not printable stand for themselves from U+0100 on, as in GPT-2's alphabet.
    odd = str.maketrans({" ": "Ġ", "\n": "Ċ", "é": "Ã©"})
    shown = {token.translate(odd): number for token, number in words.items()}
    file.write_text(json.dumps({"model": {"vocab": shown}}))
    given = [numbers[token] for token in TOKEN.findall(text)]
    done = taken(lake, tmp_path, {"task_id": "caught", "token_ids": given}, vocabulary=read_vocabulary(file))
    assert (done.exact, done.faults) == (1, [])
    assert said_of(lake, kept(lake, ids["caught"])[0]) == text


OUTPUTS = [
    ("[4, 8]", "[4, 8]", True),
    ("  [4,8]\n", "[4,8]", True),
    ("[ANSWER][4, 8][/ANSWER]", "[4, 8]", True),
    ("Let me see.\n[ANSWER]\nassert f(3) == [4, 8]\n[/ANSWER] or so", "[4, 8]", True),
    ("assert f(3) == [4, 8]", "[4, 8]", True),
    ("assert f(3) == [4, 8], 'or not'", "[4, 8]", True),
    ("assert f(3) == [4, 8]  # it is", "[4, 8]", True),
    ("assert f(3) == [4,\n 8]\nassert f(4) == 1", "[4,\n 8]", True),
    ("assert f('a == b') == [4, 8]", "[4, 8]", True),
    ("assert f(x == 1) == [4, 8]", "[4, 8]", True),
    ("assert f('it\\'s ==') ==\n[4, 8]", "[4, 8]", True),
    ("[4, 9]", "[4, 9]", False),
    ("assert f(3)", "assert f(3)", False),
    ("assertive", "assertive", False),
    ("f(3)", "f(3)", False),
    ("[ANSWER]", "", False),
    ("", "", False),
    ("{'a': 1}", "{'a': 1}", False),
    ('{"a": "1"}', '{"a": "1"}', False),
    ("[4, 8", "[4, 8", False),
]
"""What a model says that `f(3)` returns, the output in it, and whether that is right."""


def test_bare_outputs(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    done = taken(lake, tmp_path, *({"task_id": "straight", "text": text} for text, _, _ in OUTPUTS))
    n_right = sum(right for _, _, right in OUTPUTS)
    assert (done.predictions, done.outputs_right, done.exact, done.faults) == (len(OUTPUTS), n_right, n_right, [])
    for row, (text, output, right) in zip(kept(lake, ids["straight"]), OUTPUTS, strict=True):
        assert (row["output"], row["output_correct"], row["return_correct"]) == (output, right, right)
        assert (row["protocol"], row["mode"], said_of(lake, row)) == ("answers", "return", text)
        (step,) = lake.predicted_steps(row["prediction_id"]).to_pylist()
        assert (step["truth"], step["verdict"], step["true_event"]) == (7, "correct" if right else "value", "return")
    assert rescore(lake, everything=True).changed == 0


def test_right_by_pythons_equality_and_yet_another_value(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    done = taken(lake, tmp_path, {"task_id": "straight", "text": "[4.0, True + 7]"}, {"task_id": "loop", "text": "6.0"})
    assert (done.outputs_right, done.exact) == (1, 0)


def test_an_output_that_looks_like_a_trace_is_one_only_where_it_reads_as_one(
    lake: Lake, ids: dict[str, str], tmp_path: Path
) -> None:
    taken(lake, tmp_path, {"task_id": "straight", "text": '{"a": "3"}\n    b = a + 1\n'})
    taken(lake, tmp_path, {"task_id": "loop", "text": '{"a": "3"}\nnot a line of it\n'})
    assert [kept(lake, ids[name])[0]["protocol"] for name in ("straight", "loop")] == ["cwm", "answers"]


def test_why_a_server_stopped_is_kept(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    text = forms(subject(lake, ids["loop"]))["without an end"]
    cut = text[: len(text) // 2]
    for finish, stopped, ended in (
        ("length", "length", "budget_while_right"),
        ("stop", "eos", "finished"),
        (None, "unknown", "budget_while_right"),
        ("content_filter", "unknown", "budget_while_right"),
    ):
        taken(lake, tmp_path, {"task_id": "loop", "text": cut, "finish_reason": finish}, model=f"m {finish}")
        (row,) = [row for row in kept(lake, ids["loop"]) if row["model"] == f"m {finish}"]
        assert (row["stopped_by"], row["ended"]) == (stopped, ended)


HOSTILE = {
    "deep": b'{"task_id": "loop", "text": ' + b"[" * 200_000,
    "deep object": b'{"a":' * 200_000,
    "huge number": b'{"task_id": "loop", "text": "6", "n": ' + b"9" * 5_000 + b"}",
    "no object": b'["loop", "6"]',
    "no JSON": b"{loop}",
    "not UTF-8": b'{"task_id": "loop", "text": "\xff\xfe"}',
    "an odd trace": b'{"trace_id": {"a": 1}, "text": "6"}',
    "an odd id": b'{"task_id": true, "text": "6"}',
    "no texts": b'{"task_id": "loop", "texts": []}',
    "odd texts": b'{"task_id": "loop", "texts": ["6", 6]}',
    "odd ids": b'{"task_id": "loop", "token_ids": [1, true]}',
    "surrogates": b'{"task_id": "\\ud800", "text": "6"}',
    "a path": b'{"trace_id": "../../etc/passwd", "text": "6"}',
}


def test_hostile_rows_are_faults_and_their_neighbours_are_taken(
    lake: Lake, ids: dict[str, str], tmp_path: Path
) -> None:
    good = {"task_id": "loop", "text": "6"}
    for name, row in HOSTILE.items():
        done = taken(lake, tmp_path, good, row, good, model=name)
        assert (done.predictions, done.outputs_right) == (2, 2), name
        assert len(done.faults) == 1, name
        assert done.faults[0].startswith("rows.jsonl, line 2: "), name
        assert len(done.faults[0].encode()) < 400, name  # which also is a text that can be printed


def test_hostile_texts_are_taken_as_they_are(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    texts = ["\x00", "\ud800", "6\x00", "'\udfff'", "[" * 100_000, "<|line_sep|>" * 10_000, '{"a": "\ud800"}' + END]
    done = taken(lake, tmp_path, *({"task_id": "loop", "text": text} for text in texts))
    assert (done.predictions, done.exact, done.faults) == (len(texts), 0, [])
    said = Counter(said_of(lake, row) for row in kept(lake, ids["loop"]))
    assert said == Counter(text.encode("utf-8", "backslashreplace").decode() for text in texts)
    assert rescore(lake, everything=True).changed == 0


def test_a_line_beyond_the_limit_is_left_out(lake: Lake, ids: dict[str, str], tmp_path: Path) -> None:
    from dataclasses import replace

    lake.settings = replace(lake.settings, import_bytes=1_000_000)
    long = {"task_id": "loop", "text": "x" * 10_000_000}
    done = taken(lake, tmp_path, {"task_id": "loop", "text": "6"}, long, {"task_id": "loop", "text": "7"})
    assert done.predictions == 2
    assert done.faults == [
        "rows.jsonl, line 2: longer than 1,000,000 bytes; TRACEWALK_IMPORT_BYTES is the limit",
    ]
