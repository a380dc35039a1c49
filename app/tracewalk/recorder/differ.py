"""Finds what changed in a frame since its previous row, and writes it into the lane."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any, Final

from tracewalk.recorder.clock import UNBOUND, Clock
from tracewalk.recorder.codes import Code, Line
from tracewalk.recorder.effects import Effect
from tracewalk.recorder.kinds import ATOM_IDS, CONTAINER_IDS, qualname
from tracewalk.recorder.lane import Lane
from tracewalk.recorder.render import Renderer
from tracewalk.recorder.sites import Table

__all__ = ["START", "Activation", "Differ"]

START: Final = Line(0, (), None, None)
LONG = 256
"""Texts from this length on count as a lane's weight."""


class Held:
    """A local that holds something that can change: what was shown of it, and what its text depends on."""

    __slots__ = ("kind", "moment", "reached", "text", "value", "volatile")

    value: object
    text: str
    kind: int
    moment: int
    reached: set[int] | None
    volatile: bool


class Activation:
    """One frame being recorded; the tracer keeps it as the `__self__` of the frame's own trace function."""

    __slots__ = (
        "code",
        "depth",
        "frame_id",
        "held",
        "lane",
        "last",
        "lines",
        "live",
        "previous",
        "seen",
        "thrown",
        "tracer",
        "volatile",
    )

    tracer: object
    code: Code
    lines: dict[int, Line]
    lane: Lane
    frame_id: int
    depth: int
    last: Line
    """The line that ran since the frame's previous row."""
    previous: dict[str, object]
    held: dict[str, Held]
    seen: int
    """The clock when `held` was last looked at."""
    thrown: tuple[Line, int] | None
    """`last` at the latest exception, a line of its own that no later event shares, and the instruction then."""
    volatile: bool


