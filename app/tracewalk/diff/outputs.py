"""Bare outputs, as in CRUXEval's generations: right by Python's `==` on literals; pass@k over many samples."""

from __future__ import annotations

import ast
from math import comb
from typing import Any

from tracewalk.diff.texts import is_parsed, tree
from tracewalk.diff.values import compare

__all__ = ["output_equal", "pass_at_k"]

_NO_LITERAL = object()


def output_equal(true: str, said: str) -> bool:
    """A predicted output is right as `assert true == said` would find it, without running anything.

    Both are read by `ast.literal_eval` and compared by Python's `==`, so that 1, 1.0 and True are equal: the papers'
    output pass@1 (CRUXEval, arXiv 2401.03065). A prediction that is no literal is wrong; where the truth is none (an
    object's repr) both are compared by meaning. Never raises.
    """
    expected, predicted = _literal(true), _literal(said)
    if expected is _NO_LITERAL:
        return compare(true, said).right
    try:
        return predicted is not _NO_LITERAL and bool(expected == predicted)
    except (RecursionError, OverflowError):
        return False


def _literal(text: str) -> Any:
    text = text.strip()
    if not is_parsed(text):
        return _NO_LITERAL
    node = tree(text)
    try:
        return _NO_LITERAL if node is None else ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError):  # TypeError: a list as a key, say
        return _NO_LITERAL


def pass_at_k(n: int, c: int, k: int) -> float:
    """The chance that of `k` samples, drawn from `n` of which `c` are right, one is right.

    The unbiased estimator 1 - C(n-c, k) / C(n, k) of Chen et al. (arXiv 2107.03374); 0 <= c <= n and 1 <= k <= n, else
    ValueError.
    """
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError(f"pass@k needs 0 <= c <= n and 1 <= k <= n, not n={n}, c={c}, k={k}")
    return 1.0 - comb(n - c, k) / comb(n, k)
