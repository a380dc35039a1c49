"""What single programs of a shell do to files, as their arguments and what they are given to read say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tracewalk.agents.edits import Edit, patched
from tracewalk.agents.names import EDITORS
from tracewalk.agents.programs import file_arguments, program_of
from tracewalk.agents.python_edits import python_edits
from tracewalk.agents.sed import sed_commands
from tracewalk.agents.shell import Command, Word
from tracewalk.frozen import frozen

__all__ = ["Use", "edits_of_program", "text_of_output", "use_of"]

_ESCAPE = re.compile(r"\\(?:([abefnrtv\\\"'])|x([0-9a-fA-F]{1,2})|0?([0-7]{1,3}))")
_GIT_DIFF = re.compile(r"(?:--\S+ |-[cC] \S+ |-[pP] )*diff\b")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}


@frozen
class Use:
    """One program as a command runs it."""

    name: str
    arguments: list[str]
    fixed: list[bool]
    """Of each argument, whether nothing in it is expanded."""
    given: Word | None
    """The text that it reads, where that is known."""
    writes: list[tuple[str, Word]]
    script: Callable[[str], str | None]
    """The text of a file that the run wrote before, by its name."""

    def files(self) -> list[str]:
        """Its arguments that are no options and stand as they are."""
        known = [a for a, fixed in zip(self.arguments, self.fixed, strict=True) if fixed]
        return file_arguments(known)


def use_of(command: Command, before: Command | None, script: Callable[[str], str | None]) -> Use:
    """A command's program with what it reads: a here-document, a file, or what the command before the pipe prints."""
    name, arguments = program_of(command)
    fixed = [word.fixed for word in command.words[len(command.words) - len(arguments) :]]
    given = command.here
    if given is None and command.reads is not None and command.reads.fixed:
        text = script(command.reads.text)
        given = Word(text, True) if text is not None else None
    if given is None and before is not None and not before.writes:
        given = text_of_output(use_of(before, None, script))
    return Use(name, arguments, fixed, given, command.writes, script)


def may_edit(name: str) -> bool:
    """Whether a program of this name may edit files, redirections aside."""
    return name in _PROGRAMS or name in EDITORS


def edits_of_program(use: Use) -> Iterator[Edit]:
    """The edits of one program, in order."""
    reading = _PROGRAMS.get(use.name) or (_editor if use.name in EDITORS else None)
    if reading:
        yield from reading(use)
    for sign, target in use.writes:
        if target.fixed and target.text and not target.text.startswith(("/dev/", "&")):
            yield _redirected(use, sign, target.text)


def text_of_output(use: Use) -> Word | None:
    """What a program prints, where that is its text: `cat` of a here-document, `echo` and `printf`."""
    if use.name == "cat" and not file_arguments(use.arguments):
        return use.given
    if use.name == "echo":
        return _echoed(use)
    if use.name == "printf" and use.arguments and use.arguments[0] != "-v":
        return _printed(use)
    return Word("", True) if not use.name else None


def _echoed(use: Use) -> Word:
    words, options = list(use.arguments), ""
    while words and re.fullmatch(r"-[neE]+", words[0]):
        options += words.pop(0)[1:]
    text = " ".join(words)
    text = _unescaped(text) if "e" in options else text
    return Word(text + ("" if "n" in options else "\n"), all(use.fixed))


def _printed(use: Use) -> Word | None:
    form, rest = use.arguments[0], use.arguments[1:]
    if "%" not in form:
        return Word(_unescaped(form), all(use.fixed))
    if form in {"%s", r"%s\n", "%b", r"%b\n"} and rest:
        end = "\n" if form.endswith(r"\n") else ""
        texts = [_unescaped(text) if form.startswith("%b") else text for text in rest]
        return Word("".join(text + end for text in texts), all(use.fixed))
    return None


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        if found[1]:
            return _ESCAPES.get(found[1], found[1])
        return chr(int(found[2], 16) if found[2] else int(found[3], 8))

    return _ESCAPE.sub(one, text)


def _redirected(use: Use, sign: str, path: str) -> Edit:
    text = text_of_output(use)
    how = "heredoc" if use.given is not None and use.name == "cat" else "redirection"
    how = "git diff" if use.name == "git" and _GIT_DIFF.match(" ".join(use.arguments[:6])) else how
    if text is None:
        files = use.files()
        if use.name == "cat" and len(files) == 1 and sign == ">" and len(use.arguments) == 1:
            return Edit(path, "copy", how, "estimated", old=files[0])
        return Edit(path, "touch", how, "estimated")
    method = "derived" if text.fixed else "estimated"
    return Edit(path, "append" if sign == ">>" else "write", how, method, text=text.text)


