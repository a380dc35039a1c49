"""Random typed functions over numbers, texts, lists of numbers, dicts of text to number and flags."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tracewalk.tiny.programs.expressions import KINDS, Expressions, Helper
from tracewalk.tiny.programs.literals import literal
from tracewalk.tiny.programs.names import fresh
from tracewalk.tiny.programs.updates import update

__all__ = ["Function", "program"]

_DEEPEST = 3
_MOST_LOOPS = 2


class Function(Expressions):
    """One function, built statement by statement; a variable defined within a block is not used outside of it."""

    def __init__(self, rng: Random, helpers: Sequence[Helper] = ()) -> None:
        super().__init__(rng, helpers)
        self.used = {helper.name for helper in helpers}
        self.frozen: set[str] = set()
        """Variables that a loop goes by: not to be changed in it."""
        self.lines: list[str] = []
        self.depth = 1
        self.loops = 0

    def build(self, name: str, kinds: Sequence[str], statements: int, returns: str | None = None) -> str:
        """The source text of the whole function."""
        parameters = []
        for kind in kinds:
            parameters.append(fresh(self.rng, kind, self.used))
            self.known[kind].append(parameters[-1])
        for _ in range(statements):
            self._statement()
        kind = returns or self._kind()
        # A variable in three of five cases; it is drawn twice, the second time for the text.
        is_variable = self.rng.random() < 0.6 and bool(self.pick(kind))
        self._emit(f"return {self.pick(kind) if is_variable else self.expression(kind)}")
        return f"def {name}({', '.join(parameters)}):\n" + "\n".join(self.lines) + "\n"

    def _emit(self, text: str, deeper: int = 0) -> None:
        self.lines.append("    " * (self.depth + deeper) + text)

    def _kind(self) -> str:
        return self.rng.choices(KINDS, [40, 28, 20, 6, 6])[0]

    def _statement(self) -> None:
        chance = self.rng.random()
        if self.depth >= _DEEPEST or chance < 0.5:
            is_update = self.rng.random() < (0.75 if self.depth > 1 else 0.4)
            self._update() if is_update else self._define()
        elif chance < 0.72 or self.loops >= _MOST_LOOPS:
            self._branch()
        else:
            self._loop()

    def _define(self) -> None:
        """Assign a new variable, sometimes two old ones at once."""
        numbers = self.known["int"]
        if self.rng.random() < 0.1 and len(numbers) >= 2 and not self.frozen & set(numbers):
            a, b = self.rng.sample(numbers, 2)
            values = [f"{b}, {a}", f"{b}, {a} + {b}", f"{self.int_atom()}, {a}"]
            return self._emit(f"{a}, {b} = {self.rng.choice(values)}")
        kind = self._kind()
        value = self.expression(kind)
        name = fresh(self.rng, kind, self.used)
        self._emit(f"{name} = {value}")
        if self.depth == 1:
            self.known[kind].append(name)
        return None

    def _update(self) -> None:
        """Change a variable; define one where there is none to change."""
        kind = self.rng.choices(KINDS, [40, 20, 25, 12, 3])[0]
        choices = [name for name in self.known[kind] if name not in self.frozen]
        if not choices:
            return self._define()
        return self._emit(update(self, kind, self.rng.choice(choices)))

    def _block(self, statements: int) -> None:
        self.depth += 1
        for _ in range(statements):
            self._statement() if self.rng.random() < 0.3 else self._update()
        self.depth -= 1

    def _branch(self) -> None:
        rng = self.rng
        self._emit(f"if {self.condition()}:")
        if rng.random() < 0.12:
            return self._emit(f"return {self.expression(self._kind())}", 1)
        self._block(1)
        while rng.random() < 0.2:
            self._emit(f"elif {self.condition()}:")
            self._block(1)
        if rng.random() < 0.45:
            self._emit("else:")
            self._block(1)
        return None

    def _loop(self) -> None:
        rng = self.rng
        self.loops += 1
        items, text, table, number = (self.pick(kind) for kind in ("list", "str", "dict", "int"))
        name, chance = fresh(rng, "loop", self.used), rng.random()
        if items and chance < 0.35:
            extra = fresh(rng, "loop", self.used) if rng.random() < 0.25 else ""
            head = f"for {extra}, {name} in enumerate({items}):" if extra else f"for {name} in {items}:"
            self._for(head, [("int", name), *([("int", extra)] if extra else ())], items)
        elif text and chance < 0.55:
            self._for(f"for {name} in {text}:", [("str", name)], items)
        elif table and chance < 0.62:
            self._for_table(name, table, items)
        elif number and number not in self.frozen and chance < 0.75:
            self._while(number)
        else:
            self._for(f"for {name} in range({self._range(number, items)}):", [("int", name)], items)

    def _for_table(self, name: str, table: str, items: str) -> None:
        rng = self.rng
        head = f"for {name} in {table}{rng.choice(['', '', '.keys()'])}:"
        if rng.random() >= 0.5:
            return self._for(head, [("str", name)], items)
        value = fresh(rng, "loop", self.used)
        return self._for(f"for {name}, {value} in {table}.items():", [("str", name), ("int", value)], items)

    def _range(self, number: str, items: str) -> str:
        rng = self.rng
        options = [
            str(rng.randint(2, 5)),
            f"1, {rng.randint(3, 6)}",
            f"0, {rng.randint(4, 9)}, {rng.randint(2, 3)}",
            number or "3",
            f"len({items})" if items else "4",
        ]
        return rng.choice(options)

    def _while(self, number: str) -> None:
        """Counts a number down, so that it ends."""
        self.frozen.add(number)
        self._emit(f"while {number} > {self.rng.randint(0, 3)}:")
        self._block(1)
        self._emit(f"{number} {self.rng.choice(['-= 1', '-= 2', '//= 2', '-= 3'])}", 1)
        self.frozen.discard(number)

    def _for(self, head: str, variables: Sequence[tuple[str, str]], items: str) -> None:
        """A `for` loop; the list it goes over, and its variables, are not changed in it."""
        rng = self.rng
        self._emit(head)
        for kind, name in variables:
            self.known[kind].append(name)
            self.frozen.add(name)
        # By text, not by meaning: a list's name may stand in the head as part of another. Seeds rely on it.
        kept = {items} if items and items in head and items not in self.frozen else set()
        self.frozen |= kept
        self._block(rng.choice([1, 1, 2]))
        if rng.random() < 0.08:
            self.depth += 1
            self._emit(f"if {self.condition()}:")
            self._emit(rng.choice(["break", "continue", "break"]), 1)
            self.depth -= 1
        self.frozen -= kept
        for kind, name in variables:
            self.known[kind].remove(name)


def program(rng: Random) -> tuple[str, str]:
    """A program of one function, sometimes with helpers: its text and the call to trace."""
    helpers: list[Helper] = []
    text, used = "", {"f"}
    if rng.random() < 0.3:
        for _ in range(rng.choice([1, 1, 1, 2])):
            name, returns = fresh(rng, "fn", used), rng.choice(["int", "int", "str"])
            kinds = rng.choices(["int", "str", "list"], [6, 3, 2], k=rng.choice([1, 1, 2]))
            text += Function(rng).build(name, kinds, rng.choice([0, 0, 1, 1, 2]), returns) + "\n"
            helpers.append(Helper(name, kinds, returns))
    kinds = rng.choices(KINDS, [38, 30, 22, 6, 4], k=rng.choice([1, 1, 2, 2, 3]))
    entry = "f" if rng.random() < 0.85 else fresh(rng, "fn", used)
    text += Function(rng, helpers).build(entry, kinds, rng.randint(1, 5))
    return text, f"{entry}({', '.join(repr(literal(rng, kind)) for kind in kinds)})"
