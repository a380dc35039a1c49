"""What `sys.settrace` hands over with an exception, as CWM's text writes it: `(<class ..>, X(..), <traceback object>)`.

The lake keeps the exception's repr and the qualified name of its class, not the class's module, and that is how the
class is written: `<class 'KeyError'>`, `<class 'shop.Closed'>`. The module is found by the first rule that applies:

1. a class of that name in the trace's own files: the file's name as a module; `__main__` for a script;
2. a built-in exception: none is written;
3. a well-known exception of the standard library: its own module, e.g. `json.decoder`, `_queue`;
4. otherwise none is known, and the trace says so among its complaints.

CWM's own module name for a traced program is not published (unverified against CWM).
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["Raised"]

_NAME: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*(?=\()")
_BUILTIN: Final = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
)
_LIBRARY: Final = {
    name: f"{module}.{name}"
    for module, names in {
        "_pickle": "PicklingError UnpicklingError",
        "_queue": "Empty",
        "asyncio.exceptions": "CancelledError IncompleteReadError InvalidStateError LimitOverrunError",
        "concurrent.futures._base": "BrokenExecutor",
        "configparser": "DuplicateSectionError NoOptionError NoSectionError ParsingError",
        "dataclasses": "FrozenInstanceError",
        "decimal": "DivisionByZero InvalidOperation Overflow",
        "graphlib": "CycleError",
        "json.decoder": "JSONDecodeError",
        "queue": "Full",
        "sqlite3": "IntegrityError OperationalError ProgrammingError",
        "statistics": "StatisticsError",
        "subprocess": "CalledProcessError TimeoutExpired",
        "threading": "BrokenBarrierError",
        "urllib.error": "HTTPError URLError",
        "zipfile": "BadZipFile",
        "zoneinfo._common": "ZoneInfoNotFoundError",
    }.items()
    for name in names.split()
}


class Raised:
    """Writes the exceptions of one trace."""

    def __init__(self, own: Mapping[str, str], qualnames: Iterable[str]) -> None:
        """`own`: module-qualified by qualified name, of the classes of the trace's files; `qualnames`: see `Trace`."""
        self.unknown: dict[str, None] = {}
        """Classes whose module is not known, in order of first appearance."""
        self._own = own
        self._qualnames = tuple(qualnames)
        self._known: dict[str, str] = {}

    def text(self, shown: str, *, traceback: bool = True) -> str:
        """The argument of the exception event, for an exception whose repr is `shown`."""
        found = _NAME.match(shown)
        name = found[0] if found else ""
        if name not in self._known:
            self._known[name] = self._class(self._qualname(name))
        return f"({self._known[name]}, {shown}, {'<traceback object>' if traceback else None})"

    def _qualname(self, name: str) -> str:
        """The qualified name of a class whose repr begins with `name`; a repr of the user's own begins as it likes."""
        for qualname in self._qualnames:
            if qualname.rpartition(".")[2] == name.rpartition(".")[2]:
                return qualname
        unclear = [q for q in self._qualnames if q not in _BUILTIN]
        return unclear[0] if len(unclear) == 1 else name or "Exception"

    def _class(self, qualname: str) -> str:
        if qualname in self._own:
            return f"<class '{self._own[qualname]}'>"
        if qualname in _BUILTIN:
            return f"<class '{qualname}'>"
        if qualname in _LIBRARY:
            return f"<class '{_LIBRARY[qualname]}'>"
        self.unknown.setdefault(qualname)
        return f"<class '{qualname}'>"
