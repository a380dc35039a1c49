"""What the process that serves a model is told, and the engines it knows."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ENGINES", "Order"]

ENGINES = ("auto", "llama.cpp", "numpy")
"""`auto`: llama.cpp where xllamacpp can be imported, else numpy."""


@dataclass(frozen=True, slots=True)
class Order:
    """A model to serve."""

    path: str
    name: str
    port: int
    context: int
    slots: int
    engine: str = "auto"