def _tee(use: Use) -> Iterator[Edit]:
    what = "append" if any(a in {"-a", "--append"} for a in use.arguments) else "write"
    for path in use.files():
        if path.startswith("/dev/"):
            continue
        if use.given is None:
            yield Edit(path, "touch", "tee", "estimated")
        else:
            yield Edit(path, what, "heredoc", "derived" if use.given.fixed else "estimated", text=use.given.text)


def _sed(use: Use) -> Iterator[Edit]:
    """`sed -i`: its commands where all of them are known here, else that it touches the files."""
    scripts, files, flags = _sed_arguments(use.arguments)
    if not scripts and files:
        scripts, files = files[:1], files[1:]
    if "i" not in flags:
        return
    known = all(use.fixed) and not flags & {"n", "s", "z", "f"}
    commands = sed_commands(scripts, extended=bool(flags & {"E", "r"})) if known else None
    for path in files[:100]:
        if not any(sign in path for sign in "*?[$`"):
            yield Edit(path, "sed" if commands else "touch", "sed", "estimated", script=commands or ())


def _sed_arguments(arguments: list[str]) -> tuple[list[str], list[str], set[str]]:
    """The scripts of options, what is no option, and the letters of the options."""
    scripts: list[str] = []
    rest: list[str] = []
    flags: set[str] = set()
    words = iter(arguments)
    for word in words:
        if word in {"-e", "--expression"}:
            scripts.append(next(words, ""))
        elif word.startswith("--expression="):
            scripts.append(word.partition("=")[2])
        elif word.startswith(("-i", "--in-place")):
            flags.add("i")
        elif re.fullmatch(r"-[Ernszf]+i?\S*", word):
            flags |= set(word[1:].partition("i")[0]) | ({"i"} if "i" in word else set())
        elif word.startswith("--"):
            flags |= {"E"} if word == "--regexp-extended" else {"f"}
        else:
            rest.append(word)
    return scripts, rest, flags


def _in_place(use: Use) -> Iterator[Edit]:
    """Programs that change the last file they name in a way that is not worked out."""
    if use.name in {"perl", "ruby"} and not any(re.match(r"-[a-zA-Z0]*i", a) for a in use.arguments):
        return
    files = use.files()
    if files and (use.name not in {"perl", "ruby"} or len(files) > 1):
        yield Edit(files[0] if use.name in {"ed", "ex"} else files[-1], "touch", use.name, "estimated")


def _copied(use: Use) -> Iterator[Edit]:
    files = use.files()
    if len(files) == 2 and len(file_arguments(use.arguments)) == 2:
        what = "copy" if use.name == "cp" else "rename"
        target = files[1]
        if target.endswith("/") or target in {".", ".."}:
            target = f"{target.rstrip('/')}/{files[0].rstrip('/').rsplit('/', 1)[-1]}"
        yield Edit(target, what, use.name, "estimated", old=files[0])


def _removed(use: Use) -> Iterator[Edit]:
    for path in use.files()[:100]:
        yield Edit(path, "delete", use.name, "estimated")


def _touched(use: Use) -> Iterator[Edit]:
    for path in use.files()[:100]:
        yield Edit(path, "append", use.name, "estimated")


def _patched(use: Use) -> Iterator[Edit]:
    """`patch`, `apply_patch` and `git apply` of a text that is known."""
    if any(a in {"-R", "--reverse", "--dry-run", "--check", "--stat"} for a in use.arguments):
        return
    how = "apply_patch" if use.name == "apply_patch" else "patch"
    texts = [use.given.text] if use.given is not None else []
    files = use.files()
    if use.name == "apply_patch" and use.arguments and use.given is None:
        texts = [use.arguments[0]]
    elif use.given is None:
        texts = [text for text in map(use.script, files) if text]
    path = files[0] if use.name == "patch" and files and use.given is not None else None
    method = "derived" if how == "apply_patch" else "estimated"
    for text in texts[:10]:
        yield from patched(text, path, how, method)


