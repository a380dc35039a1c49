"""CRUXEval's published generations through the command line: pass@1 of the outputs is the published one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.cwm.conftest import DATA
from tests.predict.conftest import ROWS
from tests.predict.test_command import invoked

from tracewalk.lake import Lake
from tracewalk.recorder import record_dataset

ANSWERS = {
    "straight": ["[4, 8]", "[4, 8.0]", "(4, 8)", "[4]"],
    "loop": ["6", "assert f([1, 2, 3]) == 6", "[ANSWER]7[/ANSWER]"],
    "caught": ['"\\u00e9"', "'é'"],
    "nowhere": ["1"],
}
"""Two of four, two of three, both: right by Python's `==` on literals."""


@pytest.mark.parametrize("indent", [None, 4])
def test_one_object_of_generations(indent: int | None, lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "generations.json").write_text(json.dumps(ANSWERS, indent=indent))
    args = ("import", str(tmp_path / "generations.json"), "--model", "m", "--dataset", "rows")
    code, out = invoked(lake, *args)
    assert (code, out) == (
        1,  # with the one that has no trace listed
        "9 predictions of 3 traces, 0 known\n5 exact, 6 with the right output (66.67%)\n",
    )
    code, out = invoked(lake, *args)
    assert (code, out) == (1, "0 predictions of 3 traces, 9 known\n")


def test_the_results_of_cruxevals_own_evaluation(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "scored.json"
    file.write_text(json.dumps({"raw_generations": {"loop": ["6"]}, "raw_scored_generations": {"loop": [True]}}))
    assert invoked(lake, "import", str(file), "--model", "m") == (
        0,
        "1 prediction of 1 trace, 0 known\n1 exact, 1 with the right output (100.00%)\n",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it begins ''"),
        (b"[1]", "it begins '[1]'"),
        (b"\xff\xfe{\x00", "it begins"),
    ],
)
def test_a_file_that_is_neither(content: bytes, words: str, lake: Lake, tmp_path: Path) -> None:
    from tracewalk.errors import NotFound, UsageError

    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(UsageError) as refused:
        invoked(lake, "import", str(tmp_path / "x.json"), "--model", "m")
    assert "x.json is neither JSONL nor one JSON object" in str(refused.value)
    assert words in str(refused.value)
    with pytest.raises(NotFound, match="there is no file"):
        invoked(lake, "import", str(tmp_path / "none.json"), "--model", "m")
    (tmp_path / "x.json").write_text('{"loop": ["6"]}')
    with pytest.raises(NotFound, match="no dataset 'other' in"):
        invoked(lake, "import", str(tmp_path / "x.json"), "--model", "m", "--dataset", "other")


def test_the_published_score_of_codellama(tmp_path: Path) -> None:
    """8,000 outputs, of which 2,737 are right: 439 only by reading them as literals."""
    rows, folder = DATA / "cruxeval" / "cruxeval.jsonl", DATA / "cruxeval" / "codellama-7b"
    if not folder.exists():
        pytest.skip("no CRUXEval: TRACEWALK_TEST_DATA names the folder that holds cruxeval/codellama-7b")
    with Lake.create(tmp_path / "lake") as lake:
        assert record_dataset("cruxeval", rows, lake=lake).faults == []
        file = folder / "model_generations__sample_codellama-7b_temp0.2_output__generations.json"
        code, out = invoked(lake, "import", str(file), "--model", "CodeLlama 7B", "--dataset", "cruxeval")
        assert code == 0
        assert out.startswith("8,000 predictions of 800 traces, 0 known\n")
        assert re.search(r" exact, 2,737 with the right output \(34\.21%\)\n", out)
        of = lake.cursor().sql("SELECT count(*), count(DISTINCT sample), sum(output_correct::INT) FROM predictions")
        assert of.fetchall() == [(8_000, 10, 2_737)]
    assert set(ROWS) >= {"straight", "loop", "caught"}
