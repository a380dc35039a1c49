"""A served model starts where it is told, says what is wrong, and leaves no process behind, whatever ends us."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from tracewalk.errors import ModelError, NotFound, UsageError
from tracewalk.settings import Settings
from tracewalk.tiny import MODEL_FILE, serving

SERVE = [sys.executable, "-m", "tracewalk", "model", "serve"]


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def gone(url: str) -> bool:
    """Whether nothing answers there, soon."""
    end = time.monotonic() + 20
    while answers(url):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("engine", ["auto", "numpy"])
def test_it_serves_while_the_block_runs(engine: str) -> None:
    with serving(engine=engine) as served:
        assert answers(served.url)
        assert (served.model, served.context, len(served.fingerprint)) == ("tiny-cwm", 1536, 32)
        assert served.engine == "numpy" if engine == "numpy" else served.engine in {"llama.cpp", "numpy"}
    assert not served.alive
    assert served.process.returncode == 0
    assert not answers(served.url)


def test_an_error_in_the_block_ends_it_too() -> None:
    with pytest.raises(ZeroDivisionError), serving(engine="numpy") as served:
        raise ZeroDivisionError
    assert not served.alive


def test_the_port_can_be_chosen_and_a_taken_one_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for engine in ("auto", "numpy"):
            with (
                pytest.raises(UsageError, match=rf"port {port} cannot be used \(Address already in use\)"),
                serving(port=port, engine=engine),
            ):
                pass
    with serving(port=port) as served:
        assert served.url == f"http://127.0.0.1:{port}"


def test_context_and_slots_can_be_chosen() -> None:
    with serving(engine="numpy", context=100, slots=2) as served:
        assert served.context == 100
        assert httpx.get(f"{served.url}/props").json()["total_slots"] == 2
        refused = httpx.post(f"{served.url}/v1/completions", json={"prompt": "x = 1\n" * 100})
        assert refused.json()["error"]["n_ctx"] == 100


def test_what_is_no_model_is_said(tmp_path: Path) -> None:
    bad = tmp_path / "bad.gguf"
    with pytest.raises(NotFound, match="no model file"), serving(bad):
        pass
    whole = MODEL_FILE.read_bytes()
    for content, reason in [(b"", "cannot be read"), (b"hello", "no GGUF"), (whole[:9_000], "damaged")]:
        bad.write_bytes(content)
        with pytest.raises(ModelError, match=reason), serving(bad):
            pass
    bad.write_bytes(whole[:2_000_000])
    for engine in ("auto", "numpy"):
        with pytest.raises(ModelError, match=r"bad\.gguf"), serving(bad, engine=engine):
            pass


@pytest.mark.parametrize(("key", "value"), [("llama.block_count", 2**31 - 1), ("llama.attention.head_count", 0)])
@pytest.mark.parametrize("engine", ["auto", "numpy"])
def test_a_file_that_ends_llamacpp_does_not_end_us(tmp_path: Path, key: str, value: int, engine: str) -> None:
    data, name = bytearray(MODEL_FILE.read_bytes()), key.encode()
    at = data.index(struct.pack("<Q", len(name)) + name) + 8 + len(name) + 4
    struct.pack_into("<I", data, at, value)
    (tmp_path / "bad.gguf").write_bytes(data)
    with pytest.raises(ModelError), serving(tmp_path / "bad.gguf", engine=engine):
        pass


def test_an_unknown_engine_is_said() -> None:
    with pytest.raises(UsageError, match=r"auto, llama\.cpp, numpy"), serving(engine="torch"):
        pass


def test_a_model_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(ModelError, match=r"more than 0\.001 s"), serving(settings=Settings(model_seconds=0.001)):
        pass


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -15), (signal.SIGKILL, -9)])
def test_nothing_is_left_after_a_signal(number: signal.Signals, code: int) -> None:
    process = subprocess.Popen(SERVE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip()
    assert answers(url)
    process.send_signal(number)
    assert process.wait(20) == code
    said = process.stderr.read()
    assert "Traceback" not in said
    assert "tiny-cwm" in said
    assert gone(url)


def test_a_dead_process_is_said() -> None:
    process = subprocess.Popen(SERVE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert answers(process.stdout.readline().strip())
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(child), signal.SIGKILL)
    assert process.wait(20) == 2
    assert "ended by itself, with code -9" in process.stderr.read()


def model(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SERVE[:-1], *command], capture_output=True, text=True, check=False)


def test_the_card_is_printed() -> None:
    printed = model("card").stdout
    assert printed.startswith("# tiny-cwm\n")
    assert "CRUXEval" in printed


def test_a_dataset_of_ones_own_is_measured_on(tmp_path: Path) -> None:
    rows, out = tmp_path / "mine.jsonl", tmp_path / "out.json"
    rows.write_text('{"id": 1, "code": "def f(n):\\n    return n + 1", "input": "3"}\n')
    done = model("evaluate", "tiny", "--set", str(rows), "--limit", "5", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["programs"] == 1
    assert list(json.loads(out.read_text())["sets"]) == ["mine"]
    assert "no file" in model("evaluate", "--set", "none").stderr


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_training_without_torch_says_what_to_install(tmp_path: Path) -> None:
    done = model("train", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "pip install 'tracewalk[train]'" in done.stderr
    assert not (tmp_path / "out").exists()
