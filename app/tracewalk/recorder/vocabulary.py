"""Names whose meaning the static analysis takes for granted; a file that gives them another is not analysed."""

from __future__ import annotations

__all__ = [
    "CONSUMERS",
    "LAZY",
    "MAPPERS",
    "MUTATING_METHODS",
    "PURE_FUNCS",
    "PURE_METHODS",
    "REFLECTIVE",
    "words",
]


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


PURE_FUNCS = words(
    """
    len range abs min max sum ord chr isinstance issubclass int str float bool repr sorted enumerate zip type
    hash id round divmod pow any all tuple list set dict frozenset reversed bin hex oct callable format complex
    bytes ascii slice print input
    """
)
"""Built-in functions that change none of their arguments."""
PURE_METHODS = words(
    """
    upper lower strip lstrip rstrip split rsplit splitlines join replace startswith endswith find rfind index
    rindex count isdigit isalpha isalnum isupper islower isspace isnumeric isdecimal istitle isidentifier title
    capitalize swapcase casefold center ljust rjust zfill format encode decode partition rpartition translate
    expandtabs removeprefix removesuffix get keys values items copy union intersection difference
    symmetric_difference issubset issuperset isdisjoint bit_length bit_count
    """
)
"""Methods that change nothing, on objects of built-in types."""
MUTATING_METHODS = words(
    """
    append extend insert pop remove clear sort reverse add discard update popitem setdefault appendleft popleft
    extendleft rotate intersection_update difference_update symmetric_difference_update
    """
)
"""Methods that change the object they belong to, and no other."""
LAZY = words(
    """
    starmap accumulate takewhile dropwhile filterfalse reduce partial partialmethod
    """
)
"""They make iterators and callables in C that call functions later, on lines that look pure."""
CONSUMERS = words(
    """
    min max sum sorted enumerate zip any all tuple list set dict frozenset reversed map filter
    """
)
"""Built-in functions that iterate over their arguments."""
MAPPERS = words(
    """
    map filter
    """
)
"""Built-in functions that call their first argument later."""
REFLECTIVE = words(
    """
    exec eval locals globals vars setattr delattr _getframe iter
    """
)
"""With these a program may change names and objects by other names."""
