"""Every real log of Inspect that the manifest lists: counts, texts, tokens, scores and records as they stand in it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.importers.logs import LOGS, OPTIONS, found_in, listed, raw_of, require_storable, runs_in, text_of

from tracewalk.importers.agent_run import AgentRun
from tracewalk.importers.formats import Skipped
from tracewalk.importers.registry import recognise
from tracewalk.importers.sample import take_sample


def _samples(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".json":
        return json.loads(path.read_text()).get("samples") or []
    with zipfile.ZipFile(path) as zipped:
        names = [name for name in zipped.namelist() if name.startswith("samples/")]
        return [json.loads(zipped.read(name)) for name in names]


@listed("inspect", "inspect-scout-scan")
def test_counts_are_those_of_the_manifest(row: dict[str, str]) -> None:
    path = LOGS / row["file"]
    known = recognise(take_sample(path, OPTIONS.settings.import_bytes), OPTIONS)
    assert not isinstance(known, str), known
    assert known.name == row["format"].removesuffix("-scan")
    found = found_in(path)
    runs = [one for one in found if isinstance(one, AgentRun)]
    assert len(runs) == int(row["trajectories"])
    assert sum(run.trajectory.n_records for run in runs) == int(row["steps"])
    assert sum(run.trajectory.n_calls for run in runs) == int(row["tool_calls"])
    assert len(found) == max(len(runs), 1)
    assert all(isinstance(one, Skipped) for one in found if one not in runs)
    for run in runs:
        require_storable(run)


@listed("inspect")
def test_texts_sums_and_records_are_those_of_the_log(row: dict[str, str], tmp_path: Path) -> None:
    path = LOGS / row["file"]
    samples = _samples(path)
    if not samples:
        pytest.skip("it holds no sample")
    for run, sample in zip(runs_in(path), samples, strict=True):
        _require_texts(run, sample)
        usage = sample.get("model_usage", {}).values()
        if usage:
            assert run.trajectory.prompt_tokens == sum(one["input_tokens"] for one in usage)
            assert run.trajectory.completion_tokens == sum(one["output_tokens"] for one in usage)
        score = next(iter((sample.get("scores") or {}).values()), None)
        wanted = None if score is None else {"C": 1.0, "I": 0.0}.get(score["value"], score["value"])
        assert run.trajectory.score == wanted
        assert run.trajectory.exit_status == (
            sample["output"]["choices"][0]["stop_reason"] if "output" in sample else None
        )
        file = path
        if member := run.trajectory.source_member:
            with zipfile.ZipFile(path) as zipped:
                file = Path(zipped.extract(member, tmp_path))
        messages = [raw_of(file, record) for turn in run.turns for record in turn.records]
        assert messages == sample["messages"]


def _require_texts(run: AgentRun, sample: dict[str, Any]) -> None:
    text = text_of(run)
    for message in sample["messages"]:
        content = message["content"]
        parts = (
            [part for part in content if part["type"] == "text"] if isinstance(content, list) else [{"text": content}]
        )
        assert all(part["text"] in text for part in parts)
        for call in message.get("tool_calls") or []:
            assert json.dumps(call["arguments"], ensure_ascii=False) in text
    answers = [message["content"] for message in sample["messages"] if message["role"] == "tool"]
    calls = [call.observation for turn in run.turns for call in turn.calls]
    assert calls == answers or not calls


def test_the_picture_of_a_log_is_in_its_turn() -> None:
    path = LOGS / "inspect" / "log_images_tc.json"
    if not path.exists():
        pytest.skip("no logs: TRACEWALK_TEST_DATA names the folder that holds trajectories/MANIFEST.csv")
    (run,) = runs_in(path)
    assert [image.media_type for turn in run.turns for image in turn.images] == ["image/png"]
