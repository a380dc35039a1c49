"""What Python programs do to files; in the end compared with running them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracewalk.agents.python_edits import python_edits


def told(program: str) -> list[tuple[str | None, str, str, str]]:
    return [(edit.path, edit.what, edit.old, edit.text) for edit in python_edits(program)]


def test_texts_that_are_read_changed_and_written_back() -> None:
    program = (
        "with open('a.py') as f:\n    c = f.read()\nc = c.replace('x', 'y')\n"
        "with open('a.py', 'w') as f:\n    f.write(c)\n"
    )
    assert told(program) == [("a.py", "replace", "x", "y")]
    program = (
        "from pathlib import Path\np = Path('src') / 'b.py'\nold = '''a\nb'''\ns = p.read_text()\n"
        "if old in s:\n    s = s.replace(old, 'c', 1)\n    p.write_text(s)\nelse:\n    print('no')\n"
    )
    assert told(program) == [("src/b.py", "replace", "a\nb", "c")]


def test_new_files() -> None:
    assert told("with open('n', 'w') as f:\n    f.write('1\\n')\n    f.write('2\\n')\n") == [
        ("n", "write", "", "1\n"),
        ("n", "append", "", "2\n"),
    ]
    assert told("open('n', 'a').write('x')") == [("n", "append", "", "x")]


@pytest.mark.parametrize(
    "program",
    [
        "import re\ns = open('a').read()\ns = re.sub('a', 'b', s)\nopen('a', 'w').write(s)",
        "lines = open('a').readlines()\nlines[3] = 'x'\nwith open('a', 'w') as f:\n    f.writelines(lines)",
        "s = open('a').read()\nfor x in 'ab':\n    s = s.replace(x, 'c')\nopen('a', 'w').write(s)",
        "import json\nwith open('a', 'w') as f:\n    json.dump({}, f)",
        "f = open('a', 'w')\nprint('x', file=f)",
        "s = open('b').read()\nopen('a', 'w').write(s + s)",
    ],
)
def test_what_cannot_be_told_is_a_touch(program: str) -> None:
    assert told(program) == [("a", "touch", "", "")]


@pytest.mark.parametrize(
    "program", ["print(open('a').read())", "x = (", "open(name, 'w').write('x')", "", "write('a')"]
)
def test_what_changes_no_file_that_is_named(program: str) -> None:
    assert told(program) == []


def test_files_that_are_moved() -> None:
    program = "import os, shutil\nos.remove('a')\nos.rename('b', 'c')\nshutil.copy('c', 'd')"
    assert told(program) == [("a", "delete", "", ""), ("c", "rename", "b", ""), ("d", "copy", "c", "")]


_TEXTS = st.text(alphabet="ab", min_size=1, max_size=3)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.text(alphabet="ab\n", max_size=12), steps=st.lists(st.tuples(_TEXTS, _TEXTS, st.booleans()), max_size=3)
)
def test_replacements_are_what_running_the_program_does(
    tmp_path: Path, start: str, steps: list[tuple[str, str, bool]]
) -> None:
    body = "".join(f"s = s.replace({old!r}, {new!r}{', 1' if once else ''})\n" for old, new, once in steps)
    program = f"s = open('f').read()\n{body}open('f', 'w').write(s)\n"
    (tmp_path / "f").write_text(start)
    subprocess.run([sys.executable, "-I", "-c", program], cwd=tmp_path, check=True)
    text = start
    for edit in python_edits(program):
        assert edit.what == "replace"
        text = text.replace(edit.old, edit.text, 1 if edit.last else -1)
    assert text == (tmp_path / "f").read_text()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "open('a','w')",
                ".write(",
                "s",
                " = ",
                ".read()",
                "\n",
                "with ",
                " as f:\n  ",
                "(",
                ")",
                "'x'",
                "+",
                ".replace(",
                ",",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_no_program_makes_it_stumble(program: str) -> None:
    python_edits(program)


@pytest.mark.parametrize(
    "program", ["(" * 90_000, "-" * 90_000 + "open", "open" + "+a" * 50_000, "[" * 90_000 + "open", "open(" * 20_000]
)
def test_deep_programs_are_passed_over(program: str) -> None:
    assert told(program) == []
