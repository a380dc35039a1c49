"""All formats, and which of them a file is: told by its content, never by its name."""

from __future__ import annotations

from tracewalk.errors import UsageError
from tracewalk.importers import (
    atif,
    claude_code,
    codex,
    cwm_jsonl,
    cwm_rl,
    cwm_text,
    inspect_log,
    inspect_scout,
    mini_swe_agent,
    openai_chat,
    openhands,
    parquet,
    step_rows,
    swe_agent,
    terminal_bench,
)
from tracewalk.importers.formats import Format, Options
from tracewalk.importers.neighbours import neighbour
from tracewalk.importers.sample import Sample

__all__ = ["FORMATS", "columns_named", "format_named", "recognise"]

_SHOWN = 8
"""Keys of a file of no known format that are told."""

FORMATS: tuple[Format, ...] = (
    cwm_text.FORMAT,
    cwm_jsonl.FORMAT,
    step_rows.FORMAT,
    parquet.FORMAT,
    cwm_rl.FORMAT,
    swe_agent.FORMAT,
    mini_swe_agent.FORMAT,
    claude_code.FORMAT,
    codex.FORMAT,
    openhands.FORMAT,
    atif.FORMAT,
    inspect_log.FORMAT,
    inspect_scout.FORMAT,
    terminal_bench.FORMAT,
    openai_chat.FORMAT,  # the last one: where two claim a file, the first of them reads it
)


def format_named(name: str) -> Format:
    """A format by its name. Raises `UsageError` with those there are."""
    found = next((format_ for format_ in FORMATS if format_.name == name), None)
    if found is None:
        known = ", ".join(f"{format_.name} ({format_.about})" for format_ in FORMATS)
        raise UsageError(f"no format {name!r}; there are: {known}")
    return found


def columns_named(text: str) -> dict[str, str]:
    """Our name of a column -> the file's, from `OURS=THEIRS,...`. Raises `UsageError` where it is not that."""
    known = sorted({column for format_ in FORMATS for column in format_.columns})
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        ours, sign, theirs = part.partition("=")
        if not (sign and theirs) or ours in found or ours not in known:
            raise UsageError(
                f"--columns {part!r} must be OURS=THEIRS, each of ours once, e.g. program=code,input=args; "
                f"ours are: {', '.join(known)}"
            )
        found[ours] = theirs
    return found


def recognise(sample: Sample, options: Options) -> Format | str:
    """The format of a file, or why it is none: what it looks like most."""
    if not sample.size:
        return "it is empty"
    guesses = []
    for format_ in FORMATS:
        guess = format_.guess(sample, options)
        if guess.likeness == 1:
            return format_
        guesses.append((guess, format_))
    if broken := sample.why_no_document:
        return f"it begins as one JSON document, but {broken}"
    if name := neighbour(sample):
        return f"it is {name}, which is not read; Harbor turns the logs of many agents into ATIF, which is"
    guess, nearest = max(guesses, key=lambda pair: pair[0].likeness)
    if guess.likeness > 0:
        return f"it is in no known format; it looks most like {nearest.about}, but {guess.why}"
    known = ", ".join(format_.name for format_ in FORMATS)
    return f"it is in no known format, nor like one of them ({known}): {_begins(sample, options)}"


def _begins(sample: Sample, options: Options) -> str:
    """What a file is at first sight."""
    if sample.head.startswith(b"PAR1"):
        return f"it is Parquet, and {parquet.FORMAT.guess(sample, options).why}"
    document = sample.document
    rows = sample.rows if document is None else document[:1] if isinstance(document, list) else [document]
    keys = list(rows[0])[:_SHOWN] if rows and isinstance(rows[0], dict) else []
    if keys:
        one = "JSON, an object" if isinstance(document, dict) else "JSON, a list of objects, the first"
        what = "JSON lines, the first" if document is None else one
        return f"it is {what} with the keys {', '.join(key[:40] for key in keys)}"
    if sample.text is None:
        return "it is no text in UTF-8"
    return f"it begins with {sample.text.strip()[:60]!r}"
