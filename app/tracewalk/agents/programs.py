"""What programs do, by their names: the program that a command runs, and what running it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracewalk.agents.names import GIT_COMMANDS, PROGRAMS
from tracewalk.agents.paths import absolute
from tracewalk.agents.shell import Command

__all__ = ["file_arguments", "gone_to", "kind_of_program", "program_of", "sought"]

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")
_PYTHON = re.compile(r"(?:python|pypy)[\d.]*(?:\.exe)?$")
_IN_PLACE = re.compile(r"-[a-zA-Z]*i|--in-place")
_DURATION = re.compile(r"[\d.]+[smhd]?$")

_WRAPPERS = {
    "sudo": "ugpCThr",
    "env": "uCS",
    "time": "fo",
    "timeout": "sk",
    "nohup": "",
    "nice": "n",
    "exec": "a",
    "command": "",
    "builtin": "",
    "stdbuf": "ioe",
    "xvfb-run": "se",
    "xargs": "InPLsda",
    "catchsegv": "",
    "strace": "eof",
    "unbuffer": "",
    "eval": "",
}
"""Programs that run another one -> their options of one letter that take a value."""

_VALUED = {
    **dict.fromkeys(("grep", "egrep", "fgrep", "zgrep"), "ABCDdefm"),
    **dict.fromkeys(("rg", "ripgrep"), "ABCEMTdefgjmrt"),
    **dict.fromkeys(("ag", "ack"), "ABCGm"),
    **dict.fromkeys(("head", "tail"), "cn"),
    "nl": "bdfhilnsvw",
    "fd": "Etdex",
}
"""Programs that read and search -> their options of one letter that take a value."""
_VALUED_WORDS = frozenset(
    {
        "--after-context", "--before-context", "--bytes", "--context", "--exclude", "--exclude-dir", "--extension",
        "--file", "--glob", "--iglob", "--include", "--lines", "--max-count", "--max-depth", "--regexp", "--type",
        "--type-not",
    }
)  # fmt: skip

_RUNNERS = {"poetry": "run", "pipenv": "run", "uv": "run", "pdm": "run", "hatch": "run", "rye": "run", "bundle": "exec"}

_TEST_WORDS = {
    "go": {"test"},
    "cargo": {"test", "nextest"},
    "npm": {"test", "t"},
    "yarn": {"test", "jest"},
    "pnpm": {"test"},
    "bun": {"test"},
    "deno": {"test"},
    "mvn": {"test", "verify"},
    "mvnw": {"test", "verify"},
    "gradle": {"test", "check"},
    "gradlew": {"test", "check"},
    "make": {"test", "tests", "check"},
    "ninja": {"test", "check"},
    "dotnet": {"test"},
    "rake": {"test", "spec"},
    "rails": {"test"},
    "bazel": {"test"},
    "swift": {"test"},
    "mix": {"test"},
    "sbt": {"test"},
    "stack": {"test"},
    "cabal": {"test"},
    "composer": {"test"},
    "django-admin": {"test"},
    "manage.py": {"test"},
    "setup.py": {"test"},
    "npx": {"jest", "mocha", "vitest", "playwright", "ava", "cypress"},
    "coverage": {"pytest", "unittest", "runtests.py"},
}
"""Programs that run tests when one of these words follows, `x:test` and `test:x` included."""


def program_of(command: Command) -> tuple[str, list[str]]:
    """The program that a simple command runs, without folder or wrappers, and its arguments; a module as a program."""
    if command.program is None:
        command.program = _program(command.texts)
    return command.program


def _program(words: Sequence[str]) -> tuple[str, list[str]]:
    at, count = 0, len(words)
    while at < count:
        name = words[at].rsplit("/", 1)[-1] or words[at]
        if _ASSIGNMENT.match(words[at]):
            at += 1
        elif name in _WRAPPERS:
            at = _unwrapped(words, at + 1, _WRAPPERS[name])
        elif name in _RUNNERS and at + 2 < count and words[at + 1] == _RUNNERS[name]:
            at = _unwrapped(words, at + 2, "p")
        elif name in {"conda", "mamba", "micromamba"} and at + 2 < count and words[at + 1] == "run":
            at = _unwrapped(words, at + 2, "np")
        elif _PYTHON.match(name):
            return _module(list(words[at + 1 :]))
        else:
            return "pytest" if words[at].endswith("bin/test") else name, list(words[at + 1 :])
    return "", []


def _unwrapped(words: Sequence[str], at: int, valued: str) -> int:
    """Where what follows a wrapper's own options, assignments and durations begins."""
    while at < len(words):
        word = words[at]
        if word.startswith("-") and len(word) > 1:
            at += 2 if len(word) == 2 and word[1] in valued else 1
        elif _DURATION.match(word) or _ASSIGNMENT.match(word):
            at += 1
        else:
            break
    return at