def _git(use: Use) -> Iterator[Edit]:
    verb = next((a for a in use.arguments if not a.startswith("-")), "")
    rest = use.arguments[use.arguments.index(verb) + 1 :] if verb else []
    inner = Use(verb, rest, use.fixed[len(use.fixed) - len(rest) :], use.given, [], use.script)
    if verb == "rm":
        yield from _removed(inner) if "--cached" not in rest else ()
    elif verb == "mv":
        yield from _copied(inner)
    elif verb == "apply":
        yield from _patched(inner)
    elif verb == "stash":
        if not rest or rest[0] in {"push", "save", "-q", "--quiet", "-k", "-u", "--include-untracked"}:
            yield Edit(".", "stash", "git stash", "estimated")
        elif rest[0] in {"pop", "apply"}:
            yield Edit(".", "unstash", "git stash", "estimated")
    elif verb == "reset" and "--hard" in rest:
        yield Edit(".", "revert", "git reset", "estimated")
    elif verb in {"checkout", "restore"} and "-b" not in rest and "--staged" not in rest:
        yield from _checked_out(verb, rest)


def _checked_out(verb: str, rest: list[str]) -> Iterator[Edit]:
    """Files that get back the content of the last commit; of another commit, a content that is not known."""
    names = [a for a in rest if not a.startswith("-")]
    if "--" in rest:
        paths = rest[rest.index("--") + 1 :]
        other = [a for a in rest[: rest.index("--")] if not a.startswith("-") and a != "HEAD"]
    elif verb == "restore" or (names and all("." in name or "/" in name for name in names)):
        paths, other = names, [a for a in rest if a.startswith("--source")]
    else:
        paths, other = (names[1:], []) if names[:1] == ["HEAD"] else ([], [])
    for path in paths[:100]:
        yield Edit(path, "touch" if other else "revert", f"git {verb}", "estimated")


def _python(use: Use) -> Iterator[Edit]:
    arguments = use.arguments
    if arguments[:1] == ["-c"] and len(arguments) > 1:
        program: str | None = arguments[1]
    elif not arguments or arguments[0] == "-":
        program = use.given.text if use.given is not None else None
    else:
        program = use.script(arguments[0])
    if program:
        yield from python_edits(program)


def _editor(use: Use) -> Iterator[Edit]:
    """SWE-agent's `str_replace_editor`, whose arguments are options."""
    given: dict[str, str] = {}
    at = 2
    while at + 1 < len(use.arguments):
        if use.arguments[at].startswith("--"):
            given[use.arguments[at][2:]] = use.arguments[at + 1]
        at += 2
    verb, path = (use.arguments[0], use.arguments[1]) if len(use.arguments) > 1 else ("", "")
    how = "tool arguments"
    if verb == "create" and "file_text" in given:
        yield Edit(path, "write", how, text=given["file_text"], new=True)
    elif verb == "str_replace" and given.get("old_str"):
        yield Edit(path, "replace", how, text=given.get("new_str", ""), old=given["old_str"])
    elif verb == "insert" and "new_str" in given and given.get("insert_line", "").isdecimal():
        yield Edit(path, "insert", how, text=given["new_str"], first=int(given["insert_line"][:9]))
    elif verb == "undo_edit":
        yield Edit(path, "undo", how)


def _windowed(use: Use) -> Iterator[Edit]:
    """SWE-agent's commands for the file that is open."""
    how, arguments = "tool arguments", use.arguments
    if use.name == "create" and len(arguments) == 1:
        yield Edit(arguments[0], "write", how, text="\n", new=True)
    elif use.name == "edit" and len(arguments) in {2, 3} and arguments[0]:
        yield Edit(None, "replace", how, text=arguments[1], old=arguments[0], everywhere=len(arguments) == 3)
    elif (
        use.name == "edit" and arguments and (span := re.fullmatch(r"(\d{1,9}):(\d{1,9})", arguments[0])) and use.given
    ):
        yield Edit(None, "lines", how, text=use.given.text.removesuffix("\n"), first=int(span[1]), last=int(span[2]))
    elif use.name == "insert" and len(arguments) in {1, 2}:
        line = int(arguments[1][:9]) if len(arguments) == 2 and arguments[1].isdecimal() else -1
        yield Edit(None, "insert", how, text=arguments[0], first=line)
    elif use.name == "undo_edit":
        yield Edit(None, "undo", how)


_PROGRAMS: dict[str, Callable[[Use], Iterator[Edit]]] = {
    "tee": _tee,
    "sed": _sed,
    **dict.fromkeys(("perl", "ruby", "ed", "ex", "black", "autopep8", "isort", "dos2unix", "truncate"), _in_place),
    "cp": _copied,
    "mv": _copied,
    "rm": _removed,
    "unlink": _removed,
    "touch": _touched,
    "patch": _patched,
    "apply_patch": _patched,
    "git": _git,
    "python": _python,
    **dict.fromkeys(("create", "edit", "insert", "undo_edit"), _windowed),
}