class Differ:
    """Compares by identity first, by text where identity says nothing."""

    def __init__(self, renderer: Renderer, clock: Clock, types: Table, *, exact: bool, short: int) -> None:
        self.renderer = renderer
        self.clock = clock
        self.exact = exact
        self.short = short
        self._type_names = types
        self._type_ids: dict[int, tuple[type, int]] = {}
        self.int_id = self.type_id(int)
        self.str_id = self.type_id(str)

    def another(self) -> Differ:
        """One for another thread, which writes of the same types."""
        return Differ(self.renderer.another(), self.clock, self._type_names, exact=self.exact, short=self.short)

    def type_id(self, kind: type) -> int:
        """Twice the number of the type's name."""
        found = self._type_ids.get(id(kind))
        if found is None or found[0] is not kind:
            if len(self._type_ids) > 10_000:
                self._type_ids.clear()
            found = self._type_ids[id(kind)] = (kind, 2 * self._type_names.of(qualname(kind)))
        return found[1]

    # ------------------------------------------------------------------ names

    def everything(self, act: Activation, frame: FrameType) -> int:
        """Look at all names of a frame; the number of changes."""
        code = act.code
        if code.fast:
            return self.named(act, frame.f_locals, code.locals)
        items = snapshot(frame, act.previous)
        if act.last.narrow is not None and act.seen == self.clock.now:
            return self.named(act, items, act.last.narrow)
        previous = act.previous
        names = [name for name, value in items.items() if previous.get(name, UNBOUND) is not value]
        names += [name for name in previous if name not in items]
        names = sorted(name for name in names if code.name_id(name) is not None)
        act.seen = 0  # objects are to be looked at again too
        return self.named(act, items, tuple((name, code.ids[name] or 0) for name in names))

    def named(self, act: Activation, local: Mapping[str, Any], names: tuple[tuple[str, int], ...]) -> int:
        """Look at some names."""
        previous = act.previous
        count = 0
        for name, number in names:
            value = local.get(name, UNBOUND)
            old = previous.get(name, UNBOUND)
            if value is not old:
                count += self.bind(act, name, number, value, old)
        return count

    def bind(self, act: Activation, name: str, number: int, value: Any, old: object) -> int:
        """A name holds another object than before; 1 if that shows."""
        lane = act.lane
        if act.held and name in act.held and _last_seen(act.held[name], old):
            self.clock.anything()  # its finalizer, or that of something in it, runs when this row is done with it
        if value is UNBOUND:
            del act.previous[name]
            act.held.pop(name, None)
            lane.names.append(number)
            lane.types.append(-1)
            lane.texts.append(None)
            return 1
        act.previous[name] = value
        kind = type(value)
        if id(kind) not in ATOM_IDS:
            return self._hold(act, name, number, value)
        held = act.held.pop(name, None) if act.held else None
        if held is None and type(old) is kind and kind is not float and kind is not range and old == value:
            return 0
        text, cut = self.atom(value, kind)
        if held is None and type(old) is kind and (cut or kind is float or kind is range):
            if self.atom(old, kind)[0] == text:
                return 0
            if cut:
                self.atom(value, kind)
        self.write(lane, number, self.type_id(kind), text, cut=cut)
        return 1

    def atom(self, value: Any, kind: type) -> tuple[str, bool]:
        """The text of a value that never changes, and whether it is cut."""
        if kind is str:
            if len(value) <= self.short:
                text = repr(value)
                if " at 0x" not in text:
                    return text, False
        elif kind is int:
            if -(1 << 63) < value < (1 << 63):
                return repr(value), False
        elif kind is float or kind is bool or value is None:
            return repr(value), False
        text = self.renderer.text(value)
        return text, self.renderer.cut

    def write(self, lane: Lane, number: int, kind: int, text: str, *, cut: bool) -> None:
        """One change."""
        if cut:
            kind += 1
            lane.sizes.append(self.renderer.size or len(text))
        lane.names.append(number)
        lane.types.append(kind)
        lane.texts.append(text)
        if len(text) > LONG:
            lane.weight += len(text)
            if lane.weight > lane.room:
                lane.top = -1

    # ------------------------------------------------------------------ objects

    def _hold(self, act: Activation, name: str, number: int, value: object) -> int:
        renderer = self.renderer
        text = renderer.text(value)
        kind = self.type_id(type(value))
        old = act.held.get(name)
        act.held[name] = held = Held()
        held.value = value
        held.text = text
        held.kind = kind
        held.moment = self.clock.now
        held.reached = renderer.reached
        held.volatile = renderer.volatile or self.exact
        if held.volatile:
            act.volatile = True
        if old is not None and old.text == text and old.kind == kind:
            return 0
        self.write(act.lane, number, kind, text, cut=renderer.cut)
        return 1

    def recheck(self, act: Activation) -> int:
        """Something was changed in place since this frame was last looked at: render again what it can have reached."""
        clock = self.clock
        count = 0
        volatile = False
        for name, held in act.held.items():
            if held.volatile:
                volatile = True
            elif held.moment == clock.now:
                continue
            else:
                changed = clock.since(held.moment)
                if changed is not None and held.reached is not None and held.reached.isdisjoint(changed):
                    held.moment = clock.now
                    continue
            count += self._again(act, name, held)
            volatile = volatile or held.volatile
        act.seen = clock.now
        act.volatile = volatile
        return count

    def _again(self, act: Activation, name: str, held: Held) -> int:
        renderer = self.renderer
        text = renderer.text(held.value)
        held.moment = self.clock.now
        held.reached = renderer.reached
        held.volatile = renderer.volatile or self.exact
        if text == held.text:
            return 0
        held.text = text
        number = act.code.name_id(name)
        self.write(act.lane, number or 0, held.kind, text, cut=renderer.cut)
        return 1

    def settle(self, act: Activation, effect: Effect) -> None:
        """The frame's last line is over: changes that came after steps of other frames, and `x += ..` in place."""
        if effect.anything:
            self.clock.anything()
            return
        if effect.late:
            for name in (*effect.touch, *effect.items, *(n for n, _ in effect.fields)):
                self.clock.touched(act.previous.get(name))
        for name in effect.augmented:
            held = act.held.get(name)
            if held is not None:
                self.clock.touched(held.value)


def _last_seen(held: Held, value: object) -> bool:
    """The recorder has the only references left, and the value is more than a flat container."""
    # held, previous, the caller's variable, this function's and its caller's parameters, getrefcount's
    return sys.getrefcount(value) <= 7 and not (id(type(value)) in CONTAINER_IDS and held.reached == {id(value)})


def snapshot(frame: FrameType, known: Mapping[str, object]) -> Mapping[str, Any]:
    """A module's or class body's names; a namespace of the program's own kind may raise or lie."""
    local = frame.f_locals
    if type(local) is _PROXY:  # 3.13, inside an inlined comprehension: only its own variables
        return {**(frame.f_globals if frame.f_code.co_name == "<module>" else known), **local}
    try:
        return dict(local)
    except Exception:
        return {}


def _locals_type() -> type:
    return type(sys._getframe().f_locals)  # noqa: SLF001


_PROXY = _locals_type() if sys.version_info >= (3, 13) else None
