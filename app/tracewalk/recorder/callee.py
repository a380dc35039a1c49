"""What is called: the Python function beneath a callable, whether a call fits it, and how its call comes to an end."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType, GeneratorType, MethodType
from typing import Any

from tracewalk.errors import RecordError
from tracewalk.recorder.text import arguments

__all__ = ["finish", "require_fitting", "underlying"]

_MAX_SHOWN = 200
"""Characters of the arguments, and of a signature, in a message."""


def finish(value: object) -> object:
    """Runs a coroutine to its end and a generator until it is exhausted (a list of what it yields)."""
    if inspect.iscoroutine(value):
        import asyncio  # noqa: PLC0415  large, and rarely needed

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
