"""CWM's special tokens: their texts and ids, as `cwm/text/tokenizers.py` of the model's repository gives them."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "ACTION",
    "ARG",
    "BEGIN",
    "CONTEXT",
    "CONTEXT_TOKENS",
    "END",
    "ENDS",
    "EVENT_TOKENS",
    "FRAME",
    "MARKER",
    "SPECIAL_IDS",
    "TRACE_TOKEN",
    "without_marker",
]

CONTEXT_TOKENS: Final = 131_072
"""The context of CWM: prompt and prediction together must fit."""

BEGIN: Final = "<|begin_of_text|>"
END: Final = "<|end_of_text|>"
CONTEXT: Final = "<|trace_context_start|>"
FRAME: Final = "<|frame_sep|>"
ACTION: Final = "<|action_sep|>"
ARG: Final = "<|arg_sep|>"
EVENT_TOKENS: Final = {
    "call": "<|call_sep|>",
    "line": "<|line_sep|>",
    "return": "<|return_sep|>",
    "exception": "<|exception_sep|>",
}
ENDS: Final = (END, "<|eom_id|>", "<|eot_id|>")
"""After any of these a model says no more."""

SPECIAL_IDS: Final = {
    128_000: BEGIN,
    128_001: END,
    128_008: "<|eom_id|>",
    128_009: "<|eot_id|>",
    128_100: FRAME,
    128_101: ACTION,
    128_102: EVENT_TOKENS["return"],
    128_103: EVENT_TOKENS["call"],
    128_104: EVENT_TOKENS["line"],
    128_105: EVENT_TOKENS["exception"],
    128_106: ARG,
    128_107: CONTEXT,
}

TRACE_TOKEN: Final = re.compile("|".join(map(re.escape, SPECIAL_IDS.values())))
"""Any of them in a text: a source or a value that holds one cannot be told from the format itself."""

MARKER: Final = "  # << START_OF_TRACE"
"""Stands behind the entry's `def` line in the context; a model may repeat it or not."""

_MARKER: Final = re.compile(r"[ \t]*#[ \t]*<<[ \t]*START_OF_TRACE[ \t]*(?=\n|\Z)")


def without_marker(line: str) -> str:
    """A source line without the START_OF_TRACE comment, its newline kept."""
    return _MARKER.sub("", line, count=1) if "START_OF_TRACE" in line else line
