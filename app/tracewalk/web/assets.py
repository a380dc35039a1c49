"""Serves the ES modules of our own components: a flat folder each, nothing else of the package."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from tracewalk.web.answers import error

__all__ = ["asset", "asset_hash", "component_file"]

_FOLDER = Path(__file__).parent / "components"
_TYPES = {".js": "text/javascript", ".css": "text/css"}


def component_file(component: str, name: str) -> str:
    """The text of one of a component's files."""
    return (_FOLDER / component / name).read_text(encoding="utf-8")


@cache
def _files() -> dict[tuple[str, str], bytes]:
    found = (p for p in _FOLDER.glob("*/*") if p.suffix in _TYPES)
    return {(p.parent.name, p.name): p.read_bytes() for p in found}


@cache
def asset_hash() -> str:
    """Changes with any of the files, so that browsers may keep them for ever under it."""
    digest = blake2b(digest_size=8)
    for key, body in sorted(_files().items()):
        digest.update(repr(key).encode() + body)
    return digest.hexdigest()


def asset(request: Request) -> Response:
    """`assets/<hash>/<component>/<file>`."""
    params = request.path_params
    body = _files().get((params["component"], params["file"]))
    if body is None:
        return error("NotFound", "There is no such asset.", 404)
    fresh = params["hash"] == asset_hash()
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if fresh else "no-store"}
    return Response(body, media_type=_TYPES[Path(params["file"]).suffix], headers=headers)
