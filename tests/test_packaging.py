"""The three ways to install Tracewalk, and what the Dockerfile does, each done for real in a fresh folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
BASE_PYTHON = sys._base_executable
"""The interpreter below the tests' virtual environment: it has pip, as on a fresh machine."""
WHERE = "from tracewalk.resources import folder; print(folder('queries'), folder('sample_data'))"


def clean_env(home: Path) -> dict[str, str]:
    """The environment of a newcomer: an empty HOME, nothing of ours on any path."""
    ours = ("PYTHON", "TRACEWALK_", "XDG_", "VIRTUAL_ENV", "PYTEST")
    env = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    home.mkdir(exist_ok=True)
    return env | {"HOME": str(home)}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`/opt/tracewalk` as the Dockerfile's RUN steps but apt-get's make it, from what its COPY steps bring."""
    place = tmp_path_factory.mktemp("image")
    source, target = place / "src", place / "opt" / "tracewalk"
    source.mkdir()
    target.parent.mkdir()
    for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE):
        *names, to = line.split()
        for name in names:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, source / to if (ROOT / name).is_dir() else source)
    steps = re.findall(r"^RUN (?!apt-get )(.+)$", DOCKERFILE, re.MULTILINE)
    assert steps
    for step in steps:
        command = step.replace("/opt/tracewalk", str(target))
        command = re.sub(r"^python ", f"{BASE_PYTHON} ", command)
        subprocess.run(command, shell=True, cwd=source, env=clean_env(place / "home"), check=True)
    return target


def start(command: list[str], cwd: Path, env: dict[str, str]) -> tuple[subprocess.Popen[str], str]:
    """A server started as a user does; gives the URL it prints."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stderr=subprocess.PIPE, text=True)
    seen = ""
    for line in process.stderr:
        seen += line
        if found := re.search(r"http://\S+", line):
            return process, found[0]
    pytest.fail(f"no URL was printed: {seen}")


def answers(url: str) -> httpx.Response:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            return httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer")


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(image: Path, tmp_path: Path) -> None:
    env = clean_env(tmp_path / "home") | {"PATH": f"{image / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    process, url = start(["tracewalk", "demo", "--port", "18611"], tmp_path, env)
    try:
        assert answers(url + "healthz").json()["status"] == "ok"
        assert answers(url + "api/traces").json()["total"] > 40
        assert [p.name for p in tmp_path.iterdir()] == ["home"]
    finally:
        process.terminate()
        process.wait(15)


def test_the_images_command_and_healthcheck_work_and_no_build_tool_is_left(image: Path, tmp_path: Path) -> None:
    data = shutil.copytree(ROOT / "sample_data" / "lake", tmp_path / "data")
    command = json.loads(re.search(r"^CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)[1])
    command = [str(data) if word == "/data" else word for word in command]
    check = json.loads(re.search(r"^    CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)[1])
    env = clean_env(tmp_path / "home") | {"PATH": f"{image / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    process, url = start(command, tmp_path, env)
    try:
        port = url.rstrip("/").rpartition(":")[2]
        answers(f"http://127.0.0.1:{port}/healthz")
        check[-1] = check[-1].replace("8501", port)
        subprocess.run(check, env=env, check=True)
    finally:
        process.terminate()
        process.wait(15)
    assert not list(image.glob("lib/python*/site-packages/pip"))


def test_the_tiny_model_is_served_from_the_wheel(image: Path, tmp_path: Path) -> None:
    """Without the extra `model`: by numpy."""
    command = [image / "bin" / "tracewalk", "model", "serve"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=clean_env(tmp_path / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        url = process.stdout.readline().strip()
        asked = {"prompt": "<|begin_of_text|><|trace_context_start|>", "max_tokens": 2}
        assert httpx.post(f"{url}/v1/completions", json=asked, timeout=60).json()["usage"]["completion_tokens"] == 2
        assert "engine numpy" in process.stderr.readline()
    finally:
        process.terminate()
        process.wait(15)


def test_resources_are_found_in_a_wheel(image: Path, tmp_path: Path) -> None:
    found = subprocess.run(
        [image / "bin" / "python", "-c", WHERE], cwd=tmp_path, env=clean_env(tmp_path / "home"),
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert found.count(str(image)) == 2


def test_resources_are_found_in_a_checkout(tmp_path: Path) -> None:
    env = clean_env(tmp_path / "home") | {"PYTHONPATH": str(ROOT / "app")}
    found = subprocess.run(
        [sys.executable, "-c", WHERE], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    ).stdout
    assert found.split() == [str(ROOT / "queries"), str(ROOT / "sample_data")]


def test_resources_are_found_in_an_editable_install(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    python = venv / "bin" / "python"
    site = Path(
        subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        ).strip()
    )
    # Dependencies come from the environment of the tests: only our own installation is tried.
    (site / "tools.pth").write_text(sysconfig.get_path("purelib"))
    pip = [BASE_PYTHON, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"]
    env = clean_env(tmp_path / "home")
    subprocess.run([*pip, "--editable", ROOT], env=env, check=True)
    found = subprocess.check_output([python, "-c", WHERE], cwd=tmp_path, env=env, text=True)
    assert found.split() == [str(ROOT / "queries"), str(ROOT / "sample_data")]


def test_a_busy_port_is_said_and_the_next_one_taken(sample_server_env: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 18621))
        taken.listen()
        lake = ROOT / "sample_data" / "lake"
        command = [sys.executable, "-m", "tracewalk", "serve", str(lake), "--port", "18621"]
        process = subprocess.Popen(command, env=sample_server_env, stderr=subprocess.PIPE, text=True)
        try:
            assert "Port 18621 is taken" in process.stderr.readline()
            url = re.search(r"http://\S+", process.stderr.readline())[0]
            assert ":18621" not in url
            assert answers(url + "healthz").status_code == 200
        finally:
            process.terminate()
            process.wait(15)


@pytest.fixture
def sample_server_env(tmp_path: Path) -> dict[str, str]:
    """The environment of the tests, with an empty HOME."""
    (tmp_path / "home").mkdir()
    return dict(os.environ) | {"HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT / "app")}
