"""JSON of strangers -> values, and back into text.

msgspec parses what is plain JSON, in half the time that Python's own parser takes; that one is asked where it refuses:
for NaN and lone surrogates, which Python's writer makes, and for the words of what is wrong.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

__all__ = ["json_of", "read_json"]

_DECODER = msgspec.json.Decoder()
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(raw: bytes) -> Any:
    """The value of a line of JSON. Raises `ValueError` with the reason, also where it is nested too deep.

    NaN, infinities and lone surrogates are read too: Python's own writer makes them.
    """
    try:
        return _DECODER.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _read_leniently(raw)


def _read_leniently(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode().rstrip())
    except json.JSONDecodeError as fault:
        raise ValueError(f"is not JSON: {fault.msg}, at column {fault.pos + 1:,}") from None
    except UnicodeDecodeError as fault:
        raise ValueError(f"is not UTF-8: byte 0x{raw[fault.start]:02x} at column {fault.start + 1:,}") from None
    except RecursionError:
        raise ValueError("is not JSON that can be read: it is nested too deep") from None
    except ValueError as fault:  # a number of too many digits
        raise ValueError(f"is not JSON that can be read: {fault}") from None


def json_of(value: Any) -> str:
    """A value that was read from JSON as one line of JSON text, its characters as they are.

    A lone surrogate, which no file can hold, becomes the text of its escape: whoever reads the JSON finds no surrogate.
    """
    try:
        text = _ENCODER.encode(value)
    except RecursionError:
        return '"nested too deep to be shown"'
    return text if text.isascii() else _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):04x}", text)
