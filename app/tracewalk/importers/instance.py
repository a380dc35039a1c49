"""What the id of a SWE-bench instance says: `owner__name-number` is an issue of the repository `owner/name`."""

from __future__ import annotations

import re

__all__ = ["is_instance", "repo_of"]

_INSTANCE = re.compile(
    r"(?P<owner>[A-Za-z0-9.-]+(?:_[A-Za-z0-9.-]+)*)__(?P<name>[A-Za-z0-9.-]+(?:_[A-Za-z0-9.-]+)*)-\d+"
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
