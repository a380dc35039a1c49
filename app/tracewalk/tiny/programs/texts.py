"""Idioms over texts, dicts, and lists that are built up."""

from __future__ import annotations

from tracewalk.tiny.programs.instance import Instance, code
from tracewalk.tiny.programs.literals import LETTERS

__all__ = [
    "build_text", "counter", "dict_loops", "filter_map", "find_first", "fizzbuzz", "histogram", "join_words",
    "palindrome", "recursion", "slices",
]  # fmt: skip

Program = tuple[str, str]


def find_first(t: Instance) -> Program:
    """The first index of an item, by three kinds of loop."""
    xs, wanted, i = t.names("list int loop")
    items = t.numbers(2, 6, top=9)
    test = (f"        if {xs}[{i}] == {wanted}:", f"            return {i}")
    loop = t.one(
        code(f"    for {i} in range(len({xs})):", *test),
        code(f"    for {i}, {t.name('loop')} in enumerate({xs}):", *test),
        code(f"    {i} = 0", f"    while {i} < len({xs}):", *test, f"        {i} += 1"),
    )
    text = f"def f({xs}, {wanted}):\n{loop}    return {t.one(-1, -1, None)}\n"
    return text, f"f({items}, {t.one(t.rng.choice(items), t.number(0, 9))})"


def filter_map(t: Instance) -> Program:
    """A list of some items, changed: by a loop or a comprehension."""
    xs, x, out = t.names("list loop list")
    value = t.one(
        x,
        f"{x} * {t.number(2, 5)}",
        f"{x} + {t.number(1, 9)}",
        f"{x} ** 2",
        f"{x} // 2",
        f"str({x})",
        f"-{x}",
        f"{x} % {t.number(2, 5)}",
    )
    test = t.one(
        "",
        f"{x} % 2 == {t.number(0, 1)}",
        f"{x} > {t.number(0, 9)}",
        f"{x} not in {out}",
        f"{x} < {t.number(2, 20)}",
    )
    if t.chance(0.25) and "not in" not in test:
        made = f"    {out} = [{value} for {x} in {xs}{f' if {test}' if test else ''}]"
        result = t.one(out, f"len({out})", f"{out}[::-1]")
        return code(f"def f({xs}):", made, f"    return {result}"), f"f({t.numbers(1, 4)})"
    append = f"{out}.append({value})"
    body = (f"        if {test}:", f"            {append}") if test else (f"        {append}",)
    text = code(f"def f({xs}):", f"    {out} = []", f"    for {x} in {xs}:", *body, f"    return {out}")
    return text, f"f({t.numbers()})"


def fizzbuzz(t: Instance) -> Program:
    """Fizz, buzz, with other words and numbers."""
    n, i, out = t.names("int loop list")
    first, second = t.number(2, 4), t.number(3, 6)
    fizz, buzz = t.one(("Fizz", "Buzz"), ("a", "b"), ("foo", "bar"), ("x", "y"))
    other = t.one(f"{out}.append({i})", f"{out}.append(str({i}))", f"{out}.append(0)")
    text = code(
        f"def f({n}):",
        f"    {out} = []",
        f"    for {i} in range(1, {n} + 1):",
        f"        if {i} % {first} == 0:",
        f"            {out}.append({fizz!r})",
        f"        elif {i} % {second} == 0:",
        f"            {out}.append({buzz!r})",
        "        else:",
        f"            {other}",
        f"    return {out}",
    )
    return text, f"f({t.number(1, 6)})"


def counter(t: Instance) -> Program:
    """How many characters of a text fulfil a condition."""
    s, char, count = t.names("str loop int")
    test = t.one(
        f"{char} in 'aeiou'",
        f"{char} == {t.letter(LETTERS)}",
        f"{char}.isupper()",
        f"{char} in {t.word(2, 4)!r}",
        f"{char} not in 'aeiou'",
        f"{char}.isdigit()",
    )
    step = t.one(1, 1, 1, 2)
    loop = (f"    for {char} in {s}:", f"        if {test}:", f"            {count} += {step}")
    return code(f"def f({s}):", f"    {count} = 0", *loop, f"    return {count}"), f"f({t.word()!r})"


def palindrome(t: Instance) -> Program:
    """Whether a text reads the same backwards."""
    s, i, j = t.names("str int int")
    way, given = t.number(0, 3), t.word(2, 6)
    given = t.one(given, "level", "noon", "abba", given + given[::-1], given[:3] + given[:2][::-1])[:10]
    if way == 0:
        body = code(f"    return {s} == {s}[::-1]")
    elif way == 1:
        test = (f"    if {i} == {s}:", "        return True", "    return False")
        body = code(f"    {i} = {s}[::-1]", *test)
    else:
        start = t.one(t.shuffled(f"{i} = 0", f"{j} = len({s}) - 1"), f"    {i}, {j} = 0, len({s}) - 1")
        test = (f"        if {s}[{i}] != {s}[{j}]:", "            return False", f"        {i} += 1")
        body = code(start, f"    while {i} < {j}:", *test, f"        {j} -= 1", "    return True")
    return f"def f({s}):\n{body}", f"f({given!r})"


