"""Constrained decoding: a grammar by which only well-formed frames with lines of the program can be said.

GBNF, as llama.cpp takes it and vLLM's guided decoding reads it. It makes a prediction well formed, not right; it is
part of the prediction's identity and always shown.
"""

from __future__ import annotations

from tracewalk.cwm import Context
from tracewalk.cwm.tokens import ACTION, ARG, EVENT_TOKENS, FRAME

__all__ = ["ROOTS", "grammar"]

ROOTS = {
    "trace": "frame*",
    "frame": "frame",
    "left": f'"{ACTION}" source "{ARG}" text "{FRAME}"',
    "locals": f'locals "{ACTION}"',
    "value": f'text "{FRAME}"',
}
"""What may be said, by the name of the place: the whole trace; one frame; a frame whose return was announced; the
observation or the value of a frame whose rest is given."""

_RULES = f"""
frame ::= ("{EVENT_TOKENS["call"]}" | "{EVENT_TOKENS["line"]}") locals "{ACTION}" source "{FRAME}" | left
left ::= ("{EVENT_TOKENS["return"]}" | "{EVENT_TOKENS["exception"]}") "{ACTION}" source "{ARG}" text "{FRAME}"
locals ::= "{{" (pair (", " pair)*)? "}}"
pair ::= text ": " text
text ::= "\\"" char* "\\""
char ::= [^"\\\\\\x00-\\x1f] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F])
"""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def grammar(context: Context, place: str) -> str:
    """The grammar for a place of `ROOTS`, with the context's own lines as the only source lines."""
    lines = dict.fromkeys(f"{line}\n" for line in context.text.split("\n") if line.strip())
    source = " | ".join(f'"{_literal(line)}"' for line in lines)
    return f"root ::= {ROOTS[place]}{_RULES}source ::= {source}\n"


def _literal(line: str) -> str:
    """GBNF knows few escapes, not all of JSON's; other control characters by their code."""
    return "".join(_ESCAPES.get(c) or (f"\\x{ord(c):02x}" if ord(c) < 0x20 else c) for c in line)
