from __future__ import annotations

from pathlib import Path

from tracewalk.model import program_id
from tracewalk.recorder.imports import closure, programs, search_path
from tracewalk.recorder.scope import Scope


def tree(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def reached(root: Path, entry: str) -> list[str]:
    scope = Scope(root, max_files=99)
    found = closure([str(root / entry)], scope, search_path((root / entry).parent, root=scope.root))
    return [found[0].removeprefix(f"{root}/"), *sorted(f.removeprefix(f"{root}/") for f in found[1:])]


def test_imports_are_followed_through_modules_and_packages(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "main.py": "import a\nfrom p.q import m, NAME\nimport json, os.path\n",
            "a.py": "def f():\n    import b\n",
            "b.py": "import a\n",
            "p/__init__.py": "",
            "p/q/__init__.py": "NAME = 1\n",
            "p/q/m.py": "",
            "unused.py": "",
        },
    )
    assert reached(tmp_path, "main.py") == ["main.py", "a.py", "b.py", "p/__init__.py", "p/q/__init__.py", "p/q/m.py"]


def test_relative_imports_at_each_level(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "p/__init__.py": "",
            "p/top.py": "",
            "p/q/__init__.py": "",
            "p/q/m.py": "from . import sister\nfrom ..top import x\nfrom .deep.one import y\n",
            "p/q/sister.py": "",
            "p/q/deep/one.py": "from ...top import z\n",
        },
    )
    assert reached(tmp_path, "p/q/m.py") == [
        "p/q/m.py",
        "p/__init__.py",
        "p/q/__init__.py",
        "p/q/deep/one.py",
        "p/q/sister.py",
        "p/top.py",
    ]


def test_more_dots_than_folders_and_files_that_do_not_parse_are_harmless(tmp_path: Path) -> None:
    tree(tmp_path, {"m.py": f"from {'.' * 40}x import y\nimport broken\n", "broken.py": "def (:\n"})
    assert reached(tmp_path, "m.py") == ["m.py", "broken.py"]


def test_import_by_a_literal_name_is_seen(tmp_path: Path) -> None:
    tree(
        tmp_path, {"m.py": "import importlib\nimportlib.import_module('a')\n__import__('b')\n", "a.py": "", "b.py": ""}
    )
    assert reached(tmp_path, "m.py") == ["m.py", "a.py", "b.py"]


def test_a_src_folder_is_searched(tmp_path: Path) -> None:
    tree(tmp_path, {"tests/test_a.py": "import pkg.mod\n", "src/pkg/__init__.py": "", "src/pkg/mod.py": ""})
    scope = Scope(tmp_path, max_files=9)
    found = closure([str(tmp_path / "tests/test_a.py")], scope, search_path(tmp_path / "tests", root=scope.root))
    assert sorted(Path(f).name for f in found) == ["__init__.py", "mod.py", "test_a.py"]


def test_installed_copies_are_not_programs(tmp_path: Path) -> None:
    tree(tmp_path, {"m.py": "import lib\n", "site-packages/lib.py": ""})
    scope = Scope(tmp_path, max_files=9)
    assert len(closure([str(tmp_path / "m.py")], scope, (tmp_path / "site-packages",))) == 1


def test_the_entry_is_the_first_program_and_any_change_in_reach_is_another_program(tmp_path: Path) -> None:
    tree(tmp_path, {"m.py": "import a, b\n", "a.py": "A = 1\n", "b.py": "B = 1\n", "other.py": ""})

    def ids() -> tuple[str, ...]:
        scope = Scope(tmp_path, max_files=9)
        return programs([str(tmp_path / "m.py")], scope, search_path(tmp_path, root=scope.root))

    before = ids()
    assert before == (program_id("import a, b\n"), *sorted([program_id("A = 1\n"), program_id("B = 1\n")]))
    (tmp_path / "other.py").write_text("changed\n")
    assert ids() == before
    (tmp_path / "b.py").write_text("B = 2\n")
    assert ids() != before
