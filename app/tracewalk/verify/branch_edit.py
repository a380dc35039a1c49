"""What is to be another way in a branch, read and checked against the trace that it is made from."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracewalk.errors import NotFound, UsageError
from tracewalk.model import Branch, LineEdit, Setting, branch_of
from tracewalk.recorder.editing import EDITABLE

if TYPE_CHECKING:
    from tracewalk.lake import Lake
    from tracewalk.model import Trace

__all__ = ["Edit", "branch_from", "texts_of"]

_MAX_CHARS = 100_000
"""Of a literal, a line or an input."""


@dataclass(frozen=True)
class Edit:
    """What to edit, and at which step; one at least."""

    step: int | None = None
    """Of the variables; beside a line or an input: the step up to which all should be as it was."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Python literals by the names of variables of the step's frame."""
    lines: tuple[LineEdit, ...] = ()
    """Whole lines; a text that begins with no space has the indentation of the line that it replaces.

    An empty path: the file of the step, without a step the entry's.
    """
    input: str | None = None
    """Another input of the entry; a script's arguments as a shell takes them."""


def branch_from(lake: Lake, trace: Trace, edit: Edit) -> Branch:
    """The branch that an edit makes of a trace, in one form for the same edit.

    Raises `UsageError` for an edit that is none, `NotFound` for a step, a file or a line that is not there.
    """
    if not (edit.variables or edit.lines or edit.input is not None):
        raise UsageError("nothing is edited: give a variable at a step, a line, or another input")
    at = None if edit.step is None else _step(lake, trace, edit.step)
    lines = tuple(sorted((_line(lake, trace, each, at) for each in edit.lines), key=lambda e: (e.path, e.line)))
    if len({(each.path, each.line) for each in lines}) < len(lines):
        raise UsageError("the same line is edited twice")
    if edit.input is not None and edit.input == trace.input:
        raise UsageError(f"the input is {trace.input!r} already")
    _require_short("input", edit.input or "")
    own = _settings(edit, at)
    step = edit.step if edit.step is not None else 0 if edit.input is not None else _first_run(lake, trace, lines)
    return Branch(trace.trace_id, step, _inherited(trace, step, own), lines, edit.input)


def texts_of(lake: Lake, trace: Trace, lines: tuple[LineEdit, ...] = ()) -> dict[str, str]:
    """The texts of a trace's files by their paths, with lines edited."""
    texts = {file.path: lake.program(file.program_id).text for file in trace.files}
    for each in lines:
        parts = texts[each.path].split("\n")
        parts[each.line - 1] = each.text
        texts[each.path] = "\n".join(parts)
    return texts


def _step(lake: Lake, trace: Trace, step: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = lake.steps(trace.trace_id, step, step + 1).to_pylist() if step >= 0 else []
    if not rows:
        raise NotFound(f"trace {trace.trace_id} has no step {step}; its steps are 0 to {trace.n_steps - 1}")
    return rows[0]


def _settings(edit: Edit, at: Mapping[str, Any] | None) -> tuple[Setting, ...]:
    if not edit.variables:
        return ()
    if at is None or edit.step is None:
        raise UsageError("a variable is set at a step: give the step")
    if at["event"] not in EDITABLE:
        raise UsageError(
            f"step {edit.step} is a {at['event']}, at which no variable can be set: give a step of "
            f"{', '.join(EDITABLE[:-1])} or {EDITABLE[-1]}"
        )
    return tuple(Setting(edit.step, _name(name), _literal(name, text)) for name, text in edit.variables.items())


def _name(name: str) -> str:
    if not name.isidentifier():
        raise UsageError(f"{name!r} is not a variable's name")
    return name


def _literal(name: str, text: str) -> str:
    """In one form, however it is spaced and quoted."""
    _require_short(f"value of {name}", text)
    try:
        tree = ast.parse(text.strip(), mode="eval")
        ast.literal_eval(tree)
        return ast.unparse(tree)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise UsageError(
            f"{name} cannot be set to {text!r}: a value is a Python literal, as 3, 'text' or [1, 2]"
        ) from None


def _line(lake: Lake, trace: Trace, given: LineEdit, at: Mapping[str, Any] | None) -> LineEdit:
    program = trace.program_id if at is None else at["program_id"]
    path = given.path or next((file.path for file in trace.files if file.program_id == program), "")
    texts = texts_of(lake, trace)
    if path not in texts:
        raise NotFound(f"trace {trace.trace_id} has no file {path!r}; it has {', '.join(texts) or 'none'}")
    parts = texts[path].split("\n")
    if not 1 <= given.line <= len(parts):
        raise NotFound(f"{path} has no line {given.line}; it has 1 to {len(parts)}")
    if "\n" in given.text or "\r" in given.text:
        raise UsageError("one line takes the place of one line: the lines after it keep their numbers")
    _require_short("line", given.text)
    old, text = parts[given.line - 1], given.text
    if text and not text[0].isspace():
        text = old[: len(old) - len(old.lstrip())] + text
    if old == text:
        raise UsageError(f"line {given.line} of {path} is that already")
    return LineEdit(path, given.line, text)


def _first_run(lake: Lake, trace: Trace, lines: tuple[LineEdit, ...]) -> int:
    """The first step at which an edited line is about to run; 0 where none ran."""
    ids = {file.path: file.program_id for file in trace.files}
    found = [lake.find(trace.trace_id, "line", -1, 1, line=each.line, program_id=ids[each.path]) for each in lines]
    return min((step for step in found if step is not None), default=0)


def _inherited(trace: Trace, step: int, own: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """With the settings of the branch that this one is made from; those of later steps belong to its own future."""
    above = branch_of(trace.limits)
    most = step if own else step - 1
    kept = {(each.step, each.name): each for each in (above.settings if above else ()) if each.step <= most}
    kept |= {(each.step, each.name): each for each in own}
    return tuple(kept[key] for key in sorted(kept))


def _require_short(what: str, text: str) -> None:
    if len(text) > _MAX_CHARS:
        raise UsageError(f"the {what} has {len(text):,} characters; an edit has {_MAX_CHARS:,} at most")
