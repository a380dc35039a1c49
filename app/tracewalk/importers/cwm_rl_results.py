"""What results of CWM's tools say: that a call failed, or an answer was refused, in the words of its environment."""

from __future__ import annotations

__all__ = ["ENDINGS", "failed", "refused"]

_OUTPUT = "<output>\n"
_SESSION = "The current session has terminated"
_SAID = {
    "edit": (
        ("has been successfully updated",),
        (
            "Failed to parse the edit",
            "No replacement was performed",
            "Only one search/replace block",
            "does not exist. Please provide",
        ),
    ),
    "create": (
        ("File created successfully",),
        ("already exists. Cannot create", "Path is empty", "File creation failed"),
    ),
    "submit": (("marked as your final submission", "marked as a submission"), ("Failed to submit",)),
    "python": (("completed.",), ("error",)),
}
"""Of each tool what it says at the beginning where it worked, and where it did not."""
_LOOKED_AT = 1_000
_REFUSALS = ("FormatError:", "NoSuchToolError:")

ENDINGS = (
    "Context size exceeded",
    "Max turns reached",
    "Timeout",
    "Tool call format error",
    "Empty patch",
    "'diff' not in patch",
    "Empty code",
)
"""How the environment says that a rollout ended without a result to judge."""


def failed(tool: str, text: str) -> bool | None:
    """Whether a call failed, as its result says; None where it does not, as of most commands."""
    body = text.lstrip().removeprefix(_OUTPUT)[:_LOOKED_AT]
    if body.startswith(_SESSION):
        return True
    worked, broke = _SAID.get(tool, ((), ()))
    if any(sign in body for sign in worked):
        return False
    return True if any(sign in body for sign in broke) else None


def refused(message: str, *, terminal: bool) -> str | None:
    """Why an answer was refused, or ended the rollout, as a message says; else None."""
    signs = (*_REFUSALS, *ENDINGS[:4]) if terminal else _REFUSALS
    return message if message.startswith(signs) else None
