"""Scripts of sed, compared with sed itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracewalk.agents.lines import joined, split
from tracewalk.agents.sed import sed_commands
from tracewalk.agents.sed_lines import sed_splices

TEXT = """\
alpha
beta (x)
  gamma [a-z]*
alpha beta

def f(a, b):
    return a+b
$end ^start a.b/c
r'([a-zA-Z]+)'
last
"""


def ours(script: str, text: str, *, extended: bool = False) -> str | None:
    commands = sed_commands([script], extended=extended)
    lines, ended = split(text)
    splices = None if commands is None else sed_splices(commands, lines, whole=True)
    if splices is None:
        return None
    made: list[str] = list(lines)
    for begin, end, new in reversed(splices):
        made[begin:end] = new
    return joined(made, ended)


def theirs(script: str, text: str, folder: Path, *, extended: bool = False) -> str | None:
    file = folder / "file"
    file.write_text(text)
    command = ["sed", *(["-E"] if extended else []), "-i", script, str(file)]
    ran = subprocess.run(command, capture_output=True, check=False)
    return file.read_text() if ran.returncode == 0 else None


SCRIPTS = [
    "s/alpha/X/", "s/a/X/g", "s/a/X/2", "s/A/x/Ig", "2d", "2,4d", "$d", "$!d", "1,+2d", "5,3d", "2,/a/d",
    "/beta/d", "/^$/d", "/def/,/return/d", "2!s/a/Z/", "3i\\    new line", "3i new", "3a\\\nfoo\\\nbar",
    "$a tail", "2,3c\\    changed\\n    two", "/alpha/i\\  before", "/alpha/a after", "s/(x)/[&]/",
    "s/\\(a\\)\\(l\\)/\\2\\1/", "s|a.b/c|Q|", "s#alpha#b\\nc#", "s,a,\\,,", "s/a\\/b//", "s/[[:space:]]*$//",
    "s/\\$end/E/;s/\\^start/S/", "s/a\\+b/P/", "s/a+b/P/", "s/alpha\\|beta/Z/g", 's/"//',
    "s/  gamma \\[a-z\\]\\*/Y/", "1s/alpha/one/;2s/beta/two/", "4,6s/^/    /", "4,6s/^    //",
    "7s/return \\(.*\\)/return (\\1)/", "/def f/s/a, b/b/", "s/r'(\\[a-zA-Z\\]+)'/r'([a-zA-Z ]+)'/",
    "s/\\./,/", "s/\\bx\\b/y/", "1~2d", "6a\\\n    # more",
]  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_does_what_sed_does_or_is_not_taken(script: str, tmp_path: Path) -> None:
    made = ours(script, TEXT)
    assert made is None or made == theirs(script, TEXT, tmp_path)
    assert (made is None) == (script == "1~2d")


@pytest.mark.parametrize(
    "script", ["s/a+b/P/", "s/(a)(l)/\\2\\1/", "s/al|be/X/g", "s/\\(x\\)/y/", "s/[a-z]{5}/W/", "s/x?y/z/"]
)
def test_extended_patterns_too(script: str, tmp_path: Path) -> None:
    made = ours(script, TEXT, extended=True)
    assert made is not None
    assert made == theirs(script, TEXT, tmp_path, extended=True)


@pytest.mark.parametrize(
    "script",
    ["/x/{s/a/b/}", "y/abc/xyz/", "2q", "s/(a*)*b/x/", "s/(a+)+b/x/", "s/a/\\U&/", "3c\\", "s/b*/-/g", "", "s/a"],
)
def test_what_is_not_known_or_has_no_good_bound_is_not_taken(script: str) -> None:
    assert ours(script, TEXT, extended=True) is None


def test_lines_of_a_file_that_is_not_whole() -> None:
    commands = sed_commands(["2s/b/X/"], extended=False)
    assert commands is not None
    assert sed_splices(commands, [None, "b", None], whole=False) == [(1, 2, ["X"])]
    assert sed_splices(commands, [None, None], whole=False) is None
    inserted = sed_commands(["2i new"], extended=False)
    assert inserted is not None
    assert sed_splices(inserted, [None, None], whole=False) == [(1, 1, ["new"])]
    searched = sed_commands(["s/b/X/"], extended=False)
    assert searched is not None
    assert sed_splices(searched, [None, "b", None], whole=False) == [(1, 2, ["X"])]
    assert sed_splices(searched, [None, "a", None], whole=False) is None


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(["", "1", "2,3", "$", "/a/", "/b/,/a/", "2,$", "/a/!", "1,+1"]),
    command=st.sampled_from(["d", "s/a/X/", "s/b\\(.\\)/\\1/g", "i\\new", "a new", "c\\new", "s/^/# /", "s/[ab]$//"]),
    text=st.text(alphabet="ab \n", min_size=1, max_size=20).map(lambda text: text + "\n"),
)
def test_any_of_its_commands_does_what_sed_does(tmp_path: Path, address: str, command: str, text: str) -> None:
    made = ours(address + command, text)
    assert made is None or made == theirs(address + command, text, tmp_path)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("sdaicyp/\\|(){}[]*+?.^$!,;0129ab \n&#"), max_size=30), st.booleans())
def test_no_script_makes_it_stumble(script: str, extended: bool) -> None:
    ours(script, TEXT, extended=extended)
