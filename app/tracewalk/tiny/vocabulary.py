"""The tiny model's tokens: 256 bytes, CWM's separators, and strings that are frequent in traces of small programs.

There are no merges, so that llama.cpp gives the same ids: a byte-level vocabulary of kind `gpt2` in which the
separators and strings are "user defined" tokens, which it looks for in the whole text, longest first. Where two
strings of equal length overlap in a text, its order is nobody's promise; version 2 drops the two ties that real text
hits (`country:` holds `count` and `try:` with its newline; a text that ends in a double quote holds both `"'` and
`'"`). It is for the next training: the model that comes with Tracewalk was trained with version 1.
"""

from __future__ import annotations

from functools import cache

__all__ = ["CONTROL", "NEWEST", "SEPARATORS", "SIZE", "TRAINED", "strings"]

SIZE = 512
"""Ids of a model; those beyond the strings are unused."""

NEWEST = 2
"""The version that a training takes."""

TRAINED = 1
"""The version of the model that comes with Tracewalk."""

SEPARATORS = (
    "<|begin_of_text|>", "<|end_of_text|>", "<|pad|>", "<|frame_sep|>", "<|action_sep|>", "<|return_sep|>",
    "<|call_sep|>", "<|line_sep|>", "<|exception_sep|>", "<|arg_sep|>", "<|trace_context_start|>",
)  # fmt: skip

CONTROL = SEPARATORS[:3]
"""Never part of what a model says: begin, end, padding."""

_PUNCTUATION = (
    '": "..", "', '": ".."}', '": "', '", "', '{"', '"}', '": "\'', '\'", "', '\'"}', '": "[', ']", "', ']"}', "{}",
    "', '", "['", "']", '"\'', '\'"', " = ", " += ", " -= ", " *= ", " //= ", " == ", " != ", " < ", " > ", " <= ",
    " >= ", " + ", " - ", " * ", " % ", " // ", " ** ", "):\n", ":\n", ")\n", ", ", "[]", "[0]", "[-1]", "[::-1]",
    "[1:]", "[:-1]", " + 1", " - 1", " = 0\n", " += 1\n", " % 2 == ", " = []\n", " = ''\n", " = {}\n",
    "                ", "            ", "        ", "    ", ".0",
)  # fmt: skip

_WORDS = (
    "def main():  # << START_OF_TRACE\n", "    return f(", "def f(", "def ", "return ", "for ", " in ", " not in ",
    "range(", "if ", "else:\n", "elif ", "while ", "break\n", "continue\n", "not ", " and ", " or ", " else ",
    "True", "False", "None", "try:\n", "except ", "raise ", "range(len(", "enumerate(", "sorted(", "len(", "max(",
    "min(", "abs(", "sum(", "str(", "int(", "list(", "tuple(", "reverse=True", ".append(", ".pop(", ".insert(",
    ".extend(", ".remove(", ".sort()", ".reverse()", ".index(", ".count(", ".get(", ".items()", ".keys()",
    ".values()", ".copy()", ".update(", ".upper()", ".lower()", ".title()", ".capitalize()", ".strip()", ".split(",
    ".join(", ".replace(", ".find(", ".startswith(", ".endswith(", ".isdigit()", ".isalpha()", ".isupper()",
    ".islower()", ".swapcase()", ".rstrip(", ".lstrip(", "aeiou", "ZeroDivisionError", "KeyError", "IndexError",
    "ValueError", "TypeError", "(<class '", ", <traceback object>)", "integer division or modulo by zero",
    "integer modulo by zero", "list index out of range", "invalid literal for int() with base 10: ",
    "<list_iterator object>", '(\\"', '\\")', "Fizz", "Buzz",
)  # fmt: skip

_NAMES = (
    "total", "count", "acc", "result", "res", "num", "val", "value", "values", "step", "steps", "digit", "size",
    "best", "left", "right", "start", "end", "low", "high", "limit", "out", "word", "text", "name", "buf", "msg",
    "title", "label", "line", "string", "char", "prefix", "nums", "items", "item", "data", "arr", "lst", "stack",
    "seq", "evens", "numbers", "array", "new", "counts", "table", "seen", "scores", "freq", "ages", "prices",
    "stock", "cache", "found", "flag", "done", "valid", "is_ok", "helper", "square", "double", "add", "twice",
    "check", "calc", "combine", "scale", "shift", "convert", "idx", "key", "index", "current", "words", "temp",
    "length", "output",
)  # fmt: skip

_SINCE_2 = {"try:\n": "    try:\n", "\"'": None}


@cache
def strings(version: int = NEWEST) -> tuple[str, ...]:
    """The separators and strings of a version; the one at index i has the id 256 + i."""
    first = dict.fromkeys(SEPARATORS + _PUNCTUATION + _WORDS + _NAMES)
    if version == 1:
        return tuple(first)
    changed = (_SINCE_2.get(text, text) for text in first)
    return tuple(text for text in changed if text is not None)
