"""The way in from Python and notebooks: records one call of one function."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType, FunctionType, GeneratorType, MethodType
from typing import Any

from tracewalk.errors import RecordError
from tracewalk.lake import Lake
from tracewalk.model import Identity, Limits, Program, ReprStyle, Trace
from tracewalk.recorder.environment import limits_of, python_version
from tracewalk.recorder.imports import programs, search_path
from tracewalk.recorder.run import Plan, keep, remember
from tracewalk.recorder.scope import Scope, cell_name, package_root
from tracewalk.recorder.text import arguments, flat_call
from tracewalk.settings import load

__all__ = ["finish", "record", "require_fitting", "underlying"]

_MAX_SHOWN = 200
"""Characters of the arguments, and of a signature, in a message."""


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


def finish(value: object) -> object:
    """Runs a coroutine to its end and a generator until it is exhausted (a list of what it yields)."""
    if inspect.iscoroutine(value):
        return asyncio.run(value)
    return list(value) if isinstance(value, GeneratorType) else value


def underlying(func: Callable[..., object]) -> FunctionType:
    """The Python function beneath wrappers, partials, methods, classes and callable objects.

    Raises `RecordError` where there is none, as for a function written in C.
    """
    inner: Any = func
    while isinstance(inner, functools.partial):
        inner = inner.func
    inner = inspect.unwrap(inner)
    if isinstance(inner, type):
        inner = inspect.getattr_static(inner, "__init__", None)
    elif not isinstance(inner, FunctionType | MethodType):
        inner = inspect.getattr_static(type(inner), "__call__", None)
    inner = inner.__func__ if isinstance(inner, MethodType) else inner
    if not isinstance(inner, FunctionType):
        raise RecordError(f"{func!r} is not written in Python: there are no lines to record. Give a Python function.")
    return inner


def require_fitting(func: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]) -> None:
    """Raises `RecordError` where a call would end before the function's first line, as its signature says.

    Of a wrapper its own signature counts, not that of what it wraps: it may give arguments of its own.
    """
    inner: Any = func.__wrapped__ if hasattr(func, "cache_info") and hasattr(func, "__wrapped__") else func
    try:
        signature = inspect.signature(inner, follow_wrapped=False)
    except (TypeError, ValueError):  # it has none
        return
    try:
        signature.bind(*args, **kwargs)
    except TypeError as fault:
        name = getattr(func, "__qualname__", None) or underlying(func).__qualname__
        given = _short(arguments(args, kwargs))
        raise RecordError(
            f"{name}({given}) cannot be called: {fault}. Its signature is {name}{_shown(signature)}."
        ) from None


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}..."


def _shown(signature: inspect.Signature) -> str:
    try:
        return _short(str(signature))
    except Exception:  # whatever the repr of a default raises
        return f"({', '.join(signature.parameters)})"


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
