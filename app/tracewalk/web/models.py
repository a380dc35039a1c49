"""The endpoints that visitors may choose among; the embedded model is started when it is first asked for."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import Any

from tracewalk.errors import NotFound
from tracewalk.model import MODES
from tracewalk.predict import TINY, EndpointConfig, configured, tiny_at
from tracewalk.tiny import Served, measured, serving

__all__ = ["Models"]

_LACKING = {"tiny": ("score",), "chat": ("score",)}
"""Modes that are known not to be had: llama.cpp gives no log-probabilities of a prompt, chat shows no trace."""


class Models:
    """Configured once, when the server starts: nothing that a visitor sends is ever an address."""

    def __init__(self) -> None:
        self._configured = configured()
        self._lock = threading.Lock()
        self._running = ExitStack()
        self._tiny: Served | None = None

    def listed(self) -> list[dict[str, Any]]:
        """What a visitor may know of them: names, protocols, modes, measures; never addresses or keys."""
        note = "a small demo model that runs on this machine; it is often wrong"
        quoted = measured()["sets"]["strict"]["measures"]["step_middle"]
        shares = {"mid": quoted["model"], "baseline": quoted["baseline"]}
        tiny = _listed(TINY, "tiny-cwm", "cwm", _LACKING["tiny"], note) | {"measured": shares}
        others = [
            _listed(config.name, config.model, config.protocol, _LACKING.get(config.protocol, ()))
            for config in self._configured.values()
        ]
        return [tiny, *others]

    def require(self, name: str) -> None:
        """Raises `NotFound` where there is no endpoint of that name."""
        if name != TINY and name not in self._configured:
            raise NotFound(f"no endpoint {name[:60]!r}; there are: {', '.join([TINY, *self._configured])}")

    def config(self, name: str) -> EndpointConfig:
        """An endpoint by its name. Raises `NotFound`, and `ModelError` where the embedded model does not start."""
        self.require(name)
        return self._started() if name == TINY else self._configured[name]

    def close(self) -> None:
        """Stops the embedded model."""
        with self._lock:
            self._running.close()
            self._tiny = None

    def _started(self) -> EndpointConfig:
        with self._lock:
            if self._tiny is None or not self._tiny.alive:
                self._running.close()  # of one that failed
                self._tiny = self._running.enter_context(serving())
            return tiny_at(self._tiny.url, self._tiny.context, self._tiny.fingerprint)


def _listed(name: str, model: str | None, protocol: str, lacking: tuple[str, ...], note: str = "") -> dict[str, Any]:
    modes = [mode for mode in MODES if mode not in lacking]
    return {"name": name, "model": model, "protocol": protocol, "modes": modes, "note": note, "measured": None}
