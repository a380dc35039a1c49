"""How a state of a page is written as the parameters of a URL, and read back or refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from tracewalk.errors import LinkError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VERSION = 1
"""Of the scheme: an old link opens for ever, or says why it can't."""

Reader = Callable[[str, str], Any]
"""Takes a parameter's name and text; raises `LinkError`, which names both."""

_ID = re.compile(r"[0-9a-f]{32}")
_JOB = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MAX_TEXT = 2_000
_MAX_INT = 2**31 - 1
_MAX_NUMBER = 1e15
_T = TypeVar("_T", bound="DataclassInstance")


def written(state: DataclassInstance) -> dict[str, str]:
    """As the parameters of a URL, in the order of the fields; what is None is left out."""
    given = {f.name: getattr(state, f.name) for f in fields(state)}
    return {"v": str(VERSION)} | {k: str(v) for k, v in given.items() if v is not None}


def read(kind: type[_T], params: Mapping[str, str], readers: Mapping[str, Reader]) -> _T:
    """The state that the parameters name; raises `LinkError` for a version or a value that cannot be meant."""
    version = params.get("v", str(VERSION))
    if version != str(VERSION):
        raise LinkError(
            f"This link says v={show(version)}, and this Tracewalk reads v={VERSION}. "
            "Update Tracewalk, or ask for a link made by this version."
        )
    return kind(**{name: reader(name, text) for name, reader in readers.items() if (text := params.get(name))})


def read_id(name: str, text: str) -> str:
    """The id of a trace, a prediction or a trajectory."""
    if not _ID.fullmatch(text):
        raise LinkError(f"{name}={show(text)} is not an id: ids are 32 digits out of 0-9 and a-f.")
    return text


def read_job(name: str, text: str) -> str:
    """The id of something that a server does in the background."""
    if not _JOB.fullmatch(text):
        raise LinkError(f"{name}={show(text)} is not the id of a job: those are 1 to 64 of 0-9, A-Z, a-z, _ and -.")
    return text


def read_int(name: str, text: str) -> int:
    """A whole number that a 32-bit column can hold."""
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _MAX_INT:
        raise LinkError(f"{name}={show(text)} is not a whole number from 0 to {_MAX_INT}.")
    return int(text)


def read_number(name: str, text: str) -> float:
    """A finite number that is not negative, as of dollars."""
    try:
        number = float(text) if text.isascii() else math.nan
    except ValueError:
        number = math.nan
    if not 0 <= number <= _MAX_NUMBER:
        raise LinkError(f"{name}={show(text)} is not a number from 0 to {_MAX_NUMBER:g}.")
    return number


def read_text(name: str, text: str) -> str:
    """Any text that is not too long to be searched."""
    if len(text) > _MAX_TEXT:
        raise LinkError(f"{name} is {len(text):,} characters long; at most {_MAX_TEXT:,} can be searched or shown.")
    return text


def one_of(*known: str) -> Reader:
    """A reader that takes these words only."""

    def reader(name: str, text: str) -> str:
        if text not in known:
            raise LinkError(f"{name}={show(text)} is none of: {', '.join(known)}.")
        return text

    return reader


def show(text: str) -> str:
    """A value for a message, cut where it is long."""
    return repr(text if len(text) <= 60 else text[:57] + "...")
