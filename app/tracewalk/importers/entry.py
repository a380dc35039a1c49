"""How a trace begins: the call of its entry, by the program's wrapper or by the first step."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from tracewalk.cwm.scopes import Scope
from tracewalk.cwm.tokens import MARKER

__all__ = ["input_of", "wrapped_call"]

_HEAD = f"\n\ndef main():{MARKER}\n    return "
_CALLEE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?=\()")
_MAX_CALL = 1_000_000


def wrapped_call(program: str) -> tuple[str, str] | None:
    """Entry and input of a program of the dataset convention, which ends in `main`; None for any other."""
    _, head, call = program.rpartition(_HEAD)
    callee = _CALLEE.match(call)
    if not head or callee is None or not call.endswith(")\n") or len(call) > _MAX_CALL:
        return None
    try:
        tree = ast.parse(call.rstrip("\n"), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name | ast.Attribute):
        return None
    return callee[0], call[callee.end() + 1 : -2]


def input_of(state: Mapping[str, str], scope: Scope | None) -> str:
    """The arguments with which a function was called, as text: the values of its parameters, by its signature."""
    args = getattr(scope.node, "args", None) if scope is not None else None
    if not isinstance(args, ast.arguments):
        return ", ".join(f"{name}={value}" for name, value in state.items())
    parts = [state[arg.arg] for arg in (*args.posonlyargs, *args.args) if arg.arg in state]
    if args.vararg and state.get(args.vararg.arg, "()") != "()":
        parts.append(f"*{state[args.vararg.arg]}")
    parts += [f"{arg.arg}={state[arg.arg]}" for arg in args.kwonlyargs if arg.arg in state]
    if args.kwarg and state.get(args.kwarg.arg, "{}") != "{}":
        parts.append(f"**{state[args.kwarg.arg]}")
    return ", ".join(parts)
