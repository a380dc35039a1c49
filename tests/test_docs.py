"""The README cannot drift: every command, setting and API call is in it, and it names none that is not."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from tracewalk.cli import app
from tracewalk.errors import LinkError
from tracewalk.links import read_sql
from tracewalk.settings import Settings
from tracewalk.web.api import ROUTES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def commands() -> dict[str, set[str]]:
    """Every command by its full name, with its long options."""
    found: dict[str, set[str]] = {}

    def walk(command, name: str) -> None:
        if hasattr(command, "commands"):
            for part, inner in command.commands.items():
                walk(inner, f"{name} {part}")
        else:
            found[name] = {o for p in command.params for o in p.opts if o.startswith("--")} - {"--help"}

    walk(typer.main.get_command(app), "tracewalk")
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_each_command_is_in_the_readme(name: str) -> None:
    assert f"`{name}" in README


def test_each_option_is_in_the_readme() -> None:
    missing = {(name, option) for name, options in commands().items() for option in options if option not in README}
    assert not missing


def test_each_setting_is_in_the_readme_with_its_default() -> None:
    table = {row[0]: row[1] for row in re.findall(r"^\| `(TRACEWALK_\w+)` \| (?:`([^`]*)`)? ?\|", README, re.MULTILINE)}
    assert table == {f"TRACEWALK_{f.name.upper()}": str(f.default) for f in fields(Settings)}


def test_what_a_link_holds_is_beside_what_a_text_may_have() -> None:
    (row,) = [line for line in README.splitlines() if line.startswith("| `TRACEWALK_SQL_CHARS` |")]
    (most,) = re.findall(r"a link, and so the SQL page and `GET`, holds ([\d,]+) at most", row)
    longest = "x" * int(most.replace(",", ""))
    assert read_sql({"q": longest}).q == longest
    with pytest.raises(LinkError, match=most):
        read_sql({"q": longest + "x"})


def test_the_api_table_is_the_routes() -> None:
    assert re.findall(r"^\| `GET (/[^`]+)` \|", README, re.MULTILINE) == [path for path, _ in ROUTES]


def test_pictures_and_links_of_the_readme_exist() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)
    assert targets
    assert [t for t in targets if not (ROOT / t).exists()] == []


def test_both_commands_of_the_first_screen_are_what_ci_and_the_dockerfile_run() -> None:
    assert "python3 tests/check.py" in README
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] == "exec python3 tests/check.py"
