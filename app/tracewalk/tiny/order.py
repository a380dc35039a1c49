"""What the process that serves a model is told, and the engines it knows."""

from __future__ import annotations

from tracewalk.frozen import frozen

__all__ = ["ENGINES", "Order"]

ENGINES = ("auto", "llama.cpp", "numpy")
"""`auto`: llama.cpp where xllamacpp can be imported, else numpy."""


@frozen
class Order:
    """A model to serve."""

    path: str
    name: str
    port: int
    context: int
    slots: int
    engine: str = "auto"
