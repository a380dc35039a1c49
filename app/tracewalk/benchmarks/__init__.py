"""Benchmark results: files of others -> the lake's table `results`, published scores, and thoughts against the truth.

taken = import_results([Path("codegeneration_10_0.2_eval_all.json")], lake, Given(model="mine"))
thoughts(lake, trace_id, reasoning)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.lazy import on_first_use

if TYPE_CHECKING:
    from tracewalk.benchmarks.formats import FORMATS
    from tracewalk.benchmarks.judging import METHOD, VERDICTS, Judged, Life, against, counts
    from tracewalk.benchmarks.papers import published
    from tracewalk.benchmarks.run import Given, Taken, add_published, import_results
    from tracewalk.benchmarks.statements import Statement, stated
    from tracewalk.benchmarks.thinking import thoughts

_WHERE = {
    "FORMATS": "formats",
    "METHOD": "judging",
    "VERDICTS": "judging",
    "Given": "run",
    "Judged": "judging",
    "Life": "judging",
    "Statement": "statements",
    "Taken": "run",
    "add_published": "run",
    "against": "judging",
    "counts": "judging",
    "import_results": "run",
    "published": "papers",
    "stated": "statements",
    "thoughts": "thinking",
}

__all__ = [
    "FORMATS",
    "METHOD",
    "VERDICTS",
    "Given",
    "Judged",
    "Life",
    "Statement",
    "Taken",
    "add_published",
    "against",
    "counts",
    "import_results",
    "published",
    "stated",
    "thoughts",
]

__getattr__ = on_first_use(__name__, _WHERE)
