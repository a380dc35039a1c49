"""The way in from Python and notebooks: records one call of one function."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType

from tracewalk.errors import RecordError
from tracewalk.lake import Lake
from tracewalk.model import Identity, Limits, Program, ReprStyle, Trace
from tracewalk.recorder.callee import finish, require_fitting, underlying
from tracewalk.recorder.environment import limits_of, python_version
from tracewalk.recorder.imports import programs, search_path
from tracewalk.recorder.keep import keep, remember
from tracewalk.recorder.run import Plan
from tracewalk.recorder.scope import Scope, cell_name, package_root
from tracewalk.recorder.text import arguments, flat_call
from tracewalk.settings import load

__all__ = ["record"]


def record(
    func: Callable[..., object],
    args: Sequence[object] = (),
    kwargs: Mapping[str, object] | None = None,
    *,
    lake: Lake | str | Path | None = None,
    name: str | None = None,
    root: str | Path | None = None,
    repr_style: ReprStyle = "bounded",
    limits: Limits | None = None,
    exact: bool = False,
    echo: bool = False,
    again: bool = False,
) -> Trace:
    """Runs `func(*args, **kwargs)` and returns its trace; what the program raises is in the trace, never raised here.

    Without a lake the steps are in `trace.steps`. With a lake (or the path of one, made where there is none) they are
    published in it; a call that it has already is not run again unless `again`. Two calls are the same when source
    files, arguments, Python version, limits and repr style are: state in globals and closures is not looked at.
    Recorded are the files under `root` (default: the folder from which the function's module is imported) and, for a
    function of a notebook, its cells. A coroutine is run to its end, a generator is exhausted: its result is the list
    of what it yields. `echo` also prints what the program prints. The code runs with your own rights: nothing
    isolates it. Raises `RecordError` where the function has no Python source or none that is recorded, and where its
    signature does not take the arguments.
    """
    settings = load()
    inner = underlying(func)
    filename = inner.__code__.co_filename
    scope = Scope(_root(filename, root), max_files=settings.max_files)
    text = _source(scope, inner)
    _check_loop(inner)
    require_fitting(func, args, kwargs or {})
    identity = Identity(
        programs=programs(_entries(inner), scope, search_path(package_root(Path(filename)), root=scope.root)),
        entry=inner.__qualname__,
        input=arguments(*flat_call(func, args, kwargs or {})),
        python=python_version(),
        limits=limits or limits_of(settings, repr_style),
        repr_style=repr_style,
    )
    plan = Plan(
        identity=identity,
        name=name or inner.__qualname__,
        entry=identity.entry,
        input=identity.input,
        program=Program(text),
        scope=scope,
        source=scope.text,
        call=lambda: finish(func(*args, **(kwargs or {}))),
        exact=exact,
        echo=echo,
    )
    if lake is None:
        return remember(plan)
    return keep(plan, lake if isinstance(lake, Lake) else Lake.create(Path(lake)), again=again).trace


def _check_loop(inner: FunctionType) -> None:
    if not inspect.iscoroutinefunction(inner):
        return
    with suppress(RuntimeError):
        asyncio.get_running_loop()
        raise RecordError(
            f"{inner.__qualname__} is a coroutine function and an event loop runs here already, as in a notebook: call "
            "tracewalk.record in a thread of its own, `await asyncio.to_thread(tracewalk.record, ...)`."
        )


def _root(filename: str, root: str | Path | None) -> Path:
    if root is not None:
        return Path(root)
    return Path.cwd() if cell_name(filename) else package_root(Path(filename))


def _source(scope: Scope, inner: FunctionType) -> str:
    filename = inner.__code__.co_filename
    if scope.covers(filename) is None:
        raise RecordError(
            f"{inner.__qualname__} is defined in {filename}, which is not recorded: only files under {scope.root} "
            "are, never the standard library or installed packages. Give another function, or root=FOLDER."
        )
    text = scope.text(filename)
    if text is None:
        raise RecordError(f"{inner.__qualname__}: its source {filename} cannot be read. Save it in a file first.")
    return text


def _entries(inner: FunctionType) -> list[str]:
    """The function's file; for a notebook's function also the other cells that it reaches by global names."""
    found = {inner.__code__.co_filename: None}
    if cell_name(inner.__code__.co_filename):
        seen: set[CodeType] = set()
        waiting = [inner]
        while waiting:
            one = waiting.pop()
            if one.__code__ not in seen and cell_name(one.__code__.co_filename):
                seen.add(one.__code__)
                found[one.__code__.co_filename] = None
                waiting.extend(_reached(one))
    return list(found)


def _reached(func: FunctionType) -> Iterator[FunctionType]:
    for name in _names(func.__code__):
        value = func.__globals__.get(name)
        for one in vars(value).values() if isinstance(value, type) else (value,):
            if isinstance(one, FunctionType):
                yield one


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
