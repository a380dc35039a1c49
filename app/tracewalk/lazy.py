"""Names of a package that are loaded on first use, so that to import one of its modules loads none of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["on_first_use"]


def on_first_use(package: str, where: Mapping[str, str]) -> Callable[[str], object]:
    """The `__getattr__` of a package, which finds each name in the module of the package that `where` tells."""

    def load(name: str) -> object:
        if name not in where:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{where[name]}"), name)

    return load
