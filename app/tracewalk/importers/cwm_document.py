"""One document of CWM's text -> a draft: with its prompt or without, with separators or stripped of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from tracewalk.cwm import Context, parse
from tracewalk.cwm.context import source_lines
from tracewalk.cwm.index import index_of
from tracewalk.cwm.scopes import Scope
from tracewalk.cwm.tokens import BEGIN, CONTEXT, FRAME
from tracewalk.errors import RowError
from tracewalk.importers.classes import class_names
from tracewalk.importers.cwm_steps import steps_of
from tracewalk.importers.draft import Draft, Facts
from tracewalk.importers.entry import input_of, wrapped_call
from tracewalk.importers.whole import require_whole
from tracewalk.model import CwmStep, Program

__all__ = ["draft_of_text", "has_prompt"]

_MARK = "START_OF_TRACE"
_BEGIN_OF_FRAME = re.compile(r"\n(?=\{)")
_BEGIN_OF_CALL = re.compile(r"(?:async\s+def|def|class|@)\b|@")
_object_end = json.JSONDecoder().raw_decode


class _Source(NamedTuple):
    program: Program
    context: Context
    scopes: Mapping[str, Scope]
    """By qualified name; the first of each."""


def has_prompt(text: str) -> bool:
    """Whether a document holds its program."""
    return CONTEXT in text or (_MARK in text and FRAME not in text)


def draft_of_text(text: str, facts: Facts, where: str) -> Draft:
    """The trace of a document. Raises `RowError` with the reason where it is none that can be kept.

    The program is the context of the prompt as it stands, START_OF_TRACE and all, so that an export gives the same
    text again; without a prompt it is `facts.program`.
    """
    program, body = _parted(text, facts.program)
    source = _source_of(Program(program))
    parsed = parse(body, source.context)
    require_whole(parsed, program, parses=bool(source.scopes))
    pausing = frozenset(name for name, scope in source.scopes.items() if scope.pauses)
    steps, raised = steps_of(parsed.steps, pausing)
    call = wrapped_call(program)
    entry, input_ = call or _begun(parsed.steps[0], source, facts)
    n = sum(step.ambiguous for step in parsed.steps)
    notes = {"lines stand more than once in their function; the nearest that can come next was taken": n} if n else {}
    exceptions = class_names(raised, "program" if call else None)
    return Draft(source.program, entry, input_, steps, facts, exceptions, call is not None, where, notes)


def _parted(text: str, program: str | None) -> tuple[str, str]:
    """The program, and the text of the steps."""
    body = text.lstrip().removeprefix(BEGIN)
    if CONTEXT in body:
        before, _, rest = body.partition(CONTEXT)
        context, separator, steps = rest.partition(FRAME)
        if before.strip() or not separator:
            raise RowError(f"its prompt is not {CONTEXT}, the source and {FRAME}, in this order")
        return context, steps
    if program is not None:
        return program, text.removeprefix(BEGIN).removeprefix(program)
    if _MARK in text and FRAME not in text:
        return _parted_where_steps_begin(text)
    raise RowError("it holds no prompt, hence no program; give rows of JSON with `program` and `text`")


def _parted_where_steps_begin(text: str) -> tuple[str, str]:
    """Program and steps of a text stripped of its separators: the first line that begins with LOCALS and a `def`."""
    for found in _BEGIN_OF_FRAME.finditer(text):
        try:
            _, end = _object_end(text, found.end())
        except (ValueError, RecursionError):
            continue
        if _BEGIN_OF_CALL.match(text, end):
            return text[: found.end()], text[found.end() :]
    raise RowError("it holds a program with START_OF_TRACE, but no step after it")


def _source_of(program: Program) -> _Source:
    places = tuple((program.program_id, n) for n in range(1, len(source_lines(program.text)) + 1))
    context = Context(program.text, places)
    scopes: dict[str, Scope] = {}
    for located in index_of(context).scopes:
        scopes.setdefault(located.scope.qualname, located.scope)
    return _Source(program, context, scopes)


def _begun(first: CwmStep, source: _Source, facts: Facts) -> tuple[str, str]:
    """Entry and input of a trace without a wrapper: as the row says, else as its first step shows."""
    entry = facts.entry or first.func
    if facts.input is not None:
        return entry, facts.input
    return entry, input_of(first.state or {}, source.scopes.get(first.func))
