"""The repository that an id or an address tells: SWE-bench's `owner__name-number` is an issue of `owner/name`."""

from __future__ import annotations

import re
from typing import Any

from tracewalk.importers.given import sound

__all__ = ["is_instance", "repo_at", "repo_of"]

_INSTANCE = re.compile(
    r"(?P<owner>[A-Za-z0-9.-]+(?:_[A-Za-z0-9.-]+)*)__(?P<name>[A-Za-z0-9.-]+(?:_[A-Za-z0-9.-]+)*)-\d+"
)
_ADDRESS = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^\s/@]{0,400}@)?[^\s/@:]{1,200}(?::\d{1,5})?/|[^\s/@:]{1,64}@[^\s/:]{1,200}:)"
    r"(?P<path>[^\s:@]{1,400}?)(?:\.git)?/?$"
)
_LONGEST = 200


def is_instance(name: str) -> bool:
    """Whether a name is such an id."""
    return len(name) <= _LONGEST and _INSTANCE.fullmatch(name) is not None


def repo_of(instance: str | None) -> str | None:
    """The repository that an instance is of, or None where its id is another's."""
    if instance is None or len(instance) > _LONGEST:
        return None
    found = _INSTANCE.fullmatch(instance)
    return f"{found['owner']}/{found['name']}" if found else None


def repo_at(address: Any) -> str | None:
    """`owner/name` of a repository's address."""
    found = _ADDRESS.match(address.strip()) if isinstance(address, str) else None
    return sound(found["path"]) if found else None
