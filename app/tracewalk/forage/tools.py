"""CWM's four tools, run in a session: bash, edit, create, submit."""

from __future__ import annotations

from dataclasses import dataclass

from tracewalk.cwm.chat import Call
from tracewalk.forage.prompts import submitted
from tracewalk.forage.session import Ran, Session

__all__ = ["TOOLS", "Outcome", "use"]

TOOLS = ("bash", "edit", "create", "submit")

_STOPPED = {
    "seconds": "The current session has terminated: the command took longer than {seconds:g} seconds. It begins anew.",
    "memory": "The current session has terminated: the command took too much memory. It begins anew.",
    "output": "The current session has terminated: the command printed too much. It begins anew.",
    "lost": "The current session has terminated, and what the command did to files is lost. It begins anew.",
}


@dataclass(frozen=True)
class Outcome:
    """What came of a call."""

    text: str
    """As the agent reads it, without what is left of its budget."""
    failed: bool | None
    """None: a command's exit code says what it says."""
    ran: Ran | None
    """None: nothing had to be run."""
    patch: str | None = None
    """What was submitted."""


def use(call: Call, session: Session, *, seconds: float) -> Outcome:
    """Makes a call of one of the tools. Raises `Cancelled`, `SandboxMissing`."""
    if call.tool == "submit":
        return _submit(call.body.strip(), session)
    ran = session.run(call.body) if call.tool == "bash" else session.tool(call.tool, call.body)
    text = ran.shell.output.removesuffix("\n")
    if ran.lost or ran.shell.stopped:
        why = _STOPPED["lost" if ran.lost else ran.shell.stopped or "lost"].format(seconds=seconds)
        return Outcome(f"{why}\n{text}".rstrip(), True, ran)
    return Outcome(text, None if call.tool == "bash" else ran.shell.exit_code != 0, ran)


def _submit(path: str, session: Session) -> Outcome:
    data = session.file(path)
    if data is None:
        return Outcome(f"Failed to submit: there is no file {path}.", True, None)
    try:
        patch = data.decode()
    except UnicodeDecodeError:
        return Outcome(f"Failed to submit: {path} is no UTF-8 text.", True, None)
    return Outcome(submitted(patch), False, None, patch)
