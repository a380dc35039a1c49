"""Command lines as commands; in the end compared with what a real shell makes of them."""

from __future__ import annotations

import shlex
import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from tracewalk.agents.shell import commands_of


def words(line: str) -> list[list[str]]:
    return [command.texts for command in commands_of(line)]


def test_operators_part_a_line_into_commands() -> None:
    commands = commands_of("cd /a && ls -la | head -3; make || echo no & wait\npwd")
    assert [c.texts for c in commands] == [
        ["cd", "/a"], ["ls", "-la"], ["head", "-3"], ["make"], ["echo", "no"], ["wait"], ["pwd"],
    ]  # fmt: skip
    assert [c.before for c in commands] == ["", "&&", "|", ";", "||", "&", ";"]


def test_quotes_and_escapes_are_taken_off() -> None:
    assert words("""echo 'a b' "c \\"d\\" $x" e\\ f $'g\\nh' """) == [["echo", "a b", 'c "d" $x', "e f", "g\nh"]]


def test_words_that_a_shell_expands_are_not_fixed() -> None:
    (command,) = commands_of("cp a '$b' \"$c\" *.py ~/d `e` $(f g) \\$h")
    assert [word.fixed for word in command.words] == [True, True, True, False, False, False, False, False, True]
    assert command.texts[6:8] == ["`e`", "$(f g)"]


def test_a_here_document_is_the_commands_before_its_line() -> None:
    first, second = commands_of("cat <<'EOF' > a.py && python a.py\nprint('$x')\nEOF\n")
    assert (first.texts, first.here.text, first.here.fixed) == (["cat"], "print('$x')\n", True)
    assert [(sign, word.text) for sign, word in first.writes] == [(">", "a.py")]
    assert second.texts == ["python", "a.py"]


def test_a_here_document_whose_end_is_not_quoted_is_expanded_where_it_has_something_to_expand() -> None:
    assert commands_of("cat <<E\na\nE")[0].here.fixed
    assert not commands_of("cat <<E\n$a\nE")[0].here.fixed
    assert commands_of("cat <<-E\n\ta\n\tE\nls")[0].here.text == "a\n"


def test_what_is_cut_off_gives_what_can_be_seen() -> None:
    assert commands_of("cat > a <<EOF\nhalf a docu")[0].here.text == "half a docu"
    assert words("echo 'half a qu") == [["echo", "half a qu"]]


def test_redirections_of_errors_are_not_writes() -> None:
    (command,) = commands_of("pytest 2>&1 2>/dev/null >out.txt")
    assert command.texts == ["pytest"]
    assert [word.text for _, word in command.writes] == ["out.txt"]


def test_blocks_and_comments_leave_their_commands() -> None:
    line = "if [ -f a ]; then cat a; fi # why\nfor x in 1 2; do echo $x; done\n(cd b && make)"
    assert words(line) == [
        ["[", "-f", "a", "]"], ["cat", "a"], ["for", "x", "in", "1", "2"], ["echo", "$x"], ["cd", "b"], ["make"],
    ]  # fmt: skip
    assert [c.depth for c in commands_of(line)][-2:] == [1, 1]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8), max_size=6))
def test_words_are_those_of_bash(given_words: list[str]) -> None:
    line = "printf '%s\\0' x " + shlex.join(given_words)
    told = subprocess.run(["bash", "-c", line], capture_output=True, check=True).stdout.decode()
    assert commands_of(line)[0].texts[2:] == told.split("\0")[:-1]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab <>|&;()'\"\\$`#{}\n\t-=*?!EOF12\r\x0b\x0c\xa0\u2028"), max_size=60))
def test_no_line_makes_it_stumble(line: str) -> None:
    for command in commands_of(line):
        assert command.words or command.writes
