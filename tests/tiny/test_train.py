"""Training a network that learns nothing, from programs to a measured model; it goes on where it was left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("gguf")

if sys.version_info[:2] != (3, 11):
    pytest.skip("later versions have no comprehension frames", allow_module_level=True)

from tracewalk.cwm import render  # noqa: E402
from tracewalk.errors import ModelError, UsageError  # noqa: E402
from tracewalk.tiny import serving  # noqa: E402
from tracewalk.tiny.evaluate import Asker  # noqa: E402
from tracewalk.tiny.gguf_file import read_gguf  # noqa: E402
from tracewalk.tiny.overlap import held_out  # noqa: E402
from tracewalk.tiny.tokenizer import Tokenizer  # noqa: E402
from tracewalk.tiny.training.checkpoint import load_network, load_progress  # noqa: E402
from tracewalk.tiny.training.data import Encoded, batches, encoded, packed  # noqa: E402
from tracewalk.tiny.training.run import Sizes, run  # noqa: E402
from tracewalk.tiny.training.train import Plan  # noqa: E402
from tracewalk.tiny.vocabulary import NEWEST  # noqa: E402

SIZES = Sizes(held_out=8, scored=3, compared=2, measured=2)


def plan(minutes: float) -> Plan:
    return Plan(config="test", minutes=minutes, threads=1, shard=16)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    done = run(folder, plan(0.02), sizes=SIZES, say=lambda _text: None, report=lambda _how: None)
    assert done.model == folder / "tiny-cwm-q8_0.gguf"
    return folder


def test_one_command_gives_a_measured_model(trained: Path) -> None:
    progress = load_progress(trained / "checkpoint.pt")
    assert progress.step > 0
    assert progress.minutes >= 0.02
    assert len(progress.keys) <= progress.next_seed * 16
    measures = json.loads((trained / "measured.json").read_text())
    assert set(measures["sets"]) == {"held-out", "strict", "hand-written"}
    last = json.loads((trained / "train.jsonl").read_text().splitlines()[-1])
    assert set(last["held_out"]) == {"step", "step_middle", "whole"}


def test_the_exported_model_is_the_checkpoint(trained: Path) -> None:
    found = json.loads((trained / "parity.json").read_text())
    assert found["tokens"] == []
    assert found["steps"] == []
    network, _ = load_network(trained / "checkpoint.pt")
    model = read_gguf(trained / "tiny-cwm-f16.gguf")
    assert np.allclose(model.tensor("token_embd.weight"), network.embedding.weight.detach().numpy(), atol=1e-3)
    assert model.metadata["tiny_cwm.vocabulary"] == NEWEST
    assert json.loads(model.metadata["tiny_cwm.training"])["config"] == "test"


@pytest.mark.parametrize("engine", ["llama.cpp", "numpy"])
def test_the_network_foresees_what_the_served_model_does(trained: Path, engine: str) -> None:
    if engine == "llama.cpp":
        pytest.importorskip("xllamacpp")
    network, _ = load_network(trained / "checkpoint.pt")
    document = held_out(1, NEWEST)[0]
    ids = Tokenizer.of_version(NEWEST).encode(document.prompt)
    with torch.no_grad():
        scores = network(torch.tensor([ids]))[0, -1].log_softmax(-1)
    with serving(trained / "tiny-cwm-f16.gguf", engine=engine) as served, Asker(served.url, 1536) as asker:
        body = {"prompt": document.prompt, "max_tokens": 1, "temperature": 0, "logprobs": 5}
        content = asker.client.post("/v1/completions", json=body).json()["choices"][0]["logprobs"]["content"]
    theirs = {likely["id"]: likely["logprob"] for likely in content[0]["top_logprobs"]}
    assert len(theirs) == 5
    assert np.allclose(list(theirs.values()), [scores[i].item() for i in theirs], atol=0.02)


def test_the_next_vocabulary_is_cut_as_llamacpp_cuts_it_ties_included(trained: Path) -> None:
    pytest.importorskip("xllamacpp")
    tokenizer = Tokenizer.of_version(NEWEST)
    texts = [document.prompt + render(document.steps) for document in held_out(40, NEWEST)]
    ties = ["    country:\n", '"\'a\\"\'"<|frame_sep|>', '"\'"', "'\"'", "    try:\n        try:\n"]
    with serving(trained / "tiny-cwm-q8_0.gguf", engine="llama.cpp") as served, Asker(served.url, 1536) as asker:
        assert [t for t in texts + ties if asker.tokens(t) != tokenizer.encode(t)] == []


def test_it_goes_on_where_it_was_and_refuses_another_size(trained: Path) -> None:
    before = load_progress(trained / "checkpoint.pt")
    run(trained, plan(0.03), sizes=SIZES, say=lambda _text: None, report=lambda _how: None)
    after = load_progress(trained / "checkpoint.pt")
    assert after.step > before.step
    assert after.minutes > before.minutes
    assert after.next_seed > before.next_seed
    assert after.keys > before.keys
    with pytest.raises(UsageError, match="is of --config test, not 1m"):
        run(trained, Plan(config="1m"), sizes=SIZES, say=lambda _text: None, report=lambda _how: None)


def test_ctrl_c_keeps_what_was_learned(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tracewalk", "model", "train", str(tmp_path), "--config", "test", "--threads", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | {"COLUMNS": "200"})
    log = tmp_path / "train.jsonl"
    while not log.exists():
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "Traceback" not in said
    assert load_progress(tmp_path / "checkpoint.pt").step >= 50
    assert not list(tmp_path.glob("*.part"))


def test_a_damaged_checkpoint_is_said(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="no checkpoint that can be read"):
        run(tmp_path, plan(0.01), sizes=SIZES, say=lambda _text: None, report=lambda _how: None)


def test_plans_that_cannot_be_are_refused() -> None:
    for wrong in ({"config": "9b"}, {"minutes": 0.0}, {"threads": 0}):
        with pytest.raises(UsageError, match="--"):
            Plan(**wrong)


def test_batches_hold_documents_of_like_lengths_once() -> None:
    tokenizer = Tokenizer.of_version(NEWEST)
    held = [encoded(document, tokenizer) for document in held_out(30, NEWEST)]
    made = list(batches(held, 600, 2_000, np.random.default_rng(0)))
    taken = [document for batch in made for document in batch]
    assert sorted(map(id, taken)) == sorted(id(d) for d in held if len(d.ids) <= 600)
    for batch in made:
        assert len(batch) * max(len(d.ids) for d in batch) <= 2_000 or len(batch) == 1


def test_only_the_trace_is_learned() -> None:
    batch = [Encoded(np.array([9, 8, 7, 6]), 2), Encoded(np.array([5, 4, 3]), 1)]
    ids, targets = packed(batch, padding=0)
    assert ids.shape == targets.shape == (2, 16)
    assert ids[:, :5].tolist() == [[9, 8, 7, 6, 0], [5, 4, 3, 0, 0]]
    assert targets[:, :5].tolist() == [[-100, 7, 6, -100, -100], [4, 3, -100, -100, -100]]
