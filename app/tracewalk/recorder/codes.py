"""What the tracer knows of each code object: which names a line can bind, what it can change, how it is stored."""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Collection
from functools import lru_cache
from types import CodeType
from typing import Final, NamedTuple

from tracewalk.recorder.clock import OPTIMIZED
from tracewalk.recorder.effects import ANYTHING, Effect, analyse
from tracewalk.recorder.sites import Sites
from tracewalk.recorder.vocabulary import words

__all__ = ["CALL", "EXCEPTION", "LINE", "RESUME", "RETURN", "UNWIND", "YIELD", "Code", "Line", "Sources"]

CALL, LINE, RETURN, EXCEPTION, YIELD, RESUME, UNWIND = range(7)
"""Indexes into `model.EVENTS`."""

WARM = 24
"""Line events of one code object after which its static analysis pays."""
ANALYSED: Final = sys.version_info < (3, 14)
"""Later interpreters may store names by instructions that are not known here: their lines are all looked at in full."""

RETURNS: Final = frozenset(dis.opmap[n] for n in ("RETURN_VALUE", "RETURN_CONST") if n in dis.opmap)
YIELDS: Final = frozenset(dis.opmap[n] for n in ("YIELD_VALUE", "SEND", "RETURN_GENERATOR", "RESUME") if n in dis.opmap)
_GENERATOR = 0x2A0  # generator, coroutine, async generator
_STORES = frozenset(
    {"STORE_FAST", "STORE_DEREF", "STORE_NAME", "DELETE_FAST", "DELETE_DEREF", "DELETE_NAME", "LOAD_FAST_AND_CLEAR"}
)
_GLOBAL_STORES = frozenset({"STORE_GLOBAL", "DELETE_GLOBAL"})

INTERPRETER_NAMES: Final = words(
    """
    __builtins__ __name__ __doc__ __package__ __loader__ __spec__ __file__ __cached__ __annotations__ __module__
    __qualname__ __firstlineno__ __static_attributes__ __classcell__ __classdict__ __path__ __annotate__
    __conditional_annotations__ __type_params__
    """
)
"""Names that the interpreter, not the program, puts into a module's or class body's namespace: never shown."""


class Line(NamedTuple):
    """One line of one code object, as the tracer needs it."""

    site: int
    names: tuple[tuple[str, int], ...] | None
    """Names that the line can bind, with their ids; None: look at all."""
    after: Effect | None
    """What to settle at the frame's next event: changes that come late."""
    effect: Effect | None
    """What the line can change in place."""
    narrow: tuple[tuple[str, int], ...] | None = None
    """In a module or class body, whose names others can bind too: the names to look at where nothing else happened."""


class Sources:
    """Source texts of the recorded files and the effects of their lines, each analysed at most once."""

    def __init__(self, source: Callable[[str], str | None]) -> None:
        self._source = source
        self._texts: dict[str, str | None] = {}
        self._effects: dict[str, dict[int, Effect] | None] = {}

    def text(self, filename: str) -> str | None:
        """The source text of a file, None where there is none."""
        if filename not in self._texts:
            self._texts[filename] = self._source(filename)
        return self._texts[filename]

    def effects(self, filename: str) -> dict[int, Effect] | None:
        """The effects of its lines; None where nothing can be promised."""
        if filename not in self._effects:
            self._effects[filename] = analyse(self.text(filename) or "")
        return self._effects[filename]


