"""Runs whose files are really kept beside them: whatever is told of a file must be what it was."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.agents.conftest import applied, call, files, placed, turns

from tracewalk.agents.contents import content_at, cumulative, net_diffs
from tracewalk.agents.derive import derived
from tracewalk.agents.patches import patches_of
from tracewalk.model import StateChange, ToolCall

PATHS = ("/r/a.py", "/r/b.py")
LINES = st.sampled_from(["x = 1", "y = 2", "", "    return x", "def f():", "z"])
TEXTS = st.lists(LINES, max_size=12).map(lambda lines: "".join(f"{line}\n" for line in lines))
PIECES = st.sampled_from(["x", "x = 1", "y = 2\n", "return x\n", "def f():\n", "z", "= ", "\n\n"])


class Desk:
    """A made agent with `str_replace_editor`: it edits texts that are kept here, and tells what the tool would."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = dict(texts)
        self.calls: list[ToolCall] = []
        self.after: list[dict[str, str]] = []

    def _do(self, observation: str, **arguments: object) -> None:
        self.calls.append(call("str_replace_editor", arguments, observation))
        self.after.append(dict(self.texts))

    @staticmethod
    def _numbered(lines: list[str], first: int) -> str:
        return "Here's the result of running `cat -n`:\n" + "".join(
            f"{n:6}\t{one}\n" for n, one in enumerate(lines, first)
        )

    def view(self, path: str, first: int, count: int) -> None:
        lines = self.texts[path].split("\n")[first - 1 : first - 1 + count]
        self._do(self._numbered(lines, first), command="view", path=path, view_range=[first, first + count - 1])

    def view_all(self, path: str) -> None:
        self._do(self._numbered(self.texts[path].split("\n"), 1), command="view", path=path)

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.texts[path]
        if text.count(old) != 1:
            self._do(
                "No replacement was performed, it did not appear verbatim",
                command="str_replace",
                path=path,
                old_str=old,
                new_str=new,
            )
            return
        self.texts[path] = text.replace(old, new)
        first = max(0, text[: text.index(old)].count("\n") - 2)
        lines = self.texts[path].split("\n")[first : first + 6 + new.count("\n")]
        self._do(self._numbered(lines, first + 1), command="str_replace", path=path, old_str=old, new_str=new)

    def insert(self, path: str, at: int, new: str) -> None:
        lines = self.texts[path].split("\n")
        at = min(at, len(lines) - 1)
        self.texts[path] = "\n".join(lines[:at] + new.split("\n") + lines[at:])
        self._do("done", command="insert", path=path, insert_line=at, new_str=new)

    def create(self, path: str, text: str) -> None:
        self.texts[path] = text
        self.calls.append(call("Write", {"file_path": path, "content": text}))
        self.after.append(dict(self.texts))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("view"), st.sampled_from(PATHS), st.integers(1, 8), st.integers(1, 6)),
        st.tuples(st.just("view_all"), st.sampled_from(PATHS)),
        st.tuples(st.just("replace"), st.sampled_from(PATHS), PIECES, PIECES),
        st.tuples(st.just("insert"), st.sampled_from(PATHS), st.integers(0, 9), LINES),
        st.tuples(st.just("create"), st.sampled_from(PATHS), TEXTS),
    ),
    max_size=10,
)


def alike(told: str | None, truth: str | None) -> bool:
    """Whether texts are the same; no look at a file shows whether its last line is ended."""
    return told == truth or (
        told is not None and truth is not None and told.removesuffix("\n") == truth.removesuffix("\n")
    )


def check(
    changes: list[StateChange], start: dict[str, str], after: list[dict[str, str]], paths: tuple[str, ...]
) -> None:
    """Compares all that is told after each turn with what was."""
    for turn, truth in enumerate(after):
        for path in paths:
            told = content_at(changes, path, turn)
            if told.state == "exact" or (told.text is not None and "rule of thumb" in told.why):
                assert alike(told.text, truth.get(path))
        for change in files(changes):
            if change.turn == turn and change.diff and change.before is not None and placed(change.diff):
                assert alike(change.before, (after[turn - 1] if turn else start).get(change.path))
                assert alike(applied(change.before, change.diff), truth.get(change.path))


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, STEPS)
def test_what_is_told_of_edits_by_tools_is_true(a: str, b: str, steps: list[tuple[object, ...]]) -> None:
    start = dict(zip(PATHS, (a, b), strict=True))
    desk = Desk(start)
    for name, *given_ in steps:
        getattr(desk, str(name))(*given_)
    changes = derived(turns(*desk.calls), [])
    check(changes, start, desk.after, PATHS)
    for diff in net_diffs(changes):
        if diff.sure and placed(diff.diff) and diff.action == "edit" and start[diff.path]:
            assert alike(applied(start[diff.path], diff.diff), desk.texts[diff.path])
    assert cumulative(changes) == cumulative(changes, len(desk.calls))


