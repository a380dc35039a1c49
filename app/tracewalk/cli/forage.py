"""`tracewalk forage`: an agent repairs broken repositories in the sandbox; `forage mutate` breaks a healthy one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from tracewalk.cli.common import HERE, LakeOption, clean_lines, progress_bar, refuse_options, talk
from tracewalk.cli.stopping import stopping
from tracewalk.errors import NotFound, UsageError
from tracewalk.words import counted

if TYPE_CHECKING:
    from tracewalk.forage import Foraged, Task
    from tracewalk.forage.run import MakePolicy
    from tracewalk.model import Trajectory
    from tracewalk.predict import EndpointConfig
    from tracewalk.settings import Settings

__all__ = ["forage_app"]

forage_app = typer.Typer(
    help="Let an agent repair broken repositories, in the sandbox.", invoke_without_command=True, no_args_is_help=True
)

EACH = "each"
_SAMPLES = "repositories/tasks.toml"


class Sampling(NamedTuple):
    """How a model is asked."""

    temperature: float
    seed: int
    max_tokens: int | None


@forage_app.callback()
def forage(
    context: typer.Context,
    script: Annotated[
        str | None,
        typer.Option(help="Name of a script that plays the agent; `each`: the scripts that each task names."),
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(help="A model as the agent: `tiny`, a name of tracewalk.toml, or name=url.")
    ] = None,
    lake: LakeOption = HERE,
    tasks: Annotated[
        Path | None, typer.Option(help="File of tasks.", show_default="those of the sample repositories")
    ] = None,
    task: Annotated[list[str] | None, typer.Option(help="Id of a task; may be repeated.", show_default="all")] = None,
    turns: Annotated[int | None, typer.Option(min=2, help="Turns of the agent.", show_default="128")] = None,
    temperature: Annotated[float, typer.Option(min=0, help="Of a model; 0 is greedy.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Of a model's sampling.")] = 0,
    max_tokens: Annotated[
        int | None, typer.Option(min=1, help="That a model may say in a turn.", show_default="4096")
    ] = None,
    dataset: Annotated[str, typer.Option(help="Under which trajectories and traces are filed.")] = "forage",
    listed: Annotated[bool, typer.Option("--list", help="Only list the tasks and the scripts.")] = False,
) -> None:
    """Let an agent repair broken repositories, in the sandbox, and keep what it did.

    The agent has CWM's four tools: bash, edit, create, submit. Each run of pytest is recorded as traces and linked with
    its turn. Prints a line for each trajectory. What the lake has already is not run again; Ctrl-C gives up the one
    under way.
    """
    from tracewalk.settings import load

    if context.invoked_subcommand is not None:
        refuse_options(context)
        return
    settings = load()
    chosen = _tasks(tasks, task or [], settings)
    if listed:
        _list(chosen)
        return
    if (script is None) == (endpoint is None):
        raise UsageError(
            "give --script NAME (`each`: the scripts that each task names) or --endpoint NAME; --list shows the tasks."
        )
    _prepare()
    if script is not None:
        _report(asyncio.run(_by_scripts(chosen, script, lake, turns, dataset)))
    else:
        _report(_by_model(chosen, endpoint or "", Sampling(temperature, seed, max_tokens), lake, turns, dataset))


def _prepare() -> None:
    """Raises `SandboxMissing`; may start this process anew, and so comes before any other is started."""
    from tracewalk.recorder import fixed_hash_seed

    fixed_hash_seed()
    from tracewalk.errors import SandboxMissing
    from tracewalk.sandbox import Sandbox

    if why := Sandbox.missing():
        raise SandboxMissing(f"{why} Nothing was run: an agent's commands run in the sandbox only.")


def _tasks(file: Path | None, ids: list[str], settings: Settings) -> list[Task]:
    from tracewalk.forage import read_tasks
    from tracewalk.resources import folder

    found = read_tasks(file or folder("sample_data") / _SAMPLES, settings)
    by_id = {one.id: one for one in found}
    if missing := [one for one in ids if one not in by_id]:
        raise NotFound(f"no task {', '.join(missing)}; there are: {', '.join(by_id)}")
    return [by_id[one] for one in dict.fromkeys(ids)] or found


def _list(tasks: list[Task]) -> None:
    from tracewalk.forage.scripts import SCRIPTS

    for one in tasks:
        print(clean_lines(f"{one.id}  {one.kind}  {one.healthy.name}  scripts: {', '.join(one.scripts) or '-'}"))
    for name, play in SCRIPTS.items():
        talk.print(f"script {name}: {(play.__doc__ or '').splitlines()[0]}")


async def _by_scripts(tasks: list[Task], script: str, lake: Path, turns: int | None, dataset: str) -> Foraged:
    from tracewalk.forage import by_script
    from tracewalk.forage.scripted import script_named

    names = {one.id: one.scripts if script == EACH else (script,) for one in tasks}
    for name in {name for some in names.values() for name in some}:
        script_named(name)
    return await _forage([(one, by_script(name)) for one in tasks for name in names[one.id]], lake, turns, dataset)


def _by_model(
    tasks: list[Task], endpoint: str, sampling: Sampling, lake: Path, turns: int | None, dataset: str
) -> Foraged:
    from tracewalk.cli.endpoints import endpoint_named

    with endpoint_named(endpoint) as config:
        return asyncio.run(_asking(tasks, config, sampling, lake, turns, dataset))


async def _asking(
    tasks: list[Task], config: EndpointConfig, sampling: Sampling, lake: Path, turns: int | None, dataset: str
) -> Foraged:
    from tracewalk.cwm import estimate_tokens
    from tracewalk.forage import Asked
    from tracewalk.forage.policy import Policy
    from tracewalk.predict import Endpoint
    from tracewalk.settings import load

    settings = load()
    async with Endpoint(config, estimate=estimate_tokens, settings=settings) as asked:

        async def make(_task: Task) -> Policy:
            return await Asked.of(
                asked,
                temperature=sampling.temperature,
                seed=sampling.seed,
                max_tokens=sampling.max_tokens or settings.forage_answer_tokens,
            )

        await asked.probe()  # first, so that a slip leaves no empty lake behind
        return await _forage([(one, make) for one in tasks], lake, turns, dataset)


async def _forage(episodes: list[tuple[Task, MakePolicy]], lake: Path, turns: int | None, dataset: str) -> Foraged:
    from tracewalk.forage import forage as run
    from tracewalk.forage import limits_of
    from tracewalk.lake import Lake

    with Lake.create(lake) as found, stopping() as stopped, progress_bar() as move:
        return await run(
            episodes, found, limits=limits_of(found, turns=turns), dataset=dataset, stopped=stopped,
            progress=_telling(len(episodes), move),
        )  # fmt: skip


def _telling(total: int, move: Callable[[int, int, str], None]) -> Callable[[Foraged, str], None]:
    told = 0

    def tell(done: Foraged, name: str) -> None:
        nonlocal told
        for one in done.trajectories[told:]:
            print(_line(one), flush=True)
        told = len(done.trajectories)
        move(told + done.kept, total, name)

    return tell


def _line(one: Trajectory) -> str:
    ended = f"{one.outcome}  {counted(one.n_turns, 'turn')}  {(one.exit_status or '').splitlines()[0][:100]}"
    return clean_lines(f"{one.trajectory_id}  {one.task_id}  {one.model}  {ended}")


def _report(done: Foraged) -> None:
    outcomes = [f"{n:,} {outcome}" for outcome, n in sorted(done.outcomes.items())]
    talk.print(", ".join([counted(len(done.trajectories), "trajectory"), f"{done.kept:,} kept", *outcomes]))
    if done.interrupted:
        talk.print("Interrupted; the trajectories listed are in the lake, and the same command goes on from there.")
        raise typer.Exit(130)
    if done.outcomes["error"]:
        raise typer.Exit(1)


@forage_app.command("mutate")
def mutate(
    folder: Annotated[Path, typer.Argument(help="Folder of a healthy repository, with tests that pytest runs.")],
    number: Annotated[int, typer.Option(min=1, help="Tasks to make.")] = 5,
    seed: Annotated[int, typer.Option(help="Decides which mutations are tried first.")] = 0,
    out: Annotated[Path | None, typer.Option(help="File of tasks to write.", show_default="stdout")] = None,
) -> None:
    """Break a healthy repository by a line, again and again, and write what its tests notice as tasks.

    The mutations are those of Cosmic Ray that look like a slip. The folder itself stays as it is.
    """
    from itertools import islice

    from tracewalk.forage.breaking import broken_by, toml_of
    from tracewalk.forage.judge import Judge
    from tracewalk.forage.repository import read_repository
    from tracewalk.sandbox import Sandbox
    from tracewalk.settings import load

    settings = load()
    repository = read_repository(folder, settings)
    beside = out.resolve().parent if out else Path.cwd()
    with Sandbox(settings, slots=1) as sandbox, stopping() as stopped, progress_bar() as move:
        judge = Judge(sandbox, seconds=settings.forage_seconds, wanted=lambda: not stopped())
        tasks = broken_by(repository, judge, seed=seed, tried=lambda n, of: move(n, of, "mutations tried"))
        texts = list(toml_of(islice(tasks, number), os.path.relpath(folder.resolve(), beside)))
    if out:
        out.write_text("".join(texts), encoding="utf-8")
    else:
        sys.stdout.write("".join(texts))
    talk.print(f"{counted(len(texts), 'task')} of {repository.name}")
