"""Which fields of a request a server does not take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracewalk.errors import EndpointRefused
from tracewalk.predict.request import OPTIONAL

__all__ = ["refused_fields", "refuses_grammar"]

_STATUSES = (400, 422)
_UNKNOWN = re.compile(
    r"extra_forbidden|extra (?:input|field)|(?:unknown|unrecogni[sz]ed|unexpected|invalid|unsupported) (?:request )?"
    r"(?:field|argument|parameter|key|propert)|additional propert|not permitted",
    re.IGNORECASE,
)

_LACKING = re.compile(r"not (?:offered|supported|implemented|available|enabled)|unsupported", re.IGNORECASE)
_GRAMMARS = ("grammar", "guided_grammar", "structured_outputs")
"""Fields that carry a grammar, by the kind of server."""
_FORMAT = re.compile(r"response_format|json_schema|json_object|schema|grammar", re.IGNORECASE)


def refuses_grammar(error: EndpointRefused, body: Mapping[str, Any]) -> bool:
    """Whether the refusal says that the server takes no grammar; one that it can't read is another matter."""
    named = any(name in body and re.search(rf"\b{name}\b", error.said) for name in _GRAMMARS)
    return named and bool(_LACKING.search(error.said) or _UNKNOWN.search(error.said))


def refused_fields(error: EndpointRefused, body: Mapping[str, Any]) -> frozenset[str]:
    """The optional fields of the body that the refusal names; all of them where it only says that one is unknown.

    `json_schema` stands for that kind of `response_format`. Empty where the refusal is about something else.
    """
    if error.status not in _STATUSES:
        return frozenset()
    if "max_completion_tokens" in error.said and "max_tokens" in body:
        return frozenset({"max_tokens"})  # newer models of OpenAI know the limit by this name alone
    if "response_format" in body and _FORMAT.search(error.said):
        return frozenset({"json_schema" if "json_schema" in body["response_format"] else "response_format"})
    optional = OPTIONAL & set(body)
    named = frozenset(name for name in optional if re.search(rf"\b{name}\b", error.said))
    if named or refuses_grammar(error, body) or not _UNKNOWN.search(error.said):
        return named
    return optional
