"""Reading a GGUF file: metadata and tensors, with numpy only.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
"""

from __future__ import annotations

import math
import mmap
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tracewalk.errors import ModelError, NotFound
from tracewalk.frozen import frozen

__all__ = ["Gguf", "Tensor", "read_gguf"]

Floats = npt.NDArray[np.float32]

_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST_FIELDS = 100_000
"""More metadata or tensors than any model has: a damaged file, not a large one."""

Q8_BLOCK = np.dtype([("scale", "<f2"), ("values", "i1", 32)])
"""Of type Q8_0: 32 weights share one half-precision scale."""


@frozen
class Tensor:
    """A tensor's place in the file. `shape` is numpy's order: rows first."""

    shape: tuple[int, ...]
    kind: int
    start: int


@dataclass(frozen=True)
class Gguf:
    """A GGUF file that was opened: its metadata, and its tensors on demand."""

    path: Path
    metadata: dict[str, Any]
    tensors: dict[str, Tensor]
    data: memoryview

    @cached_property
    def architecture(self) -> str:
        """What llama.cpp calls the kind of network, e.g. `llama`; "" where the file does not say."""
        return str(self.metadata.get("general.architecture", ""))

    def setting(self, name: str) -> Any:
        """A value of the architecture's own, e.g. `context_length`. Raises `ModelError` where it is absent."""
        key = f"{self.architecture}.{name}"
        if key not in self.metadata:
            raise ModelError(f"{self.path} does not say {key}; it cannot be run. Export the model again.")
        return self.metadata[key]

    def tensor(self, name: str) -> Floats:
        """A tensor as float32, in numpy's order. Raises `ModelError` for a type that needs llama.cpp."""
        if name not in self.tensors:
            raise ModelError(f"{self.path} has no tensor {name!r}; it has {len(self.tensors)} others.")
        found = self.tensors[name]
        count = math.prod(found.shape)
        if found.kind not in _READERS:
            raise ModelError(
                f"{self.path} holds {name!r} in GGUF type {found.kind}; without xllamacpp only F32, F16 and Q8_0 "
                "can be read. Install it: pip install 'tracewalk[model]'."
            )
        try:
            return _READERS[found.kind](self.data, found.start, count).reshape(found.shape)
        except (ValueError, OverflowError):
            raise _damaged(self.path, f"tensor {name!r} reaches beyond its end") from None


def read_gguf(path: Path) -> Gguf:
    """Opens a GGUF file. Raises `NotFound`, and `ModelError` for a file of another kind or a damaged one."""
    try:
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        raise NotFound(f"there is no model file {path}; `tiny` is the one that comes with Tracewalk.") from None
    except (OSError, ValueError) as why:  # a folder, no rights; an empty file
        raise ModelError(f"{path} cannot be read as a model: {why}") from None
    if bytes(data[:4]) != b"GGUF":
        raise ModelError(f"{path} is no GGUF file: it begins with {bytes(data[:4])!r}, not b'GGUF'.")
    try:
        return _parse(path, data)
    except (struct.error, UnicodeDecodeError, OverflowError, KeyError, RecursionError) as why:
        raise _damaged(path, str(why)) from None


def _parse(path: Path, data: memoryview) -> Gguf:
    reader = _Reader(data, 4)
    version = reader.scalar("I")
    if version not in {2, 3}:
        raise ModelError(f"{path} is GGUF version {version}; versions 2 and 3 can be read.")
    n_tensors, n_fields = reader.scalar("Q"), reader.scalar("Q")
    if max(n_tensors, n_fields) > _MOST_FIELDS:
        raise _damaged(path, f"it claims {n_tensors:,} tensors and {n_fields:,} fields")
    metadata = {reader.string(): reader.value(reader.scalar("I")) for _ in range(n_fields)}
    places = [reader.place() for _ in range(n_tensors)]
    step = int(metadata.get("general.alignment", 32)) or 32
    base = -(-reader.at // step) * step
    tensors = {name: Tensor(shape, kind, base + offset) for name, shape, kind, offset in places}
    return Gguf(path, metadata, tensors, data)


class _Reader:
    """A cursor over the file's bytes; reading beyond their end raises `struct.error`."""

    def __init__(self, data: memoryview, at: int) -> None:
        self.data, self.at = data, at

    def scalar(self, code: str) -> Any:
        (found,) = struct.unpack_from(f"<{code}", self.data, self.at)
        self.at += struct.calcsize(f"<{code}")
        return found

    def string(self) -> str:
        size = self.scalar("Q")
        if size > len(self.data) - self.at:
            raise struct.error(f"a text of {size:,} bytes at byte {self.at:,}")
        found = bytes(self.data[self.at : self.at + size])
        self.at += size
        return found.decode("utf-8")

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.string()
        if kind != _ARRAY:
            return self.scalar(_SCALARS[kind])
        inner, size = self.scalar("I"), self.scalar("Q")
        if size > len(self.data) - self.at:  # an item takes a byte or more
            raise struct.error(f"a list of {size:,} items at byte {self.at:,}")
        return [self.value(inner) for _ in range(size)]

    def place(self) -> tuple[str, tuple[int, ...], int, int]:
        """Name, shape, type and offset of a tensor."""
        name = self.string()
        shape = tuple(self.scalar("Q") for _ in range(min(self.scalar("I"), 8)))
        return name, shape[::-1], self.scalar("I"), self.scalar("Q")


def _floats(data: memoryview, start: int, count: int) -> Floats:
    return np.frombuffer(data, "<f4", count, start).astype(np.float32)


def _halves(data: memoryview, start: int, count: int) -> Floats:
    return np.frombuffer(data, "<f2", count, start).astype(np.float32)


def _q8(data: memoryview, start: int, count: int) -> Floats:
    blocks = np.frombuffer(data, Q8_BLOCK, count // 32, start)
    return (blocks["values"].astype(np.float32) * blocks["scale"].astype(np.float32)[:, None]).ravel()


_READERS = {0: _floats, 1: _halves, 8: _q8}


def _damaged(path: Path, why: str) -> ModelError:
    return ModelError(f"{path} is a damaged GGUF file ({why}). Fetch or export it again.")
