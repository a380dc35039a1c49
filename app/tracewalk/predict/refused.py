"""Which fields of a request a server does not take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracewalk.errors import EndpointRefused
from tracewalk.predict.request import OPTIONAL

__all__ = ["refused_fields"]

_STATUSES = (400, 422)
_UNKNOWN = re.compile(
    r"extra_forbidden|extra (?:input|field)|(?:unknown|unrecogni[sz]ed|unexpected|invalid|unsupported) (?:request )?"
    r"(?:field|argument|parameter|key|propert)|additional propert|not permitted",
    re.IGNORECASE,
)


def refused_fields(error: EndpointRefused, body: Mapping[str, Any]) -> frozenset[str]:
    """The optional fields of the body that the refusal names; all of them where it only says that one is unknown.

    Empty where the refusal is about something else.
    """
    if error.status not in _STATUSES:
        return frozenset()
    optional = OPTIONAL & set(body)
    named = frozenset(name for name in optional if re.search(rf"\b{name}\b", error.said))
    return named or (optional if _UNKNOWN.search(error.said) else frozenset())
