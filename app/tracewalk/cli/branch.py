"""`tracewalk branch`: runs a trace's program again with a variable, a line or the input edited."""

from __future__ import annotations

import asyncio
import re
from contextlib import ExitStack
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracewalk.cli.common import HERE, LakeOption, clean_lines, short, talk
from tracewalk.errors import EndpointError, UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    from pathlib import Path

    from tracewalk.lake import Lake
    from tracewalk.model import LineEdit
    from tracewalk.predict import EndpointConfig
    from tracewalk.verify.branch import Branched

__all__ = ["branch"]

_LINE = re.compile(r"(?:(?P<path>.+?):)?(?P<line>\d+)=(?P<text>.*)")


class Mode(StrEnum):
    """How the model goes on from the edit."""

    full = "full"
    step = "step"
    action = "action"
    return_ = "return"


def branch(
    trace: Annotated[str, typer.Argument(help="Id of the trace.")],
    step: Annotated[int | None, typer.Option(min=0, help="The step at which variables are set.")] = None,
    variables: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=LITERAL of the step's frame; may be repeated.")
    ] = None,
    lines: Annotated[
        list[str] | None, typer.Option("--line", help="N=TEXT or FILE:N=TEXT: another line; may be repeated.")
    ] = None,
    given: Annotated[str | None, typer.Option("--input", help="Other arguments of the entry.")] = None,
    predict: Annotated[
        str | None,
        typer.Option(help="Have a model go on from the edited state: `tiny`, a name of tracewalk.toml, or name=url."),
    ] = None,
    mode: Annotated[Mode, typer.Option(help="With --predict: full, step, action or return.")] = Mode.full,
    tree: Annotated[bool, typer.Option("--tree", help="Only list the branches that there are.")] = False,
    lake: LakeOption = HERE,
) -> None:
    """Ask "what if?": run a trace's program again, in the sandbox, with an edit, and keep it as a branch of the trace.

    A variable is written into the frame of --step when the run comes there, before the step's line runs. A line or an
    input is another from the start. TEXT that begins with no space has the indentation of the line that it replaces.
    Prints the id of the branch, and says at which step it leaves its parent. The same edit is not run again.
    """  # fmt: skip
    from tracewalk.recorder import fixed_hash_seed

    if tree:
        if variables or lines or given is not None or step is not None or predict is not None:
            raise UsageError("--tree lists the branches that there are: give it without an edit")
        _list(lake, trace)
        return
    fixed_hash_seed()
    from tracewalk.cli.endpoints import endpoint_named
    from tracewalk.lake import Lake
    from tracewalk.sandbox import Sandbox
    from tracewalk.verify.branch import Edit, make_branch

    with Lake.open(lake, writable=True) as opened:
        edit = Edit(step, dict(map(_setting, variables or ())), tuple(map(_line, lines or ())), given)
        with ExitStack() as stack:
            model = None if predict is None else stack.enter_context(endpoint_named(predict))
            with Sandbox(opened.settings, slots=1) as sandbox:
                done = make_branch(opened, trace, edit, sandbox)
            _tell(done)
            print(done.trace.trace_id, flush=True)
            if model is not None:
                asyncio.run(_predict(opened, done, model, mode.value))


def _setting(given: str) -> tuple[str, str]:
    name, sign, literal = given.partition("=")
    if not sign:
        raise UsageError(f"--set {given!r} must be NAME=LITERAL, e.g. 'total=3'")
    return name.strip(), literal


def _line(given: str) -> LineEdit:
    from tracewalk.model import LineEdit

    found = _LINE.fullmatch(given)
    if found is None:
        raise UsageError(f"--line {given!r} must be N=TEXT or FILE:N=TEXT, e.g. '3=return a + b'")
    return LineEdit(found["path"] or "", int(found["line"]), found["text"])


def _tell(done: Branched) -> None:
    trace = done.trace
    ended = trace.result if trace.outcome == "returned" else trace.error or trace.stop_reason
    _say(f"{done.status}: {trace.name}, {counted(trace.n_steps, 'step')}, {trace.outcome} {short(ended)}")
    if done.left is None:
        _say("all its steps are its parent's: the edit makes no difference")
    elif done.strayed:
        _say(f"it left its parent at step {done.left:,} already, before step {done.branch.step:,}")
    else:
        _say(f"it leaves its parent at step {done.left:,}")
    if done.parent_python != trace.python:
        _say(f"its parent ran under Python {done.parent_python}, this under {trace.python}: that alone may differ")


async def _predict(lake: Lake, done: Branched, config: EndpointConfig, mode: str) -> None:
    """The model is told all up to the edited state; what it says is judged by the branch, and kept."""
    from tracewalk.cwm import estimate_tokens
    from tracewalk.predict import Endpoint, next_try, predict_batch, subject
    from tracewalk.verify.branch_ask import going_on

    trace_id = done.trace.trace_id
    ask = going_on(subject(lake, trace_id), done.branch.step, mode)
    async with Endpoint(config, estimate=estimate_tokens, settings=lake.settings) as endpoint:
        batch = await predict_batch(lake, endpoint, ask, [trace_id])
        info = await endpoint.probe()
    if batch.faults:
        raise EndpointError(batch.faults[0])
    asked = next_try(lake, config, info, ask, trace_id, again=lambda _: False)
    row = lake.prediction(asked.identity.prediction_id)
    after = f" from step {ask.from_step:,} on" if ask.from_step is not None else ""
    _say(f"{row['model']}, mode {mode}{after}: {_judged(row)} (prediction {row['prediction_id']})")


def _judged(row: dict[str, Any]) -> str:
    if not row["n_predicted"]:
        return f"nothing was said: {row['error'] or row['ended']}"
    if row["exact"]:
        return f"all {counted(row['n_true'], 'step')} right"
    if row["mode"] in ("step", "return"):
        return f"{row['n_correct']:,} of {counted(row['n_true'], 'step')} right"
    return f"right for the first {row['right_until']:,} of {counted(row['n_true'], 'step')}"


def _list(lake: Path, trace: str) -> None:
    from tracewalk.lake import Lake

    with Lake.open(lake) as opened:
        nodes = opened.branches(trace)
    for node in nodes:
        ended = node.result if node.outcome == "returned" else node.error or node.stop_reason
        what = str(node.branch) if node.branch else node.name
        line = (
            f"{node.trace_id} {'  ' * node.level}{what}: {counted(node.n_steps, 'step')}, {node.outcome} {short(ended)}"
        )
        print(clean_lines(line).replace("\n", " "))


def _say(text: str) -> None:
    talk.print(clean_lines(text))
