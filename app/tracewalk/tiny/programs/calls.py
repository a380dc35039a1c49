"""Idioms with functions that call each other, and with exceptions."""

from __future__ import annotations

from tracewalk.tiny.programs.instance import Instance, code

__all__ = ["guarded", "helper_call"]

Program = tuple[str, str]


def guarded(t: Instance) -> Program:
    """An operation that may fail: within `try`, bare, or raised on purpose."""
    a, b, result = t.names("int int int")
    error = t.one("ZeroDivisionError", "IndexError", "KeyError", "ValueError", "custom")
    operation = {
        "ZeroDivisionError": f"{a} {t.one('//', '%')} {b}",
        "IndexError": f"{a}[{b}]",
        "KeyError": f"{a}[{b}]",
        "ValueError": f"int({a}) + {b}",
    }
    arguments = {
        "ZeroDivisionError": f"{t.number(0, 60)}, {t.one(0, 0, t.number(1, 9))}",
        "IndexError": f"{t.numbers(1, 4)}, {t.number(0, 6)}",
        "KeyError": f"{t.literal('dict')}, {t.one('a', 'b', 'x', 'cat', 'dog')!r}",
        "ValueError": f"{t.one(str(t.number(0, 99)), t.word(1, 4))!r}, {t.number(0, 9)}",
    }
    if error == "custom":
        return _raising(t, a, result)
    value, call = operation[error], f"f({arguments[error]})"
    if t.chance(0.2):
        return code(f"def f({a}, {b}):", f"    {result} = {value}", f"    return {result}"), call
    bad, put = t.one("-1", "0", "None", "'error'"), t.one("return", f"{result} =")
    end = "" if put == "return" else f"    return {result}"
    tries = ("    try:", f"        {put} {value}", f"    except {error}:", f"        {put} {bad}")
    return code(f"def f({a}, {b}):", *tries, end), call


def _raising(t: Instance, a: str, result: str) -> Program:
    kind, message = t.one("ValueError", "KeyError", "TypeError"), t.one("bad", "negative", "empty", "too big", "no")
    helper, n = t.names("fn int")
    check = code(
        f"def {helper}({n}):",
        f"    if {n} {t.one('<', '>')} {t.number(0, 9)}:",
        f"        raise {kind}({message!r})",
        f"    return {n} * {t.number(2, 5)}",
    )
    if t.chance(0.25):
        body = code(f"def f({a}):", f"    {result} = {helper}({a})", f"    return {result}")
    else:
        caught = f"    except {kind}{t.one('', ' as e')}:"
        tries = ("    try:", f"        {result} = {helper}({a})", caught, f"        {result} = {t.one(-1, 0)}")
        body = code(f"def f({a}):", *tries, f"    return {result}")
    return f"{check}\n{body}", f"f({t.number(-5, 15)})"


def helper_call(t: Instance) -> Program:
    """A helper called twice, in a loop, or in a condition."""
    helper, p, q, x, y, z = t.names("fn int int int int int")
    has_two = t.chance(0.5)
    head = _helper(t, helper, (p, q, z), has_two=has_two)

    def call(argument: str) -> str:
        return f"{helper}({argument}, {t.number(1, 9)})" if has_two else f"{helper}({argument})"

    way = t.number(0, 2)
    if way == 0:
        lines = (f"    {y} = {call(x)}", f"    {z}2 = {call(x)}", f"    return {y} + {z}2")
        return code(head, f"def f({x}):", *lines), f"f({t.number(0, 20)})"
    if way == 1:
        loop = (f"    for {y} in {x}:", f"        {z}.append({call(y)})")
        return code(head, f"def f({x}):", f"    {z} = []", *loop, f"    return {z}"), f"f({t.numbers(1, 4, 9)})"
    test = f"    if {call(x)} {t.one('>', '==', '<')} {call(y)}:"
    text = code(head, f"def f({x}, {y}):", test, f"        return {x}", f"    return {y}")
    return text, f"f({t.number(0, 20)}, {t.number(0, 20)})"


def _helper(t: Instance, name: str, variables: tuple[str, str, str], *, has_two: bool) -> str:
    """A helper of one or two numbers, with the blank line after it."""
    p, q, z = variables
    operation = f"    return {p} {t.one('+', '-', '*')} {q if has_two else t.number(2, 9)}"
    test = f"    if {p} {t.one('<', '>')} {q if has_two else t.number(0, 20)}:"
    other = f"    return {q if has_two else t.number(0, 9)}"
    body = t.one(
        code(operation),
        code(test, f"        return {p}", other),
        code(f"    {z} = {p} * {t.number(2, 3)}", f"    return {z} + {q if has_two else 1}"),
        code(f"    return {p} % {t.number(2, 5)} == 0"),
    )
    return f"def {name}({p}{', ' + q if has_two else ''}):\n{body}"
