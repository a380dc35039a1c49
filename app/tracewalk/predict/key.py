"""An API key: read from the environment, sent to its endpoint, and shown nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

from tracewalk.errors import UsageError

__all__ = ["Key"]

_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_SHORT = 6
"""A key shorter than this is not looked for in what a server says: it would blot out innocent text."""


class Key:
    """A secret that has no repr and cannot be pickled; None inside means that the endpoint asks for none."""

    __slots__ = ("_text",)

    def __init__(self, text: str | None = None) -> None:
        self._text = text

    @classmethod
    def read(cls, name: str, variable: str, required: bool, environ: Mapping[str, str]) -> Key:
        """The key that an environment variable holds. Raises `UsageError`, which never shows what it holds."""
        text = environ.get(variable, "").strip()
        if not text:
            if required:
                raise UsageError(
                    f"The endpoint {name} takes its key from the variable {variable}, which is not set: "
                    f"set it, or take key_env out of its configuration."
                )
            return cls()
        if not _PRINTABLE.fullmatch(text):
            raise UsageError(
                f"The variable {variable} holds characters that no key has, such as a space or a line break."
            )
        return cls(text)

    def headers(self) -> dict[str, str]:
        """What a request carries."""
        return {"Authorization": f"Bearer {self._text}"} if self._text else {}

    def hide(self, text: str) -> str:
        """The text without the key: a server may repeat it, in an error or in an answer."""
        return text.replace(self._text, "[key]") if self._text and len(self._text) >= _SHORT else text

    def __repr__(self) -> str:
        return "Key(hidden)" if self._text else "Key(none)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A key is not written anywhere.")
