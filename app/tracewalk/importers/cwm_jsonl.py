"""Format `cwm-jsonl`: JSON lines with a document of CWM's format in `text`, as `tracewalk export` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracewalk.cwm.tokens import TRACE_TOKEN
from tracewalk.errors import RowError
from tracewalk.importers.cwm_document import draft_of_text, has_prompt
from tracewalk.importers.draft import FACTS, Draft, facts_of, text_of
from tracewalk.importers.formats import Format, Guess, Options, Reading
from tracewalk.importers.json_rows import guess_of_lines, read_json_rows, sample_rows
from tracewalk.importers.sample import Sample

__all__ = ["COLUMNS", "FORMAT", "draft_of_text_row", "guess_of_texts"]


COLUMNS = frozenset({"text", *FACTS})


def draft_of_text_row(row: dict[str, Any], where: str) -> Draft:
    """The trace of a row with `text`, and `program` where the text has no prompt. Raises `RowError`."""
    text = text_of(row, "text")
    if text is None:
        raise RowError(f"has no `text`; its columns are: {', '.join(row) or 'none'}")
    return draft_of_text(text, facts_of(row), where)


def guess_of_texts(rows: Sequence[Mapping[str, Any]], found: Guess) -> Guess:
    """The same guess, unless no program can be had of the rows' `text`."""
    texts = [row for row in rows if isinstance(row.get("text"), str)]
    if found.likeness < 1 or any(has_prompt(row["text"]) or isinstance(row.get("program"), str) for row in texts):
        return found
    if any(TRACE_TOKEN.search(row["text"]) for row in texts):
        return Guess(0.8, "its `text` holds no prompt, hence no program, and its rows have no `program`")
    return Guess(0.2, "its `text` holds no trace token and no START_OF_TRACE, and its rows have no `program`")


def _guess(sample: Sample, options: Options) -> Guess:
    return guess_of_texts(sample_rows(sample, options), guess_of_lines(sample, options, {"text": str}))


def _read(path: Path, options: Options) -> Iterator[Reading]:
    return read_json_rows(path, options, draft_of_text_row)


FORMAT = Format("cwm-jsonl", "JSON lines of CWM's trace text", _guess, _read, COLUMNS)
