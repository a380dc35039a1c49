"""Opens a lake by what it is named: a folder, or the address of a server."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tracewalk.client.session import Session

__all__ = ["open_session"]

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def open_session(lake_or_url: str | os.PathLike[str], *, queries: str | os.PathLike[str] | None = None) -> Session:
    """A session on a lake's folder, or on the server at an address such as `http://localhost:8501`.

    `queries` is a folder of your own `.sql` files, for a lake's folder: a server has those that it was started with.
    Raises `NotALake` where there is none, `ServerError` where no Tracewalk answers.
    """
    named = os.fspath(lake_or_url)
    if _ADDRESS.match(named):
        from tracewalk.client.server import ServerDoor  # noqa: PLC0415 - a folder needs no httpx

        return Session(ServerDoor(named))
    from tracewalk.client.folder import FolderDoor  # noqa: PLC0415 - a server needs no cage

    return Session(FolderDoor(Path(named), Path(queries) if queries is not None else None))
