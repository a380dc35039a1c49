"""Idioms over numbers and lists of numbers: sums, recursion, divisors, digits, searching, sorting."""

from __future__ import annotations

from tracewalk.tiny.programs.instance import Instance, code
from tracewalk.tiny.programs.literals import integer

__all__ = [
    "accumulate", "best", "bubble", "collatz", "digits", "early_loop", "factorial", "fibonacci", "gcd", "grade",
    "index_loop", "swap", "two_pointers",
]  # fmt: skip

Program = tuple[str, str]


def accumulate(t: Instance) -> Program:
    """A sum over a list, perhaps of some of its items."""
    xs, x, a = t.names("list loop int")
    change = t.one(
        f"{a} += {x}",
        f"{a} = {a} + {x}",
        f"{a} += {x} * {t.number(2, 4)}",
        f"{a} -= {x}",
        f"{a} += {x} % {t.number(2, 5)}",
        f"{a} += {x} ** 2",
    )
    guard = t.one(
        "", "", f"if {x} % 2 == {t.number(0, 1)}:", f"if {x} > {t.number(1, 9)}:", f"if {x} != {t.number(0, 9)}:"
    )
    body = (f"        {guard}", f"            {change}") if guard else (f"        {change}",)
    start = t.one("0", "0", "1", "10")
    text = code(f"def f({xs}):", f"    {a} = {start}", f"    for {x} in {xs}:", *body, f"    return {a}")
    return text, f"f({t.numbers()})"


def index_loop(t: Instance) -> Program:
    """A list by its indexes, read or written."""
    xs, i, a = t.names("list loop int")
    change = t.one(
        f"{a} += {xs}[{i}]",
        f"{a} += {i} * {xs}[{i}]",
        f"{a} = max({a}, {xs}[{i}])",
        f"{xs}[{i}] += {a}",
        f"{xs}[{i}] = {xs}[{i}] * 2",
        f"{a} += {i}",
    )
    start, result = t.number(0, 2), t.one(a, a, xs)
    loop = f"    for {i} in range(len({xs})):"
    text = code(f"def f({xs}):", f"    {a} = {start}", loop, f"        {change}", f"    return {result}")
    return text, f"f({t.numbers(high=5)})"


def factorial(t: Instance) -> Program:
    """A product or sum up to a number: by counting down, by a range, or by recursion."""
    n, a = t.names("int int")
    way = t.number(0, 3)
    if way == 0:
        loop = (f"    while {n} > 1:", f"        {a} *= {n}", f"        {n} -= 1")
        body = code(f"    {a} = 1", *loop, f"    return {a}")
    elif way == 1:
        i = t.name("loop")
        head = f"    for {i} in range({t.one(1, 2)}, {n} + 1):"
        body = code(f"    {a} = 1", head, f"        {a} *= {i}", f"    return {a}")
    else:
        step, base = t.one((f"{n} *", 1), (f"{n} +", 0), (f"{t.number(2, 3)} *", 1))
        test = t.one(f"{n} <= {base}", f"{n} == 0", f"{n} < 1")
        body = code(f"    if {test}:", f"        return {base}", f"    return {step} f({n} - 1)")
    return f"def f({n}):\n{body}", f"f({t.number(0, 5)})"


def fibonacci(t: Instance) -> Program:
    """Fibonacci's numbers, by recursion or in a loop."""
    n, a, b, i = t.names("int int int loop")
    if t.chance(0.35):
        stop, base = t.one("< 2", "<= 1"), t.one(n, n, 1)
        recursion = f"    return f({n} - 1) + f({n} - 2)"
        return code(f"def f({n}):", f"    if {n} {stop}:", f"        return {base}", recursion), f"f({t.number(1, 3)})"
    start = t.one(f"    {a}, {b} = 0, 1", t.shuffled(f"{a} = 0", f"{b} = 1"))
    loop = (f"    for {i} in range({n}):", f"        {a}, {b} = {b}, {a} + {b}")
    return code(f"def f({n}):", start, *loop, f"    return {t.one(a, b)}"), f"f({t.number(1, 8)})"


