"""Random typed expressions over the variables in scope."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from tracewalk.tiny.programs.literals import LETTERS, literal, word

__all__ = ["KINDS", "Expressions", "Helper"]

KINDS = ("int", "str", "list", "dict", "bool")


class Helper(NamedTuple):
    """A function that an expression may call."""

    name: str
    kinds: Sequence[str]
    """Of its parameters."""
    returns: str


class Expressions:
    """Builds expressions from the variables it knows. Options are all drawn before one is chosen."""

    def __init__(self, rng: Random, helpers: Sequence[Helper] = ()) -> None:
        self.rng, self.helpers = rng, helpers
        self.known: dict[str, list[str]] = {kind: [] for kind in KINDS}

    def pick(self, kind: str) -> str:
        """A variable of a kind, or "" where there is none."""
        return self.rng.choice(self.known[kind]) if self.known[kind] else ""

    def atom(self, kind: str) -> str:
        """A variable or a literal."""
        return self.pick(kind) or repr(literal(self.rng, kind))

    def expression(self, kind: str) -> str:
        """An expression of a kind."""
        if kind == "dict":
            return repr(literal(self.rng, "dict")) if self.rng.random() < 0.4 else "{}"
        if kind == "bool":
            return self.condition()
        return {"int": self.int_expression, "str": self.str_expression, "list": self.list_expression}[kind]()

    def int_atom(self) -> str:
        """A number: most often a variable, or a property of one."""
        rng, chance = self.rng, self.rng.random()
        number, text, items = self.pick("int"), self.pick("str"), self.pick("list")
        if number and chance < 0.6:
            return number
        if items and chance < 0.8:
            return rng.choice([f"len({items})", f"{items}[0]", f"{items}[-1]", f"sum({items})"])
        if text and chance < 0.75:
            return f"len({text})"
        return str(rng.choice([0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, rng.randint(0, 30)]))

    def int_expression(self) -> str:
        """Arithmetic, or something counted."""
        rng, chance = self.rng, self.rng.random()
        number = self.pick("int") or self.int_atom()
        text, items, table = self.pick("str"), self.pick("list"), self.pick("dict")
        if items and chance < 0.2:
            return self._of_list(items)
        if table and chance < 0.3:
            get = f"{table}.get({rng.choice(LETTERS)!r}, {rng.randint(0, 5)})"
            return rng.choice([get, f"len({table})", f"sum({table}.values())"])
        if text and chance < 0.35:
            found = [f"{text}.count({rng.choice('aeiolb')!r})", f"{text}.find({rng.choice(LETTERS)!r})"]
            return rng.choice([*found, f"len({text}) - 1"])
        if self.helpers and chance < 0.55 and (call := self._call("int")):
            return call
        return self._arithmetic(number)

    def _of_list(self, items: str) -> str:
        rng = self.rng
        return rng.choice(
            [
                f"max({items})",
                f"min({items})",
                f"{items}[{rng.randint(0, 2)}]",
                f"{items}.count({rng.randint(0, 5)})",
                f"{items}[-{rng.randint(1, 2)}] + {self.int_atom()}",
                f"sum({items}) - {self.int_atom()}",
                f"len({items}) * {rng.randint(2, 5)}",
                f"{items}.index({items}[{rng.randint(0, 1)}])",
            ]
        )

    def _arithmetic(self, n: str) -> str:
        rng = self.rng
        return rng.choice(
            [
                f"{n} + {self.int_atom()}",
                f"{n} - {self.int_atom()}",
                f"{n} * {rng.randint(2, 5)}",
                f"{n} + {rng.randint(1, 9)}",
                f"{n} % {rng.randint(2, 10)}",
                f"{n} // {rng.randint(2, 10)}",
                f"max({n}, {self.int_atom()})",
                f"min({n}, {self.int_atom()})",
                f"abs({n} - {self.int_atom()})",
                f"{n} * {self.int_atom()}",
                f"{n} * 2 + {rng.randint(1, 9)}",
                f"{n} ** 2",
                f"-{n}",
                f"{n} if {self.condition()} else {self.int_atom()}",
                f"({n} + {self.int_atom()}) * 2",
            ]
        )

    def _call(self, returns: str) -> str:
        """A call of a helper, or "" where the one that was drawn returns something else."""
        helper = self.rng.choice(self.helpers)
        return f"{helper.name}({', '.join(map(self.atom, helper.kinds))})" if helper.returns == returns else ""

    def str_expression(self) -> str:
        """A text made of another one."""
        rng, text = self.rng, self.pick("str")
        if not text:
            number = self.pick("int")
            return f"str({number})" if number and rng.random() < 0.5 else repr(word(rng))
        number = self.pick("int")
        if number and rng.random() < 0.2:
            formatted = f"f'{{{text}}}{rng.choice(['-', ':', '', ' '])}{{{number}}}'"
            others = [f"{text} + str({number})", f"{text}[:{number}]", f"str({number}) + {text}"]
            return rng.choice([formatted, *others])
        if self.helpers and rng.random() < 0.3 and (call := self._call("str")):
            return call
        return self._edit(text)

    def _edit(self, s: str) -> str:
        rng = self.rng
        return rng.choice(
            [
                f"{s} + {self.pick('str')}",
                f"{s} + {word(rng, 1, 2)!r}",
                f"{word(rng, 1, 2)!r} + {s}",
                f"{s}[::-1]",
                f"{s}[1:]",
                f"{s}[:-1]",
                f"{s}[:{rng.randint(1, 4)}]",
                f"{s}[{rng.randint(1, 3)}:]",
                f"{s}.upper()",
                f"{s}.lower()",
                f"{s}.replace({rng.choice(LETTERS)!r}, {rng.choice(LETTERS)!r})",
                f"{s}.replace({rng.choice('aeiol')!r}, {rng.choice(['', '*', '_', 'x'])!r})",
                f"{s} * 2",
                f"{s}[0]",
                f"{s}[-1]",
                f"{s}.strip()",
                f"{s}.swapcase()",
                f"{s}.rstrip({rng.choice(LETTERS)!r})",
                f"{s}.lstrip({rng.choice(LETTERS)!r})",
                f"{s}.title()",
                f"{s}.capitalize()",
                f"{rng.choice('-+ ')!r}.join({s})",
            ]
        )

    def list_expression(self) -> str:
        """A list, new or made of another one."""
        rng, xs, number = self.rng, self.pick("list"), self.int_atom()
        if not xs or rng.random() < 0.25:
            given, pair = repr(literal(rng, "list")), f"[{number}, {self.int_atom()}]"
            counted, repeated = f"list(range({rng.randint(2, 5)}))", f"[{number}] * {rng.randint(2, 4)}"
            return rng.choice(["[]", given, pair, counted, repeated])
        return rng.choice(
            [
                f"{xs} + [{number}]",
                f"{xs}[::-1]",
                f"sorted({xs})",
                f"{xs}[1:]",
                f"{xs}[:-1]",
                f"{xs}[:{rng.randint(1, 3)}]",
                f"{xs}[{rng.randint(1, 2)}:]",
                f"sorted({xs}, reverse=True)",
                f"list({xs})",
                f"{xs}.copy()",
                f"[e * {rng.randint(2, 3)} for e in {xs}]",
                f"[{number}] + {xs}",
                f"{xs}[::2]",
                f"tuple({xs})",
            ]
        )

    def condition(self) -> str:
        """Something that is true or false."""
        number, text, items, table, flag = (self.pick(kind) for kind in ("int", "str", "list", "dict", "bool"))
        options: list[str] = [
            *(self._of_number(number) if number else ()),
            *(self._of_text(text) if text else ()),
            *(self._of_items(items) if items else ()),
            *(self._of_table(table) if table else ()),
            *([flag, f"not {flag}"] if flag else ()),
        ]
        return self.rng.choice(options or ["True"])

    def _of_number(self, n: str) -> list[str]:
        rng = self.rng
        compare = [f"{n} {rng.choice(['<', '>', '<=', '>=', '==', '!='])} {self.int_atom()}" for _ in range(3)]
        return [
            *compare,
            f"{n} % {rng.choice([2, 2, 3, 4, 5])} == {rng.choice([0, 0, 1])}",
            f"{n} > 0 and {n} < {rng.randint(2, 50)}",
            f"{n} < {rng.randint(0, 5)} or {n} > {rng.randint(6, 50)}",
        ]

    def _of_text(self, s: str) -> list[str]:
        rng = self.rng
        return [
            f"{rng.choice(LETTERS)!r} in {s}",
            f"len({s}) {rng.choice(['>', '<', '=='])} {rng.randint(1, 6)}",
            f"{s} == {s}[::-1]",
            f"{s}[0] == {rng.choice(LETTERS)!r}",
            f"{s}.isalpha()",
            f"{s}.islower()",
            f"{s}.endswith({rng.choice(LETTERS)!r})",
            f"{s}.startswith({rng.choice(LETTERS)!r})",
            f"{s} in 'aeiou'",
            f"not {s}",
        ]

    def _of_items(self, xs: str) -> list[str]:
        rng = self.rng
        return [
            f"{self.int_atom()} in {xs}",
            f"len({xs}) {rng.choice(['>', '<', '=='])} {rng.randint(1, 5)}",
            f"{xs}[0] {rng.choice('<>')} {xs}[-1]",
            f"{xs}",
        ]

    def _of_table(self, d: str) -> list[str]:
        rng = self.rng
        return [f"{rng.choice(LETTERS)!r} in {d}", f"len({d}) > {rng.randint(0, 3)}"]