class Code:
    """One recorded code object."""

    __slots__ = (
        "_places",
        "_wild",
        "analysed",
        "bytes",
        "call_site",
        "code",
        "fast",
        "file",
        "func",
        "generator",
        "hidden",
        "hits",
        "ids",
        "lines",
        "locals",
        "sites",
        "sources",
    )

    def __init__(
        self, code: CodeType, sites: Sites, sources: Sources, *, file: int, hide: Callable[[str], bool], exact: bool
    ) -> None:
        self.code = code
        self.sites = sites
        self.sources = sources
        self.file = file
        self.func = sites.functions.of(code.co_qualname)
        self.fast = bool(code.co_flags & OPTIMIZED)
        self.generator = bool(code.co_flags & _GENERATOR)
        self.bytes = code.co_code
        self.lines: dict[int, Line] = {}
        self.analysed = exact or not ANALYSED
        self.hits = 0
        self.ids: dict[str, int | None] = {}
        self.hidden = hide
        self._wild: dict[int, Line] = {}
        self._places: dict[int, int] = {}
        self.call_site = self.site(CALL, code.co_firstlineno)
        self.locals = self._pairs({*code.co_varnames, *code.co_cellvars, *code.co_freevars})

    def site(self, event: int, line: int) -> int:
        """The id under which rows of this event on this line are stored."""
        key = 8 * line + event
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = self.sites.of(event, line, self.func, self.file)
        return found

    def name_id(self, name: str) -> int | None:
        """The name's id; None for names that are not shown."""
        if name in self.ids:
            return self.ids[name]
        shown = type(name) is str and not self.hidden(name) and (self.fast or name not in INTERPRETER_NAMES)
        self.ids[name] = found = self.sites.names.of(name) if shown else None
        return found

    def line(self, number: int) -> Line:
        """What to do on a line that `lines` does not have yet: all at first, less once the code proves to be busy."""
        self.hits += 1
        if not self.analysed and self.hits > WARM:
            self.analysed = True
            effects = self.sources.effects(self.code.co_filename)
            if effects is not None:
                self._fill(effects, _bindings(self.code)[2])
                if number in self.lines:
                    return self.lines[number]
        return Line(self.site(LINE, number), None, None, ANYTHING)

    def wild(self, line: Line) -> Line:
        """The same line, when it turns out that it may change anything, even after steps of other frames."""
        found = self._wild.get(line.site)
        if found is None:
            found = self._wild[line.site] = line._replace(after=ANYTHING)
        return found

    def _fill(self, effects: dict[int, Effect], changed: Collection[int]) -> None:
        stored = self._stored()
        always = stored.get(-1, ())
        local = {*self.code.co_varnames, *self.code.co_cellvars, *self.code.co_freevars}
        for number in {line for _, _, line in self.code.co_lines() if line is not None}:
            effect = ANYTHING if number in changed else effects.get(number)
            after = effect if effect is not None and (effect.late or effect.augmented) else None
            names = stored.get(number, always)
            self.lines[number] = Line(
                self.site(LINE, number),
                names if self.fast else None,
                after,
                effect.within(local) if effect is not None and effect.immediate else None,
                None if self.fast else names,
            )

    def _stored(self) -> dict[int, tuple[tuple[str, int], ...]]:
        """Names that each line can bind, with their ids; -1: those to look at after any line."""
        by_line, always, _ = _bindings(self.code)
        table = {line: self._pairs({*names, *always}) for line, names in by_line.items()}
        table[-1] = self._pairs(always)
        return table

    def _pairs(self, names: Collection[str]) -> tuple[tuple[str, int], ...]:
        order = {
            name: i for i, name in enumerate((*self.code.co_varnames, *self.code.co_cellvars, *self.code.co_freevars))
        }
        pairs = ((name, self.name_id(name)) for name in sorted(names, key=lambda n: (order.get(n, 1 << 20), n)))
        return tuple((name, i) for name, i in pairs if i is not None)


@lru_cache(maxsize=4096)
def _bindings(code: CodeType) -> tuple[dict[int, frozenset[str]], frozenset[str], frozenset[int]]:
    """Names that each line can bind, names that any line can, and the lines that bind globals."""
    by_line: dict[int, set[str]] = {}
    always = {*code.co_cellvars, *code.co_freevars}
    changed: set[int] = set()
    for op in dis.get_instructions(code):
        line = op.positions.lineno if op.positions else None
        if op.opname in _GLOBAL_STORES and line is not None:
            changed.add(line)
        names = _bound(op)
        # `except .. as e` unbinds e by code that belongs to the line of the header
        if line is None or op.opname.startswith("DELETE"):
            always.update(names)
        elif names:
            by_line.setdefault(line, set()).update(names)
    return {line: frozenset(names) for line, names in by_line.items()}, frozenset(always), frozenset(changed)


def _bound(op: dis.Instruction) -> tuple[str, ...]:
    if op.opname in _STORES:
        return (str(op.argval),)
    if op.opname == "STORE_FAST_STORE_FAST":
        return (str(op.argval[0]), str(op.argval[1]))
    return (str(op.argval[0]),) if op.opname == "STORE_FAST_LOAD_FAST" else ()
