"""Our tokenizer gives the ids that llama.cpp gives, and the committed model's vocabulary is ours to the byte."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracewalk.cwm import render
from tracewalk.errors import ModelError
from tracewalk.tiny import MODEL_FILE, serving
from tracewalk.tiny.gguf_file import read_gguf
from tracewalk.tiny.overlap import held_out
from tracewalk.tiny.tokenizer import Tokenizer, byte_symbols
from tracewalk.tiny.vocabulary import CONTROL, SEPARATORS, SIZE, TRAINED, strings

ROOT = Path(__file__).parents[2]
CRUXEVAL = Path(os.environ.get("TRACEWALK_TEST_DATA", ROOT / "../shared/data")) / "cruxeval" / "cruxeval.jsonl"

pieces = st.sampled_from(sorted({*strings(1), *strings(2), "country:\n", '"\'"', "é", "\U0001f40d", "\0"}))
texts = st.lists(pieces | st.text(max_size=8), max_size=12).map("".join)


@pytest.fixture(scope="module")
def llamacpp() -> Iterator[httpx.Client]:
    pytest.importorskip("xllamacpp")
    with serving(engine="llama.cpp") as served, httpx.Client(base_url=served.url, timeout=60) as client:
        yield client


def ids(client: httpx.Client, text: str) -> list[int]:
    return client.post("/tokenize", json={"content": text}).json()["tokens"]


def test_the_vocabulary_is_the_committed_models_to_the_byte() -> None:
    metadata = read_gguf(MODEL_FILE).metadata
    texts = strings(TRAINED)
    unused = [f"<|unused_{i}|>" for i in range(256 + len(texts), SIZE)]
    assert metadata["tokenizer.ggml.tokens"] == [*byte_symbols(), *texts, *unused]
    kinds = [1] * 256 + [3 if text in CONTROL else 4 for text in texts] + [5] * len(unused)
    assert metadata["tokenizer.ggml.token_type"] == kinds
    assert metadata.get("tiny_cwm.vocabulary", TRAINED) == TRAINED


def test_a_tokenizer_read_from_the_model_is_the_same() -> None:
    ours, read = Tokenizer.of_version(TRAINED), Tokenizer.of_gguf(read_gguf(MODEL_FILE).metadata)
    for document in held_out(20):
        text = document.prompt + render(document.steps)
        assert ours.encode(text) == read.encode(text)


def test_documents_are_cut_as_llamacpp_cuts_them(llamacpp: httpx.Client) -> None:
    tokenizer = Tokenizer.of_version(TRAINED)
    documents = [document.prompt + render(document.steps) for document in held_out(100)]
    assert [tokenizer.encode(text) for text in documents] == [ids(llamacpp, text) for text in documents]


@pytest.mark.skipif(not CRUXEVAL.exists(), reason="no CRUXEval there")
def test_real_programs_are_cut_as_llamacpp_cuts_them_but_for_the_known_ties(llamacpp: httpx.Client) -> None:
    tokenizer = Tokenizer.of_version(TRAINED)
    rows = [json.loads(line) for line in CRUXEVAL.read_text().splitlines()[:400]]
    texts = [row[name] for row in rows for name in ("code", "input", "output")]
    others = [text for text in texts if tokenizer.encode(text) != ids(llamacpp, text)]
    assert len(texts) == 1200
    assert len(others) == 3
    assert all("country:" in text or "\"'" in text for text in others)


def test_a_piece_of_a_character_is_cut_as_llamacpp_cuts_it(llamacpp: httpx.Client) -> None:
    tokenizer = Tokenizer.of_version(TRAINED)
    for text in ("é", "\U0001f40d<|frame_sep|>é", "def f(é):\n", "", " ", "\n\n", "\0", "<|frame_sep|", "<|no_token|>"):
        assert tokenizer.encode(text) == ids(llamacpp, text), text


@given(texts)
@pytest.mark.parametrize("version", [1, 2])
def test_decoding_gives_the_text_back(version: int, text: str) -> None:
    tokenizer = Tokenizer.of_version(version)
    cut = tokenizer.encode(text)
    assert tokenizer.decode(cut) == text
    assert all(0 <= i < SIZE for i in cut)


def test_separators_have_the_same_ids_in_every_version() -> None:
    assert strings(1)[: len(SEPARATORS)] == strings(2)[: len(SEPARATORS)] == SEPARATORS
    assert 256 + max(len(strings(1)), len(strings(2))) <= SIZE


def test_the_next_vocabulary_has_no_order_to_choose_in_the_known_ties() -> None:
    """Of strings that overlap in these texts no two are of equal length, so that the longest first is one order."""
    for text in ("    country:\n", '"\'"', '"\'a\\"\'"'):
        found = [t for t in strings(2) if t in text]
        for one in found:
            for other in found:
                ties = one != other and len(one) == len(other)
                assert not (ties and any(one.endswith(other[:k]) for k in range(1, len(other)))), (text, one, other)


def test_other_vocabularies_are_refused() -> None:
    whole = read_gguf(MODEL_FILE).metadata
    merges = {**whole, "tokenizer.ggml.merges": ["a b", "c d"]}
    for metadata, reason in [(merges, "merges"), ({}, "merges"), (lacking_a_byte(whole), "255 of the 256")]:
        with pytest.raises(ModelError, match=reason):
            Tokenizer.of_gguf(metadata)


def lacking_a_byte(metadata: dict) -> dict:
    kinds = list(metadata["tokenizer.ggml.token_type"])
    kinds[65] = 5
    return {**metadata, "tokenizer.ggml.token_type": kinds}
