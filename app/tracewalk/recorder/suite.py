"""The way in for a test suite: pytest in this process, one trace a test. Runs code with the user's own rights."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tracewalk.errors import RecordError, UsageError
from tracewalk.lake import Lake
from tracewalk.recorder.collected import Subjects
from tracewalk.recorder.options import Options
from tracewalk.recorder.scope import Scope, package_root
from tracewalk.recorder.stage import fresh_modules, stage
from tracewalk.recorder.suite_desk import LakeDesk, SuiteSummary
from tracewalk.settings import load

__all__ = ["CONTINUE", "project_of", "record_pytest", "require_ran"]

CONTINUE = "--continue-on-collection-errors"

_DEFAULT = Options()
_INTERNAL_ERROR, _USAGE_ERROR = 3, 4
_MARKERS = ("pyproject.toml", "pytest.ini", "setup.cfg", "setup.py", "tox.ini", ".git")


def record_pytest(
    paths: Sequence[str | Path] = (), args: Sequence[str] = (), *, lake: Lake, options: Options = _DEFAULT
) -> SuiteSummary:
    """Runs pytest on the paths (default: as its own configuration says) and records the call phase of each test.

    `args` are pytest's own arguments, which may name paths too.

    A trace's name is the test's node id, its `test_outcome` passed, failed, skipped or error (its teardown failed).
    Recorded is what runs between setup and teardown: the test and the user's code that it calls; of fixtures only
    what is called meanwhile. Names starting with `@` (pytest's own temporaries) are hidden. Tests without a call
    phase (skipped by a mark, or a fixture failed) have no trace; the latter are faults. Tests whose trace the lake has
    are deselected. pytest's own output goes to stderr. Raises `RecordError` where pytest is missing or broke down,
    `UsageError` where it refuses the arguments.
    """
    try:
        import pytest  # noqa: PLC0415

        from tracewalk.recorder.pytest_plugin import Plugin  # noqa: PLC0415
    except ImportError as fault:
        raise RecordError(
            f"recording tests needs pytest in the environment of Tracewalk ({fault}): `pip install pytest` in it, or, "
            f"where it has no pip, `python3 -m pip --python {sys.prefix} install pytest`"
        ) from None
    root, most = options.root or project_of([*paths, *args]), load().max_files
    scope = Scope(root, max_files=most)
    subjects = Subjects(scope, limits=options.limits_in_force(), repr_style=options.repr_style)
    given = [*map(str, paths), CONTINUE, *args]
    with lake.writer(inbox=True) as writer:
        desk = LakeDesk(lake, writer, options, subjects)
        plugin = Plugin(desk, scope, lambda: Scope(root, max_files=most), options)
        with (
            contextlib.redirect_stdout(sys.stderr),
            fresh_modules(scope),
            stage(str(Path.cwd()), ["pytest", *given]),
        ):
            code = pytest.main(given, plugins=[plugin])
    desk.summary.interrupted = code == pytest.ExitCode.INTERRUPTED and desk.stopped
    require_ran(int(code), paths, args)
    return desk.summary


def require_ran(code: int, paths: Sequence[str | Path], args: Sequence[str]) -> None:
    """By pytest's exit code: `UsageError` where it refuses its arguments, `RecordError` where it broke down."""
    if code == _USAGE_ERROR:
        if missing := [str(p) for p in paths if not _exists(str(p))] + _missing(args):
            raise UsageError(f"no such file or folder: {', '.join(missing)}. Give the paths of tests.")
        raise UsageError(f"pytest refuses its arguments: {' '.join(map(str, (*paths, *args)))}. It says why on stderr.")
    if code == _INTERNAL_ERROR:
        raise RecordError("pytest broke down; it says why on stderr. Do the tests run without Tracewalk?")


def project_of(args: Sequence[str | Path]) -> Path:
    """The root of the project whose tests the arguments name, or of the working folder."""
    named = [Path(str(one).partition("::")[0]) for one in args]
    return _project([path for path in named if path.exists()])


def _missing(args: Sequence[str]) -> list[str]:
    """The arguments that can only be paths, but lead nowhere."""
    pairs = pairwise(("", *args))
    return [one for before, one in pairs if not (one.startswith("-") or before.startswith("-") or _exists(one))]


def _exists(path: str) -> bool:
    return Path(path.partition("::")[0]).exists()


def _project(paths: Sequence[Path]) -> Path:
    """The nearest folder above all paths that looks like a project's root; else the working folder or their own."""
    above = [p.resolve() if p.is_dir() else package_root(p) for p in paths] or [Path.cwd()]
    common = Path(os.path.commonpath(above))
    for folder in (common, *common.parents):
        if any((folder / name).exists() for name in _MARKERS):
            return folder
    return Path.cwd() if common.is_relative_to(Path.cwd()) else common
