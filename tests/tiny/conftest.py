"""A served tiny model, by each engine; and the texts that tests put to it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tracewalk.tiny import Served, serving

PROGRAM = "def f(n):\n    total = 0\n    for i in range(n):\n        total += i\n    return total\n"
PROMPT = (
    "<|begin_of_text|><|trace_context_start|>"
    f"{PROGRAM}\ndef main():  # << START_OF_TRACE\n    return f(3)\n<|frame_sep|>"
)


@pytest.fixture(scope="session", params=["llama.cpp", "numpy"])
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    if request.param == "llama.cpp":
        pytest.importorskip("xllamacpp")
    with serving(engine=request.param) as found:
        yield found


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=60) as found:
        yield found