def _module(rest: list[str]) -> tuple[str, list[str]]:
    """Python's program: a module of `-m` or a well-known script stands for itself."""
    for at, word in enumerate(rest):
        if word == "-m" and at + 1 < len(rest):
            return rest[at + 1], rest[at + 2 :]
        if word in {"-c", "-"} or word.startswith("-c"):
            return "python", rest[at:]
        if word in {"-W", "-X"}:
            continue
        if not word.startswith("-") and (at == 0 or rest[at - 1] not in {"-W", "-X"}):
            script = word.rsplit("/", 1)[-1]
            known = PROGRAMS.get(script) == "test" or script in _TEST_WORDS or word.endswith("bin/test")
            return (script if script != "test" else "pytest", rest[at + 1 :]) if known else ("python", rest[at:])
    return "python", rest


def kind_of_program(name: str, arguments: Sequence[str]) -> str:
    """What running a program is for: one of `TURN_KINDS`."""
    if name == "git":
        verb = next((word for word in arguments if not word.startswith("-")), "")
        return GIT_COMMANDS.get(verb, "run")
    in_place = name in {"sed", "perl", "ruby"} and any(map(_IN_PLACE.match, arguments[:4]))
    if in_place or (name == "find" and "-delete" in arguments):
        return "edit"
    if name in _TEST_WORDS and _says_test(arguments, _TEST_WORDS[name]):
        return "test"
    return PROGRAMS.get(name, "run")


def _says_test(arguments: Sequence[str], words: set[str]) -> bool:
    for word in arguments[:8]:
        if word in words or word.startswith(("test:", "test-")) or word.endswith((":test", ":tests")):
            return True
    return False


def gone_to(command: Command, cwd: str | None) -> str | None:
    """The folder that `cd` goes to, from the root where that is known; None where it cannot be told."""
    target = next(iter(file_arguments(program_of(command)[1])), None)
    if target is None or target.startswith("~") or target == "-" or not command.words[-1].fixed:
        return None
    return absolute(target, cwd)


def sought(name: str, arguments: Sequence[str]) -> list[str]:
    """The arguments of a program that reads or searches, without options and their values; a pattern of `-e` first."""
    valued = _VALUED.get(name)
    if valued is None:
        return file_arguments(arguments)
    patterns, rest, words = list[str](), list[str](), iter(arguments)
    for word in words:
        if word == "--":
            rest += words
        elif word in _VALUED_WORDS:
            value = next(words, "")
            patterns += [value] if word == "--regexp" else []
        elif not word.startswith("-") or len(word) == 1:
            rest += [word] if not (name == "tail" and word.startswith("+")) else []
        elif not word.startswith("--") and (at := next((n for n, c in enumerate(word) if n and c in valued), 0)):
            value = word[at + 1 :] or next(words, "")
            patterns += [value] if word[at] == "e" else []
    return [word for word in (*patterns, *rest) if word]


def file_arguments(arguments: Sequence[str]) -> list[str]:
    """The arguments that are no options, as the files of most programs; what follows `--` always."""
    found, options = [], True
    for word in arguments:
        if options and word == "--":
            options = False
        elif word and not (options and word.startswith("-") and len(word) > 1):
            found.append(word)
    return found
