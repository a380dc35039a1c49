"""Whether this server may write for its visitors, and the words for it where it may not."""

from __future__ import annotations

from tracewalk.web.context import current

__all__ = ["why_off"]


def why_off(what: str, them: str, kept: str = "") -> str | None:
    """Why a kind of work (`Branches are`, allowed as `them`) is off here; None: it is not. `kept`: why it writes."""
    if not current().writable:
        return (
            f"{what} off: this server can be reached from other machines. Whoever runs it may allow {them} with "
            "--allow-write."
        )
    if not current().lake.writable:
        return f"{what} off: this lake can only be read here{kept}."
    return None
