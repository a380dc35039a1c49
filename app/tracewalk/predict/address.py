"""The address of an endpoint: what may be one, said without ever repeating it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tracewalk.errors import UsageError

__all__ = ["read_url"]

_PLAIN = re.compile(r"[\x21-\x7e]+")
_EXAMPLE = "e.g. http://127.0.0.1:8000/v1"


def read_url(url: str, name: str, origin: str) -> str:
    """The address without a slash at its end.

    Raises `UsageError` where it is no http or https address, or holds credentials, a query or a fragment. The message
    does not repeat the address: it may hold a password.
    """
    where = f"{origin}: the url of the endpoint {name}"
    url = url.strip()
    if not _PLAIN.fullmatch(url) or len(url) > 2_000:
        raise UsageError(
            f"{where} is empty, longer than 2,000 characters, or holds spaces or other characters; {_EXAMPLE}"
        )
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError(f"{where} has no host or port that can be read; {_EXAMPLE}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{where} must begin with http:// or https:// and a host; {_EXAMPLE}")
    if "@" in parts.netloc:
        raise UsageError(f"{where} holds a user or a password; put the key into a variable and name it in key_env.")
    if "?" in url or "#" in url:
        raise UsageError(f"{where} holds a query or a fragment, where keys end up in logs; {_EXAMPLE}")
    return url.rstrip("/")
