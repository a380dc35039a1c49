"""The ways in for a file: one function of it, or the whole file as a script. Both run code with the user's rights."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
import inspect
import shlex
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from types import CodeType, ModuleType
from typing import TYPE_CHECKING

from tracewalk.errors import NotFound, RecordError
from tracewalk.model import Identity, Program
from tracewalk.recorder.callee import finish, require_fitting, underlying
from tracewalk.recorder.environment import python_version
from tracewalk.recorder.imports import programs, search_path
from tracewalk.recorder.options import Options
from tracewalk.recorder.run import Plan, Recorded, keep, kept_runs, whole
from tracewalk.recorder.scope import Scope, package_root
from tracewalk.recorder.stage import deadline, fresh_modules, stage
from tracewalk.recorder.text import parsed
from tracewalk.settings import load

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["record_file", "record_script", "require_file"]

_DEFAULT = Options()


def record_file(
    path: Path,
    *,
    entry: str,
    lake: Lake,
    input: str = "",  # noqa: A002
    options: Options = _DEFAULT,
) -> Recorded:
    """Records `entry(input)` of a Python file, e.g. `entry="sort", input="[3, 1, 2], key=None"`.

    The module's body runs first and unrecorded, as does the evaluation of `input` in its namespace; what they print
    goes to stderr. `entry` may be dotted (`Class.method`). Raises `RecordError` where the file does not compile or
    import, has no such entry, or `input` cannot be evaluated or does not fit the entry's signature; what the entry
    itself raises is in the trace.
    """
    file = _File(path, options, package_root(path))
    identity = file.identity(entry, input)
    if (there := whole(kept_runs(lake, identity.trace_id))) and not options.again:
        return Recorded(there, "kept")
    seconds = identity.limits.seconds
    with fresh_modules(file.scope), stage(str(package_root(path)), [str(path)]):
        with redirect_stdout(sys.stderr), deadline(seconds, f"importing {path}"):
            module = _imported(file)
            func = _entry(module, entry, path)
            args, kwargs = parsed(input, vars(module))
            require_fitting(func, args, kwargs)
        return file.keep(identity, f"{path.stem}.{entry}", lambda: finish(func(*args, **kwargs)), lake)


def record_script(
    path: Path, argv: Sequence[str] = (), *, lake: Lake, stdin: str | None = None, options: Options = _DEFAULT
) -> Recorded:
    """Records a Python file run as a script: as `__main__`, with `argv`, its own modules recorded too.

    `stdin` is the text that it reads (part of its input; None: this process's own stdin, which is not). `sys.exit()`
    and `sys.exit(0)` end it like a return, any other code is the exception `SystemExit(code)`. Threads that it left
    running are waited for. Raises `RecordError` where the file does not compile. A program that calls `os._exit` ends
    this process, and its trace is lost.
    """
    file = _File(path, options, path.resolve().parent)
    given = shlex.join(argv) if stdin is None else f"{shlex.join(argv)} <<< {stdin!r}".lstrip()
    identity = file.identity("__main__", given)
    if (there := whole(kept_runs(lake, identity.trace_id))) and not options.again:
        return Recorded(there, "kept")
    code = file.code()
    with fresh_modules(file.scope), stage(str(path.resolve().parent), [str(path), *argv], stdin=stdin):
        return file.keep(identity, file.name, lambda: _as_main(code, path), lake)


def require_file(path: Path) -> None:
    """Raises `NotFound` where the path is not one of a file."""
    if path.is_dir():
        raise NotFound(
            f"{path} is a folder. Give a Python file in it, or record its tests: `tracewalk record -m pytest {path}`."
        )
    if not path.is_file():
        raise NotFound(f"no such file: {path}. Give the path of a Python file.")


class _File:
    """The file to record, with its scope and text."""

    def __init__(self, path: Path, options: Options, root: Path) -> None:
        require_file(path)
        self.filename = str(path.resolve())
        self.options = options
        self.scope = Scope(options.root or root, max_files=load().max_files)
        if self.scope.covers(self.filename) is None:
            raise RecordError(f"{path} is not recorded: files under {self.scope.root} are, installed ones are not.")
        text = self.scope.text(self.filename)
        if text is None:
            raise RecordError(f"{path} cannot be read as Python source: is it text, and is its encoding declared?")
        self.text = text
        self.name = self.scope.covers(self.filename) or path.name

    def code(self) -> CodeType:
        """The compiled file. Raises `RecordError` with the line where it does not compile."""
        try:
            return compile(self.text, self.filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as fault:
            line = getattr(fault, "lineno", None) or 1
            raise RecordError(f"{self.filename}:{line}: does not compile: {fault}") from None

    def identity(self, entry: str, given: str) -> Identity:
        """What makes a run of this file the same run."""
        search = search_path(Path(self.filename).parent, package_root(Path(self.filename)), root=self.scope.root)
        return Identity(
            programs=programs([self.filename], self.scope, search),
            entry=entry,
            input=given,
            python=python_version(),
            limits=self.options.limits_in_force(),
            repr_style=self.options.repr_style,
        )

    def keep(self, identity: Identity, name: str, call: Callable[[], object], lake: Lake) -> Recorded:
        """Runs `call` and keeps its trace."""
        plan = Plan(
            identity=identity,
            name=name,
            entry=identity.entry,
            input=identity.input,
            program=Program(self.text),
            scope=self.scope,
            source=self.scope.text,
            call=call,
            exact=self.options.exact,
            echo=self.options.echo,
        )
        recorded = keep(plan, lake, again=self.options.again)
        return replace(recorded, left_out=tuple(sorted(self.scope.left_out)))


def _imported(file: _File) -> ModuleType:
    """The file's module under its dotted name, after the packages that hold it."""
    path = Path(file.filename)
    parts = path.relative_to(package_root(path)).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    # A file named like a standard module must not take that module's place for everything else that runs here.
    name = ".".join(parts) if parts[0] not in sys.stdlib_module_names else f"{parts[0]}_"
    code = file.code()
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        spec = importlib.util.spec_from_loader(name, loader=None, origin=file.filename)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    module.__file__ = file.filename
    try:
        if len(parts) > 1:
            importlib.import_module(name.rpartition(".")[0])
        sys.modules[name] = module
        exec(code, vars(module))  # noqa: S102
    except (RecordError, KeyboardInterrupt):
        raise
    except BaseException as fault:
        raise RecordError(f"{file.filename}{_line(fault, file.filename)}: its module body raised {fault!r}") from fault
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
