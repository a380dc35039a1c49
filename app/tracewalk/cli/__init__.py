"""The command line: one command, one call. stdout is data, stderr is talk.

Exit codes: 0 done, 1 done with faults (listed), 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tracewalk.cli.branch import branch
from tracewalk.cli.common import clean_lines, talk
from tracewalk.cli.data import export_command
from tracewalk.cli.forage import forage_app
from tracewalk.cli.importing import import_command
from tracewalk.cli.lake import lake_app
from tracewalk.cli.model import model_app
from tracewalk.cli.predict import predict_app, rescore
from tracewalk.cli.record import record
from tracewalk.cli.results import results_app
from tracewalk.cli.serve import demo, serve
from tracewalk.cli.sql import SqlCommand, sql
from tracewalk.cli.twin import twin
from tracewalk.cli.verify import verify
from tracewalk.errors import LakeError, SqlStopped, TracewalkError
from tracewalk.usage import RecordCommand

__all__ = ["app", "main"]


class _Plain(TyperGroup):
    """All commands; what typer says of a wrong value is told without pydantic's "Value error, " before it."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is asked for."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as wrong:
            wrong.message = wrong.message.removeprefix("Value error, ")
            raise


app = typer.Typer(
    name="tracewalk",
    cls=_Plain,
    help="A web explorer for code-world-model data: record Python programs, step through them in a browser.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def _tracewalk(show: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if show:
        print(version("tracewalk"))
        raise typer.Exit


app.command()(demo)
app.command()(serve)
app.command(cls=RecordCommand)(record)
app.command()(branch)
app.command()(twin)
app.command("export")(export_command)
app.command("import")(import_command)
app.command()(rescore)
app.command(cls=SqlCommand)(sql)
app.command()(verify)
app.add_typer(predict_app, name="predict")
app.add_typer(forage_app, name="forage")
app.add_typer(lake_app, name="lake")
app.add_typer(model_app, name="model")
app.add_typer(results_app, name="results")


def main() -> None:
    """The entry point: our own errors become one message on stderr and an exit code."""
    try:
        app()
    except TracewalkError as failed:
        talk.print(f"error: {clean_lines(str(failed))}")
        sys.exit(1 if isinstance(failed, LakeError | SqlStopped) else 2)
    except KeyboardInterrupt:
        talk.print("interrupted; what was whole is kept")
        sys.exit(130)
    except Exception as failed:  # the last resort: nobody but a developer wants the traceback
        if os.environ.get("TRACEWALK_DEBUG"):
            raise
        what = " ".join(f"{type(failed).__name__}: {failed}".split())
        talk.print(f"this is a fault of Tracewalk: {what}; run again with TRACEWALK_DEBUG=1 for the traceback")
        sys.exit(1)