def gcd(t: Instance) -> Program:
    """Euclid's algorithm."""
    a, b = t.names("int int")
    step = f"        {a}, {b} = {b}, {a} % {b}"
    body = t.one(
        code(f"    while {b}:", step, f"    return {a}"),
        code(f"    while {b} != 0:", step, f"    return {a}"),
        code(f"    if {b} == 0:", f"        return {a}", f"    return f({b}, {a} % {b})"),
    )
    return f"def f({a}, {b}):\n{body}", f"f({t.number(1, 99)}, {t.number(1, 60)})"


def digits(t: Instance) -> Program:
    """A number's digits: summed, counted, reversed, multiplied."""
    n, a = t.names("int int")
    start, change = t.one(
        ("0", f"{a} += {n} % 10"), ("0", f"{a} += 1"), ("0", f"{a} = {a} * 10 + {n} % 10"), ("1", f"{a} *= {n} % 10")
    )
    shorten = f"        {n} {t.one('//= 10', f'= {n} // 10')}"
    test = t.one("", " > 0")
    text = code(
        f"def f({n}):", f"    {a} = {start}", f"    while {n}{test}:", f"        {change}", shorten, f"    return {a}"
    )
    return text, f"f({t.number(0, 999)})"


def collatz(t: Instance) -> Program:
    """Steps of the Collatz sequence, from numbers where they are few."""
    n, count = t.names("int int")
    odd_or_even = code(
        f"        if {n} % 2 == 0:", f"            {n} //= 2", "        else:", f"            {n} = {n} * 3 + 1"
    ).rstrip("\n")
    step = t.one(odd_or_even, f"        {n} = {n} // 2 if {n} % 2 == 0 else 3 * {n} + 1")
    text = code(
        f"def f({n}):", f"    {count} = 0", f"    while {n} != 1:", step, f"        {count} += 1", f"    return {count}"
    )
    return text, f"f({t.one(1, 2, 3, 4, 5, 6, 8, 10, 12, 13, 16, 20)})"


def best(t: Instance) -> Program:
    """The least or greatest item of a list, or its index."""
    xs, x, found = t.names("list loop int")
    sign = t.one("<", ">")
    if t.chance(0.3):
        i = t.name("loop")
        test = f"        if {xs}[{i}] {sign} {xs}[{found}]:"
        loop = (f"    for {i} in range(1, len({xs})):", test, f"            {found} = {i}")
        return code(f"def f({xs}):", f"    {found} = 0", *loop, f"    return {found}"), f"f({t.numbers(2, 6)})"
    over = t.one(xs, f"{xs}[1:]")
    loop = (f"    for {x} in {over}:", f"        if {x} {sign} {found}:", f"            {found} = {x}")
    return code(f"def f({xs}):", f"    {found} = {xs}[0]", *loop, f"    return {found}"), f"f({t.numbers()})"


def bubble(t: Instance) -> Program:
    """Bubble sort, its end sometimes off."""
    xs, n, i, j = t.names("list int loop loop")
    sign = t.one(">", ">", "<")
    end = t.one(f"{n} - 1", f"{n} - {i} - 1", f"0, {n} - {i} - 1")
    text = code(
        f"def f({xs}):",
        f"    {n} = len({xs})",
        f"    for {i} in range({n}):",
        f"        for {j} in range({end}):",
        f"            if {xs}[{j}] {sign} {xs}[{j} + 1]:",
        f"                {xs}[{j}], {xs}[{j} + 1] = {xs}[{j} + 1], {xs}[{j}]",
        f"    return {xs}",
    )
    return text, f"f({t.numbers(2, 4)})"


def grade(t: Instance) -> Program:
    """A number sorted into classes by `elif`."""
    n, result = t.names("int str")
    cuts = sorted({t.number(0, 100) for _ in range(3)}, reverse=True)
    *names, last = t.one(["A", "B", "C", "D"], ["high", "mid", "low", "none"], ["big", "ok", "small", "tiny"])
    is_direct = t.chance(0.5)
    put = "return" if is_direct else f"{result} ="
    lines = [f"def f({n}):"]
    for word, cut, name in zip(["if", "elif", "elif"], cuts, names, strict=False):
        lines += [f"    {word} {n} {t.one('>', '>=')} {cut}:", f"        {put} {name!r}"]
    end = [f"    {put} {last!r}"] if is_direct else ["    else:", f"        {put} {last!r}", f"    return {result}"]
    return code(*lines, *end), f"f({t.number(-5, 110)})"


