"""`tracewalk export` and `tracewalk import`: what goes where, how they end, what an interruption leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracewalk import resources
from tracewalk.cli import app
from tracewalk.cli.stopping import stopping
from tracewalk.errors import TracewalkError
from tracewalk.lake import Lake, check

SAMPLES = resources.folder("sample_data") / "lake"
COMMAND = [sys.executable, "-m", "tracewalk"]


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TRACEWALK_")}


def run(*args: str | Path, cwd: Path, code: int = 0) -> tuple[str, str]:
    """What a command says on stdout, and on stderr in one line; never a traceback."""
    command = [*COMMAND, *map(str, args)]
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, " ".join(done.stderr.split())


def refused(*args: str | Path) -> str:
    """What a command says that ends with one of our errors."""
    failed = CliRunner().invoke(app, [str(arg) for arg in args]).exception
    assert isinstance(failed, TracewalkError)
    return str(failed)


def test_documents_go_out_and_come_in_again(tmp_path: Path) -> None:
    chosen = ("--dataset", "samples", "--where", "n_steps < 500", "--limit", 9)
    out, said = run("export", "--lake", SAMPLES, *chosen, cwd=tmp_path)
    rows = [json.loads(line) for line in out.splitlines()]
    assert f"written {len(rows)} documents of 9 traces, about " in said
    (tmp_path / "rows").write_text(out)
    out, said = run("import", "rows", "--lake", "there", "--dataset", "d", cwd=tmp_path)
    assert (out, said) == (f"{len(rows)} imported\n", "")
    out, _ = run("import", "rows", "--lake", "there", "--dataset", "d", cwd=tmp_path)
    assert out == f"{len(rows)} kept\n"
    _, said = run("export", "--lake", "there", "--text", "--out", "texts", "--dataset", "d", cwd=tmp_path)
    assert sorted((tmp_path / "texts").read_text().split("<|end_of_text|>\n")[:-1]) == sorted(
        row["text"].removesuffix("<|end_of_text|>") for row in rows
    )


def test_an_interruption_leaves_whole_lines() -> None:
    """The pipe is full long before the last document: the command waits in the middle of one when it is told."""
    command = [*COMMAND, "export", "--lake", str(SAMPLES)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, env=environment(), bufsize=0) as process:
        assert process.stdout is not None
        first = process.stdout.readline()  # unbuffered, so that nothing is read that `communicate` would miss
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=300)
    rows = [json.loads(line) for line in (first + rest).splitlines()]
    assert 1 <= len(rows) < 56
    assert (first + rest).endswith(b"}\n")
    assert process.returncode == 1
    assert b"Interrupted; " in said


def test_a_reader_that_has_enough_ends_it_quietly() -> None:
    command = [*COMMAND, "export", "--lake", str(SAMPLES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(300) == 0
    assert said.strip() == b""


def test_slips_of_an_export_are_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("precious")
    for args, words in (
        (("--dataset", "nosuch"), "no dataset 'nosuch'"),
        (("--where", "nosuch > 1"), 'Referenced column "nosuch" not found'),
        (("--out", tmp_path / "no" / "such"), "cannot be written: No such file or directory"),
        (("--out", "/dev/full"), "cannot be written on: No space left on device"),
    ):
        given = ("--out", tmp_path / "out") if "--out" not in args else ()
        assert words in refused("export", "--lake", SAMPLES, "--limit", "3", *given, *args)
    assert (tmp_path / "out").read_text() == "precious"


def test_where_only_trajectories_could_be_written_their_formats_are_named() -> None:
    asked = ["export", "--lake", str(SAMPLES), "--where", "n_steps < 0"]
    done = CliRunner().invoke(app, asked)
    assert (done.exit_code, done.stdout) == (0, "")
    with Lake.open(SAMPLES) as lake:
        n = lake.catalog.count("trajectories")
    assert f"the lake has {n} trajectories, too, for --format atif, openai, jsonl, cwm-rl" in " ".join(
        done.stderr.split()
    )


def test_slips_of_an_import_leave_no_lake(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    for args, words in (
        ((tmp_path / "nosuch",), f"no such file or folder: {tmp_path}/nosuch"),
        ((tmp_path / "a", "--format", "xml"), "no format 'xml'; there are: cwm ("),
        ((tmp_path / "a", "--columns", "code"), "must be OURS=THEIRS"),
        ((SAMPLES,), "is a lake; `tracewalk lake merge"),
    ):
        assert words in refused("import", *args, "--lake", tmp_path / "lake")
    assert not (tmp_path / "lake").exists()


def test_faults_of_an_import_are_listed_and_end_with_1(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("some words")
    (tmp_path / "b").write_text('{"text": "<|trace_context_start|>"}\n{"text": 5}\n')
    out, said = run("import", "a", "b", cwd=tmp_path, code=1)
    assert out == "nothing to import\n"
    assert f"fault: {tmp_path / 'a'}: it is in no known format" in said
    assert f"fault: {tmp_path / 'b'}:1: its prompt is not" in said
    assert f"fault: {tmp_path / 'b'}:2: its `text` is of type int, not text" in said
    with Lake.open(tmp_path / "lake") as lake:
        assert check(lake) == []


def test_the_first_interruption_is_noted_and_the_second_one_raises() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stopping() as stopped:
        assert not stopped()
        signal.raise_signal(signal.SIGINT)
        assert stopped()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
