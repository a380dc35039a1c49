"""A file as something to call in this process: one function of it, or the whole file as a script."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import inspect
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import CodeType, ModuleType

from tracewalk.errors import RecordError
from tracewalk.recorder.callee import finish, require_fitting, underlying
from tracewalk.recorder.scope import Scope, package_root
from tracewalk.recorder.stage import deadline, fresh_modules, stage
from tracewalk.recorder.text import parsed

__all__ = ["entry_call", "script_call"]


@contextmanager
def entry_call(
    path: Path, text: str, *, entry: str, given: str, scope: Scope, seconds: float
) -> Iterator[Callable[[], object]]:
    """Within it the call of `entry` with the arguments that the text `given` says, once the file is imported.

    What importing prints goes to stderr. Raises `RecordError` where there is nothing that can be called so.
    """
    filename = str(path.resolve())
    with fresh_modules(scope), stage(str(package_root(path)), [str(path)]):
        with redirect_stdout(sys.stderr), deadline(seconds, f"importing {path}"):
            module = _imported(filename, text)
            func = _entry(module, entry, path)
            args, kwargs = parsed(given, vars(module))
            require_fitting(func, args, kwargs)
        yield lambda: finish(func(*args, **kwargs))


@contextmanager
def script_call(
    path: Path, text: str, argv: Sequence[str], *, scope: Scope, stdin: str | None = None
) -> Iterator[Callable[[], object]]:
    """Within it what `python FILE.py` does. Raises `RecordError` where the file does not compile."""
    code = _compiled(str(path.resolve()), text)
    with fresh_modules(scope), stage(str(path.resolve().parent), [str(path), *argv], stdin=stdin):
        yield lambda: _as_main(code, path)


def _compiled(filename: str, text: str) -> CodeType:
    """Raises `RecordError` with the line where it does not compile."""
    try:
        return compile(text, filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as fault:
        line = getattr(fault, "lineno", None) or 1
        raise RecordError(f"{filename}:{line}: does not compile: {fault or type(fault).__name__}") from None


def _imported(filename: str, text: str) -> ModuleType:
    """The file's module under its dotted name, after the packages that hold it."""
    path = Path(filename)
    parts = path.relative_to(package_root(path)).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    # A file named like a standard module must not take that module's place for everything else that runs here.
    name = ".".join(parts) if parts[0] not in sys.stdlib_module_names else f"{parts[0]}_"
    code = _compiled(filename, text)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        spec = importlib.util.spec_from_loader(name, loader=None, origin=filename)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = filename
    try:
        if len(parts) > 1:
            importlib.import_module(name.rpartition(".")[0])
        sys.modules[name] = module
        exec(code, vars(module))  # noqa: S102
    except (RecordError, KeyboardInterrupt):
        raise
    except BaseException as fault:
        raise RecordError(f"{filename}{_line(fault, filename)}: its module body raised {fault!r}") from fault
    return module


def _line(fault: BaseException, filename: str) -> str:
    """`:line` of the file's own line that was running, innermost; empty where none was."""
    line, at = "", fault.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == filename:
            line = f":{at.tb_lineno}"
        at = at.tb_next
    return line


def _entry(module: ModuleType, entry: str, path: Path) -> Callable[..., object]:
    found: object = module
    for part in entry.split("."):
        found = getattr(found, part, None)
    if not callable(found):
        have = ", ".join(
            n for n, v in vars(module).items() if inspect.isfunction(v) and v.__module__ == module.__name__
        )
        raise RecordError(f"{path} has no function {entry!r}; it has: {have or 'none'}")
    underlying(found)
    return found


def _as_main(code: CodeType, path: Path) -> None:
    """Runs the code as `python FILE.py` does, and waits for its threads."""
    main = ModuleType("__main__")
    vars(main).update(__file__=str(path), __builtins__=builtins, __cached__=None)
    before = set(threading.enumerate())
    sys.modules["__main__"] = main
    try:
        exec(code, vars(main))  # noqa: S102
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    finally:
        for thread in set(threading.enumerate()) - before:
            if not thread.daemon:
                thread.join()
