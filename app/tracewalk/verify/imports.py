"""Imports that a program takes for granted: benchmarks run their programs behind a list of imports, some at length.

Only those that a program needs are put before it, so that what a model is shown stays as short as it can.
"""

from __future__ import annotations

import ast
import builtins

from tracewalk.verify.texts import parsed

__all__ = ["with_imports"]

_FROM = {
    "bisect": "bisect_left bisect_right insort",
    "collections": "Counter OrderedDict defaultdict deque",
    "copy": "deepcopy",
    "fractions": "Fraction",
    "functools": "cache lru_cache partial reduce",
    "heapq": "heapify heappop heappush nlargest nsmallest",
    "itertools": (
        "accumulate chain combinations count cycle groupby islice pairwise permutations product repeat zip_longest"
    ),
    "math": "ceil comb factorial floor gcd inf isqrt lcm log log2 log10 prod sqrt",
    "operator": "itemgetter",
    "string": "ascii_lowercase ascii_uppercase",
    "typing": "Any Callable Dict Generator Iterable Iterator List Optional Sequence Set Tuple Union",
}
_MODULES = "bisect collections copy functools heapq itertools json math operator random re statistics string sys typing"
_LINES = {name: f"from {module} import {name}" for module, names in _FROM.items() for name in names.split()} | {
    name: f"import {name}" for name in _MODULES.split()
}


def with_imports(code: str) -> str:
    """A program with imports before it of those names of Python's library that it uses and nowhere makes."""
    tree = parsed(code)
    if tree is None:
        return code
    used: set[str] = set()
    made = set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.arg):
            made.add(node.arg)
    lines = sorted(_LINES[name] for name in used - made if name in _LINES)
    if not lines:
        return code
    future = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    return code if future else "\n".join([*lines, "", code])
