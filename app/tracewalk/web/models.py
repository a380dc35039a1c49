"""The endpoints that visitors may choose among; the embedded model is started when it is first asked for."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import Any

from tracewalk.errors import NotFound
from tracewalk.model import MODES
from tracewalk.predict import TINY, EndpointConfig, configured, tiny_at
from tracewalk.tiny import serving

__all__ = ["Models"]

_UNKNOWN_TO_TINY = ("score",)
"""llama.cpp gives no log-probabilities of a prompt."""


class Models:
    """Configured once, when the server starts: nothing that a visitor sends is ever an address."""

    def __init__(self) -> None:
        self._configured = configured()
        self._lock = threading.Lock()
        self._running = ExitStack()
        self._tiny: EndpointConfig | None = None

    def listed(self) -> list[dict[str, Any]]:
        """What a visitor may know of them: names, protocols, modes; never addresses or keys."""
        tiny = {
            "name": TINY,
            "model": "tiny-cwm",
            "protocol": "cwm",
            "modes": [mode for mode in MODES if mode not in _UNKNOWN_TO_TINY],
            "note": "a small demo model that runs on this machine; it is often wrong",
            "measured": None,
        }
        others = [
            {
                "name": config.name,
                "model": config.model,
                "protocol": config.protocol,
                "modes": list(MODES),
                "note": "",
                "measured": None,
            }
            for config in self._configured.values()
        ]
        return [tiny, *others]

    def config(self, name: str) -> EndpointConfig:
        """An endpoint by its name. Raises `NotFound`, and `ModelError` where the embedded model does not start."""
        if name == TINY:
            return self._started()
        if name not in self._configured:
            raise NotFound(f"no endpoint {name[:60]!r}; there are: {', '.join([TINY, *self._configured])}")
        return self._configured[name]

    def close(self) -> None:
        """Stops the embedded model."""
        with self._lock:
            self._running.close()
            self._tiny = None

    def _started(self) -> EndpointConfig:
        with self._lock:
            if self._tiny is None:
                served = self._running.enter_context(serving())
                self._tiny = tiny_at(served.url, served.context, served.fingerprint)
            return self._tiny
