"""Columns of Arrow tables as lists for JSON: numbers as they are, texts as indexes into pools."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Pools", "coded", "ints", "one"]


class Pools:
    """The pools of names, types and strings, shared by all columns of one payload; -1 stands for none."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = {"names": {}, "types": {}, "strings": {}}

    def lists(self) -> dict[str, list[str]]:
        """The pools themselves."""
        return {name: list(pool) for name, pool in self._of.items()}

    def strings(self, column: pa.ChunkedArray | pa.Array) -> list[int]:
        """Texts as indexes into the pool of strings."""
        return self._indexes(column, "strings")

    def names(self, column: pa.ChunkedArray | pa.Array) -> list[int]:
        """Texts as indexes into the pool of names."""
        return self._indexes(column, "names")

    def changes(self, step: pa.ChunkedArray, changes: pa.ChunkedArray) -> dict[str, list[int]]:
        """Lists of changes, each with the step it belongs to."""
        lists = one(changes)
        flat = lists.flatten()
        steps = one(step).take(pc.list_parent_indices(lists))
        names = [f.name for f in flat.type]
        values = pa.Table.from_arrays(flat.flatten(), names=names)
        return {"step": ints(steps)} | self.values(values)

    def values(self, changes: pa.Table) -> dict[str, list[int]]:
        """The fields of changes (columns name, value, type, size, cut)."""
        return {
            "name": self._indexes(changes["name"], "names"),
            "value": self._indexes(changes["value"], "strings"),
            "type": self._indexes(changes["type"], "types"),
            "size": ints(changes["size"]),
            "cut": ints(one(changes["cut"]).cast(pa.int8())),
        }

    def _indexes(self, column: pa.ChunkedArray | pa.Array, pool: str) -> list[int]:
        coded = one(column).dictionary_encode()
        known = self._of[pool]
        places = [known.setdefault(text, len(known)) for text in coded.dictionary.to_pylist()]
        # The last place stands for null, which is the index -1.
        lookup = np.array([*places, -1], dtype=np.int32)
        indexes = pc.fill_null(coded.indices, len(places)).to_numpy(zero_copy_only=False)
        return list(lookup[indexes].tolist())


def coded(column: pa.ChunkedArray, words: Sequence[str]) -> list[int]:
    """Texts as their places among some words; -1: none of them."""
    return ints(pc.index_in(one(column), value_set=pa.array(words)))


def ints(column: pa.ChunkedArray | pa.Array) -> list[int]:
    """A number column as a list; null is -1."""
    return list(pc.fill_null(one(column), -1).to_numpy(zero_copy_only=False).tolist())


def one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column as one array without dictionary."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