@settings(max_examples=100, deadline=None)
@given(TEXTS, STEPS)
def test_pieces_of_files_that_are_known_in_part_are_true(a: str, steps: list[tuple[object, ...]]) -> None:
    desk = Desk(dict.fromkeys(PATHS, a))
    for name, *given_ in steps:
        if name != "create":
            getattr(desk, str(name))(*given_)
    changes = derived(turns(*desk.calls), [])
    for turn, truth in enumerate(desk.after):
        for path in PATHS:
            told = content_at(changes, path, turn)
            if any(c.diff is not None and not placed(c.diff) for c in changes if c.path == path and c.turn <= turn):
                continue  # where an edit has no place, those below it may be off
            lines = truth[path].split("\n")
            for first, text in told.pieces:
                known = text.removesuffix("\n").split("\n")
                assert lines[first - 1 : first - 1 + len(known)] == known


COMMANDS = st.sampled_from([
    "cat a", "cat b", "sed -n '2,4p' a", "nl -ba a", "head -2 b", "grep -n x a", "ls",
    "sed -i 's/x/X/' a", "sed -i '2d' a", "sed -i '1i new' b", "sed -i 's/^/# /' b", "sed -i '/z/d' a",
    "sed -i '2,3c\\mid' a",
    "cat > a <<'EOF'\nx = 1\n$y\nEOF", "cat >> b <<'EOF'\nmore\nEOF", "echo 'x y' > c", "printf 'p\\nq' >> c",
    "cp a c", "mv c d", "rm c", "rm -f d", "cp c a", "cat a > c", "echo z | tee b", "tee -a a <<'EOF'\nt\nEOF",
    "touch e",
    "python3 -c \"s = open('a').read(); open('a', 'w').write(s.replace('x', 'QQ'))\"",
    "python3 - <<'EOF'\nimport re\ns = open('b').read()\nopen('b', 'w').write(re.sub('e', 'E', s))\nEOF",
    "git diff", "git stash", "git stash pop", "git checkout -- a", "git checkout .", "cat a && false",
    "sed -i 's/y/Y/' a; cat a",
    "patch -p1 <<'EOF'\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x = 1\n+patched\nEOF",
])  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(a=TEXTS.filter(bool), b=TEXTS.filter(bool), commands=st.lists(COMMANDS, max_size=9))
def test_what_is_told_of_commands_is_what_a_real_shell_does(
    tmp_path_factory: object, a: str, b: str, commands: list[str]
) -> None:
    folder = Path(tmp_path_factory.mktemp("run"))  # type: ignore[attr-defined]
    start = {"a": a, "b": b}
    for name, text in start.items():
        (folder / name).write_text(text)
    git = "git init -q && git add -A && git -c user.name=x -c user.email=x@x commit -qm x"
    subprocess.run(["bash", "-c", git], cwd=folder, check=True)
    calls, after = [], []
    for command in commands:
        ran = subprocess.run(
            ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        output = ran.stdout + ran.stderr
        observation = f"<returncode>{ran.returncode}</returncode>\n<output>\n{output}</output>"
        calls.append(
            ToolCall("bash", json.dumps({"command": command}), observation=observation, exit_code=ran.returncode)
        )
        after.append({path.name: path.read_text() for path in folder.iterdir() if path.is_file()})
    changes = derived(turns(*calls), [], "mini-swe-agent")
    check(changes, start, after, ("a", "b", "c", "d", "e"))


def test_the_diff_of_a_run_is_a_patch_that_git_applies(tmp_path: Path) -> None:
    start = {"a.py": "".join(f"line {n}\n" for n in range(60)), "gone.py": "bye\n"}
    for name, text in start.items():
        (tmp_path / name).write_text(text)
    output = "<returncode>0</returncode>\n<output>\n{}</output>"
    edits = [
        f"cat {tmp_path}/gone.py",
        f"sed -i '50a late' {tmp_path}/a.py",
        f"sed -i 's/line 7$/seven/' {tmp_path}/a.py",
        f"echo new > {tmp_path}/new.py",
        f"rm {tmp_path}/gone.py",
    ]
    calls = [
        call(
            "bash",
            f"cat -n {tmp_path}/a.py",
            output.format("".join(f"{n:6}\tline {n - 1}\n" for n in range(1, 61))),
            exit_code=0,
        )
    ]
    calls += [
        call("bash", edit, output.format("bye\n" if edit.startswith("cat") else ""), exit_code=0) for edit in edits
    ]
    patch = cumulative(derived(turns(*calls), []), root=str(tmp_path))
    assert [p.path for p in patches_of(patch)] == ["a.py", "new.py", "gone.py"]
    command = f"git init -q && git apply --check - && git apply - <<< {shlex.quote(patch)}"
    subprocess.run(["bash", "-c", command], cwd=tmp_path, input=patch, text=True, check=True)
    assert (tmp_path / "new.py").read_text() == "new\n"
    assert not (tmp_path / "gone.py").exists()
    lines = (tmp_path / "a.py").read_text().split("\n")
    assert (lines[7], lines[50]) == ("seven", "late")
