"""Seeds give the same programs for ever, and the programs are what a small model can be trained on."""

from __future__ import annotations

import ast
import json
import sys
from collections import Counter
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import pytest

from tracewalk.cwm import render
from tracewalk.tiny.documents import MOST_TOKENS, documents, generator
from tracewalk.tiny.examples import examples, row_of, write_rows
from tracewalk.tiny.overlap import held_out, key_of, renamed, unseen
from tracewalk.tiny.programs import draft
from tracewalk.tiny.quick import Sizes, quick_trace
from tracewalk.tiny.tokenizer import Tokenizer

SAMPLE = Path(__file__).parents[2] / "sample_data" / "held_out.jsonl"
only_311 = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="later versions have no comprehension frames")


def test_a_seed_gives_the_programs_that_the_model_was_trained_on() -> None:
    """The digest is that of the programs of the training's first seed."""
    rng = generator(100_000)
    text = "\f".join(draft(rng).source for _ in range(1_000))
    assert blake2b(text.encode(), digest_size=16).hexdigest() == "fc98aa64d39ddfc4b8b4fc0923dc8988"


def test_programs_are_of_both_kinds_and_all_compile() -> None:
    rng = generator(1)
    drafts = [draft(rng) for _ in range(400)]
    assert min(Counter(d.kind for d in drafts).values()) > 150
    for made in drafts:
        functions = [node.name for node in ast.parse(made.source).body]
        assert functions[-1] == "main"
        assert made.call.startswith(f"{functions[-2]}(")


@only_311
def test_the_quick_tracer_gives_the_text_that_the_recorder_gives(tmp_path: Path) -> None:
    made = list(islice(documents(19, Tokenizer.of_version()), 60))
    write_rows(tmp_path / "rows.jsonl", [row_of(document, str(i)) for i, document in enumerate(made)])
    recorded = examples(tmp_path / "rows.jsonl")
    assert [example.trace.context.text for example in recorded] == [document.source for document in made]
    assert ["".join(example.texts) + "<|end_of_text|>" for example in recorded] == [render(d.steps) for d in made]
    events = Counter(step.event for document in made for step in document.steps)
    assert min(events[event] for event in ("call", "line", "return", "exception")) > 3


@pytest.mark.parametrize(
    "body",
    [
        "x = 1000",
        "x = -1000",
        "x = 'a' * 15",
        "x = [1] * 8",
        "x = 1.5",
        "x = ['a' * 14] * 5",
        "while True:\n            x = 1",
        "for i in range(100): x = i",
    ],
)
def test_what_is_too_large_for_a_small_model_is_left_out(body: str) -> None:
    source = f"def f():\n    try:\n        {body}\n    except Exception:\n        return 1\n    return 2\n"
    assert quick_trace(f"{source}\ndef main():  # << START_OF_TRACE\n    return f()\n") is None


def test_bounds_are_met_from_within() -> None:
    source = "def f(n):\n    t = (n, 'a' * 14)\n    return [n] * 7\n\ndef main():\n    return f(999)\n"
    steps = quick_trace(source, Sizes())
    assert [step.event for step in steps] == ["call", "line", "call", "line", "line", "return", "return"]
    assert steps[4].shown == {"n": "..", "t": "(999, 'aaaaaaaaaaaaaa')"}
    assert quick_trace(source, Sizes(steps=6)) is None


@only_311
def test_documents_fit_and_sets_are_kept_apart() -> None:
    tokenizer = Tokenizer.of_version(1)
    held = held_out(40)
    assert max(len(document.encoded(tokenizer)[0]) for document in held) <= MOST_TOKENS
    excluded = {document.fingerprint for document in held[:20]}
    again = list(islice(documents(7, tokenizer, excluded), 20))
    assert not excluded & {document.fingerprint for document in again}


@only_311
def test_the_sample_of_held_out_programs_is_of_that_set() -> None:
    rows = [json.loads(line) for line in SAMPLE.read_text().splitlines()]
    held = {(row["code"], row["input"]) for row in (row_of(document, "") for document in held_out(150))}
    assert len(rows) == len({row["id"] for row in rows}) == 60
    assert {frozenset(row) for row in rows} == {frozenset({"id", "code", "input"})}
    assert {(row["code"], row["input"]) for row in rows} <= held


def test_renaming_finds_the_same_program_again() -> None:
    one = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return len(xs), 'total', xs.count(x)\n"
    other = one.replace("total =", "s =").replace("total +", "s +").replace("x", "item")
    assert renamed(one) == renamed(other.replace("itemitem", "q"))
    assert renamed(one) != renamed(one.replace("'total'", "'s'"))
    assert renamed(one) != renamed(one.replace("+= x", "-= x"))


@only_311
def test_what_was_seen_is_told_from_what_was_not() -> None:
    held = held_out(30)
    assert unseen(held, {key_of(document) for document in held[:10]}) == [
        document for document in held if key_of(document) not in {key_of(d) for d in held[:10]}
    ]
    assert len(unseen(held, set())) == 30
