"""The sample programs, recorded in a sandbox, give the traces of the sample lake, which were recorded without one."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest

from tracewalk.lake import Lake
from tracewalk.recorder.environment import limits_of
from tracewalk.recorder.options import Options
from tracewalk.recorder.source_file import SourceFile
from tracewalk.resources import folder
from tracewalk.sandbox import Job, Sandbox
from tracewalk.sandbox.order import Order
from tracewalk.sandbox.take_project import private_folders, take_project
from tracewalk.settings import Settings

PROGRAMS = folder("sample_data") / "programs"
CATALOGUE = tomllib.loads((folder("sample_data") / "catalogue.toml").read_text())["recording"]


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the sample lake is recorded on Python 3.11")
@pytest.mark.skipif(os.environ.get("PYTHONHASHSEED", "0") != "0", reason="the sample lake has hash seed 0")
def test_the_sample_programs_have_the_same_traces(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = Settings()
    options = Options(root=PROGRAMS, repr_style="cwm", limits=limits_of(settings, "cwm"))
    project = take_project(PROGRAMS, PROGRAMS, lake=tmp_path, settings=settings, tell=lambda _text: None)
    jobs = []
    for given in CATALOGUE:
        file = SourceFile(PROGRAMS / given["file"], project.scope(max_files=settings.max_files), options)
        subject = file.entry(given["entry"], given["input"])
        order = Order(subject, "entry", str(PROGRAMS / given["file"]), project.plain())
        jobs.append(Job(order, project.sources(), tag=given["id"]))
    with Sandbox(settings, folders=private_folders(project)) as own, Lake.open(folder("sample_data") / "lake") as lake:
        found = {ran.job.tag: (ran.fault, ran.trace()) for ran in map(own.record, jobs)}
        for name, (fault, trace) in found.items():
            assert fault is None, (name, fault)
            known = lake.trace(trace.trace_id)
            for fact in ("steps_digest", "n_steps", "outcome", "result", "error", "functions", "exceptions", "files"):
                assert getattr(trace, fact) == getattr(known, fact), (name, fact)
    assert len(found) == len(CATALOGUE) > 50
