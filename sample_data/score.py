#!/usr/bin/env python3
"""Writes down what the embedded model answered, as files of results: `results/SUITE.jsonl`, one row for each task.

    python sample_data/score.py SUITE DATASET [LAKE]

LAKE (default: `lake` beside this file) has the model's predictions of DATASET in mode full: its answer to a task is
what the predicted run returns. One that does not fit the model's context, or comes to no end, is wrong. The suite
`held_out-output` is of the sample lake, `cruxeval-output` of a lake with CRUXEval, made by

    tracewalk record --dataset cruxeval=cruxeval.jsonl --lake LAKE
    tracewalk predict --endpoint tiny --dataset cruxeval --lake LAKE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tracewalk.lake import Lake

HERE = Path(__file__).resolve().parent
ANSWERS = """
SELECT task_id, model, coalesce(output_correct, false) AS correct, coalesce(output, '') AS prediction
FROM predictions JOIN items USING (trace_id)
WHERE dataset = $dataset AND mode = 'full' AND model = 'tiny-cwm' AND from_step IS NULL AND sample = 0
ORDER BY task_id
"""


def main() -> int:
    """Writes the file; returns the exit code."""
    suite, dataset, *more = sys.argv[1:]
    with Lake.open(Path(more[0]) if more else HERE / "lake") as lake:
        rows = lake.cursor().sql(ANSWERS, params={"dataset": dataset}).to_arrow_table().to_pylist()
    target = HERE / "results" / f"{suite}.jsonl"
    target.parent.mkdir(exist_ok=True)
    target.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    passed = sum(row["correct"] for row in rows)
    print(f"{target}: {passed} of {len(rows)} right", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