def histogram(t: Instance) -> Program:
    """How often each character or number occurs."""
    s, d, x = t.names("str dict loop")
    count = t.one(
        code(f"        {d}[{x}] = {d}.get({x}, 0) + 1"),
        code(f"        if {x} in {d}:", f"            {d}[{x}] += 1", "        else:", f"            {d}[{x}] = 1"),
        code(f"        if {x} not in {d}:", f"            {d}[{x}] = 0", f"        {d}[{x}] += 1"),
    )
    given = t.numbers(high=5, top=t.one(2, 4, 9)) if t.chance(0.35) else t.word(1, 5)[:6]
    result = t.one(d, d, f"len({d})", f"max({d}.values())", f"sorted({d})")
    return f"def f({s}):\n    {d} = {{}}\n    for {x} in {s}:\n{count}    return {result}\n", f"f({given!r})"


def build_text(t: Instance) -> Program:
    """A text put together from another one's characters."""
    s, char, out = t.names("str loop str")
    change = t.one(
        f"{out} = {char} + {out}",
        f"{out} += {char}",
        f"{out} += {char}.upper()",
        f"{out} += {char} * 2",
        f"{out} += {char} + {t.one('-', '_', '.')!r}",
        f"{out} = {out} + {char}.lower()",
    )
    no_vowel = f"{char} not in 'aeiou'"
    test = t.one("", "", f"{char} != {t.letter('aeiol ')}", no_vowel, f"{char}.isalpha()", f"{char} not in {out}")
    body = (f"        if {test}:", f"            {change}") if test else (f"        {change}",)
    text = code(f"def f({s}):", f"    {out} = ''", f"    for {char} in {s}:", *body, f"    return {out}")
    return text, f"f({t.word(1, 5)[:6]!r})"


def slices(t: Instance) -> Program:
    """Two parts of a text, put together."""
    s, a, b, n = t.names("str str str int")
    given = t.word(3, 8)
    first = t.one(
        f"{s}[:{n}]",
        f"{s}[{n}:]",
        f"{s}.upper()",
        f"{s}.replace({t.letter(given)}, {t.letter(LETTERS + '*')})",
        f"{s}[::-1]",
    )
    second = t.one(f"{s}[{n}:]", f"{s}[0]", f"{s}.lower()", f"{s}[-1]", f"{s}.title()")
    formatted = (f"f'{{{a}}}-{{{b}}}'", f"f'{{{a}}} {{{b}}}'")
    result = t.one(f"{a} + {b}", f"{b} + {a}", *formatted, f"len({a})", f"{a} == {b}", f"{a}, {b}")
    parts = t.shuffled(f"{a} = {first}", f"{b} = {second}")
    return code(f"def f({s}, {n}):", parts, f"    return {result}"), f"f({given!r}, {t.number(0, 4)})"


def join_words(t: Instance) -> Program:
    """A text's words, each changed."""
    s, words, each, out = t.names("str list loop list")
    given = " ".join(t.word(1, 4)[:5] for _ in range(t.number(1, 3)))[:13].strip() or "a b"
    change = t.one(
        f"{each}[::-1]", f"{each}.upper()", f"{each}[0]", f"{each}.title()", f"len({each})", f"{each}.capitalize()"
    )
    is_counted = change.startswith("len")
    result = out if is_counted else t.one(f"{t.one(' ', '-', '')!r}.join({out})", out)
    loop = (f"    for {each} in {words}:", f"        {out}.append({change})")
    text = code(f"def f({s}):", f"    {words} = {s}.split()", f"    {out} = []", *loop, f"    return {result}")
    return text, f"f({given!r})"


def dict_loops(t: Instance) -> Program:
    """A dict's items summed, chosen, turned round, or changed."""
    d, key, value, a = t.names("dict loop loop int")
    given = t.literal("dict")
    least, more = t.number(0, 12), t.number(1, 5)
    items = f"    for {key}, {value} in {d}.items():"
    body = t.one(
        code(f"    {a} = 0", items, f"        {a} += {value}", f"    return {a}"),
        code(
            f"    {a} = ''",
            f"    for {key} in {d}:",
            f"        if {d}[{key}] > {least}:",
            f"            {a} += {key}",
            f"    return {a}",
        ),
        code(f"    {a} = {{}}", items, f"        {a}[{value}] = {key}", f"    return {a}"),
        code(f"    {a} = sorted({d})", f"    for {key} in {a}:", f"        {d}[{key}] += {more}", f"    return {d}"),
    )
    return f"def f({d}):\n{body}", f"f({given})"


def recursion(t: Instance) -> Program:
    """A list summed or a text reversed by recursion."""
    xs = t.name("list")
    if t.chance(0.5):
        test, base = t.one(f"not {xs}", f"len({xs}) == 0"), t.one(0, 0, 1)
        rest = f"    return {xs}[0] + f({xs}[1:])"
        return code(f"def f({xs}):", f"    if {test}:", f"        return {base}", rest), f"f({t.numbers(0, 4)})"
    test = t.one(f"len({xs}) <= 1", f"not {xs}")
    rest = f"    return f({xs}[1:]) + {xs}[0]"
    return code(f"def f({xs}):", f"    if {test}:", f"        return {xs}", rest), f"f({t.word(1, 4)[:5]!r})"
