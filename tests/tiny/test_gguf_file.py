"""GGUF files are read whole or refused with a reason; nothing in them ends us."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from tracewalk.errors import ModelError
from tracewalk.tiny import MODEL_FILE
from tracewalk.tiny.gguf_file import read_gguf


def test_the_embedded_model_is_what_its_card_says() -> None:
    model = read_gguf(MODEL_FILE)
    assert model.architecture == "llama"
    assert MODEL_FILE.stat().st_size == 3_419_840
    sizes = [int(np.prod(t.shape)) for t in model.tensors.values()]
    assert sum(sizes) == 3_197_760
    wanted = {"context_length": 1536, "embedding_length": 192, "block_count": 7, "attention.head_count": 6}
    assert {name: model.setting(name) for name in wanted} == wanted
    assert model.tensor("token_embd.weight").shape == (512, 192)
    assert model.metadata["general.license"] == "apache-2.0"


def test_what_it_lacks_is_named() -> None:
    model = read_gguf(MODEL_FILE)
    with pytest.raises(ModelError, match="no tensor 'nope'"):
        model.tensor("nope")
    with pytest.raises(ModelError, match=r"does not say llama\.nope"):
        model.setting("nope")


def test_a_damaged_file_is_refused_or_read_never_worse(tmp_path: Path) -> None:
    """200 files with bytes of the head changed or its end missing."""
    rng, whole, path = random.Random(3), MODEL_FILE.read_bytes()[:60_000], tmp_path / "bad.gguf"
    refused = 0
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(4, rng.choice([40, 400, 20_000]))] = rng.randrange(256)
        path.write_bytes(data[: rng.randint(5, len(data))] if rng.random() < 0.3 else data)
        try:
            model = read_gguf(path)
            for name in list(model.tensors)[:3]:
                model.tensor(name)
        except ModelError:
            refused += 1
    assert refused > 50
