"""What was measured of a model, kept as JSON beside it."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracewalk.tiny.serve import Served

__all__ = ["MEASURED_FILE", "about", "measured", "record_measures"]

MEASURED_FILE = Path(__file__).with_name("measured.json")


def measured() -> dict[str, Any]:
    """What was measured of the model that comes with Tracewalk, from `measured.json`.

    `{"model", "fingerprint", "engine", "python", "measured_at", "sets": {name: {"programs", "measures":
    {question: {"model", "baseline", "n"}}, "first_wrong"}}}`, shares from 0 to 1. The sets are `held-out`,
    `strict`, `hand-written` and `cruxeval`; the questions `step`, `step_middle`, `step_middle_values`,
    `event_and_line`, `whole_teacher_forced`, `whole_free`, `returned`, `ends_in_return`. To quote: `step_middle` on
    `strict`.
    """
    found: dict[str, Any] = json.loads(MEASURED_FILE.read_text("utf-8"))
    return found


def about(served: Served) -> dict[str, str]:
    """What to say of a served model beside its measures."""
    return {"model": served.model, "fingerprint": served.fingerprint, "engine": served.engine}


def record_measures(path: Path, of: dict[str, Any], name: str, result: dict[str, Any]) -> None:
    """Adds a set's result to a file of measures, without its speed, which is the machine's; another model's go."""
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    sets = found.get("sets", {}) if found.get("fingerprint") == of["fingerprint"] else {}
    when = {"python": platform.python_version(), "measured_at": datetime.now(UTC).date().isoformat()}
    whole = of | when | {"sets": sets | {name: {key: value for key, value in result.items() if key != "speed"}}}
    path.write_text(json.dumps(whole, indent=1) + "\n", "utf-8")
