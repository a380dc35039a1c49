"""What the names of result files and of their folders tell: the model, the suite, the run."""

from __future__ import annotations

import re
from pathlib import PurePath

__all__ = ["known_suite", "sanitised", "stem_of", "suite_version"]

_SUITES = (
    (r"math[_-]?500", "math-500"),
    (r"aime(?:20|_20|-20|[_-])?(\d\d)(?!\d)", "aime-20"),
    (r"swe-?bench.?verified|sbv|(?<![a-z])verified(?![a-z])", "swe-bench-verified"),
    (r"swe-?bench.?lite|(?<![a-z])lite(?![a-z])", "swe-bench-lite"),
    (r"multimodal", "swe-bench-multimodal"),
    (r"multilingual", "swe-bench-multilingual"),
    (r"(?<![a-z])lcb|livecodebench", "livecodebench"),
    (r"cruxeval.?o(?![a-z])|cruxeval.?output", "cruxeval-output"),
    (r"cruxeval.?i(?![a-z])|cruxeval.?input", "cruxeval-input"),
)
_VERSION = re.compile(r"(?:lcb|livecodebench|release)[ _-]?(v\d(?:_v\d)?)", re.IGNORECASE)


def known_suite(text: str) -> str | None:
    """The benchmark that a name means, such as `aime-2024` for `aime24` and `math-500` for `hendrycks_math500`."""
    for pattern, suite in _SUITES:
        if found := re.search(pattern, text.lower()):
            return suite + found[1] if found.groups() and found[1] else suite
    return None


def suite_version(path: PurePath) -> str | None:
    """`v5` of a path that speaks of LiveCodeBench v5 (or `lcb_v5`, `release_v5`)."""
    found = _VERSION.search("/".join(path.parts[-4:]))
    return found[1].lower() if found else None


def sanitised(folder: str) -> str:
    """The name of a model that lm-eval and SWE-bench made a folder's or file's name of: `__` was a slash."""
    return folder.replace("__", "/")


def stem_of(path: PurePath, *ends: str) -> str:
    """A file's name without `.json` or `.jsonl`, and without the first of the ends that it has."""
    stem = re.sub(r"\.jsonl?$", "", path.name)
    return next((stem.removesuffix(end) for end in ends if stem.endswith(end)), stem)