def swap(t: Instance) -> Program:
    """Two numbers exchanged: by a third, where they are out of order, or through a tuple."""
    a, b, c = t.names("int int int")
    way = t.number(0, 2)
    if way == 0:
        result = t.one(f"{a}, {b}", f"{a} - {b}", a)
        body = code(f"    {c} = {a}", f"    {a} = {b}", f"    {b} = {c}", f"    return {result}")
    elif way == 1:
        sign, result = t.one(">", "<"), t.one(f"[{a}, {b}]", f"{b} - {a}", f"({a}, {b})")
        body = code(f"    if {a} {sign} {b}:", f"        {a}, {b} = {b}, {a}", f"    return {result}")
    else:
        pair = t.one(f"divmod({a}, {t.number(2, 9)})", f"({a}, {b})", f"{b}, {a}")
        result = t.one(f"{a} + {b}", c, b)
        body = code(f"    {c} = {pair}", f"    {a}, {b} = {c}", f"    return {result}")
    return f"def f({a}, {b}):\n{body}", f"f({integer(t.rng)}, {integer(t.rng)})"


def two_pointers(t: Instance) -> Program:
    """A list from both ends: reversed, or searched by halves."""
    xs, i, j = t.names("list int int")
    start = t.one(t.shuffled(f"{i} = 0", f"{j} = len({xs}) - 1"), f"    {i}, {j} = 0, len({xs}) - 1")
    if t.chance(0.5):
        exchange = f"        {xs}[{i}], {xs}[{j}] = {xs}[{j}], {xs}[{i}]"
        loop = (f"    while {i} < {j}:", exchange, f"        {i} += 1", f"        {j} -= 1")
        return code(f"def f({xs}):", start, *loop, f"    return {xs}"), f"f({t.numbers(1, 6)})"
    goal, middle = t.names("int int")
    items = sorted(t.numbers(3, 6, 20))
    search = (
        f"    while {i} <= {j}:",
        f"        {middle} = ({i} + {j}) // 2",
        f"        if {xs}[{middle}] == {goal}:",
        f"            return {middle}",
        f"        if {xs}[{middle}] < {goal}:",
        f"            {i} = {middle} + 1",
        "        else:",
        f"            {j} = {middle} - 1",
    )
    wanted = t.one(t.rng.choice(items), t.number(0, 20))
    return code(f"def f({xs}, {goal}):", start, *search, "    return -1"), f"f({items}, {wanted})"


def early_loop(t: Instance) -> Program:
    """A loop that ends or goes on early."""
    n, i, a = t.names("int loop int")
    limit, leave = t.number(3, 20), t.one("break", f"return {i}")
    factor = t.number(2, 3)
    modulus, rest = t.number(2, 3), t.number(0, 1)
    prime = (
        f"    if {n} < 2:",
        "        return False",
        f"    for {i} in range(2, {n}):",
        f"        if {n} % {i} == 0:",
    )
    test = f"        if {i} % {modulus} == {rest}:"
    body = t.one(
        code(*prime, "            return False", "    return True"),
        _loop(
            i, f"{n}", f"    {a} = 0", f"        {a} += {i}", f"        if {a} > {limit}:", f"            {leave}", a=a
        ),
        code(f"    {a} = 1", f"    while {a} < {n}:", f"        {a} *= {factor}", f"    return {a}"),
        _loop(i, f"1, {n} + 1", f"    {a} = []", f"        if {n} % {i} == 0:", f"            {a}.append({i})", a=a),
        _loop(i, f"{n}", f"    {a} = 0", test, "            continue", f"        {a} += {i}", a=a),
    )
    return f"def f({n}):\n{body}", f"f({t.number(0, 12)})"


def _loop(i: str, over: str, start: str, *body: str, a: str) -> str:
    return code(start, f"    for {i} in range({over}):", *body, f"    return {a}")
