from __future__ import annotations

import json
from pathlib import Path

import tracewalk.errors
from tracewalk.recorder.scope import Scope, cell_name, package_root


def made(root: Path, *names: str) -> list[str]:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}\n")
    return [str(root / name) for name in names]


def test_users_files_are_shown_relative_to_the_root(tmp_path: Path) -> None:
    one, two = made(tmp_path, "a.py", "deep/er/b.py")
    scope = Scope(tmp_path, max_files=9)
    assert [scope(one), scope(two)] == ["a.py", "deep/er/b.py"]
    assert scope.text(two) == "# deep/er/b.py\n"


def test_a_file_is_found_through_a_link_to_its_folder(tmp_path: Path) -> None:
    made(tmp_path / "real", "a.py")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert Scope(tmp_path / "link", max_files=9)(str(tmp_path / "real" / "a.py")) == "a.py"
    assert Scope(tmp_path / "real", max_files=9)(str(tmp_path / "link" / "a.py")) == "a.py"


def test_a_relative_co_filename_counts_from_the_working_folder(tmp_path: Path, monkeypatch) -> None:
    made(tmp_path, "a.py")
    monkeypatch.chdir(tmp_path)
    assert Scope(tmp_path, max_files=9)("a.py") == "a.py"


def test_never_the_library_installed_packages_strings_or_tracewalk_itself(tmp_path: Path) -> None:
    installed, debian = made(tmp_path, ".venv/lib/site-packages/x.py", "usr/dist-packages/y.py")
    everything = Scope(Path("/"), max_files=99)
    for filename in (json.__file__, tracewalk.errors.__file__, installed, debian, "<string>", "<frozen importlib>"):
        assert everything(filename) is None, filename
    assert everything(str(made(tmp_path, "mine.py")[0])) is not None


def test_nothing_outside_the_root_nor_in_a_folder_with_the_same_beginning(tmp_path: Path) -> None:
    inside, beside = made(tmp_path, "proj/a.py", "proj2/a.py")
    scope = Scope(tmp_path / "proj", max_files=9)
    assert scope(inside) == "a.py"
    assert scope(beside) is None


def test_beyond_max_files_further_files_are_left_out_and_named(tmp_path: Path) -> None:
    files = made(tmp_path, "a.py", "b.py", "c.py")
    scope = Scope(tmp_path, max_files=2)
    assert [scope(f) for f in (*files, *files)] == ["a.py", "b.py", None, "a.py", "b.py", None]
    assert scope.left_out == {"c.py"}
    assert scope.covers(files[2]) == "c.py"


def test_the_text_stays_as_it_was_when_first_asked_for(tmp_path: Path) -> None:
    (file,) = made(tmp_path, "a.py")
    scope = Scope(tmp_path, max_files=9)
    assert scope.text(file) == "# a.py\n"
    Path(file).write_text("changed")
    assert scope.text(file) == "# a.py\n"
    assert scope.text(str(tmp_path / "none.py")) is None


def test_the_declared_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("# coding: latin-1\ns = 'é'\n".encode("latin-1"))
    (tmp_path / "bad.py").write_bytes(b"s = '\xff'\n")
    scope = Scope(tmp_path, max_files=9)
    assert "é" in (scope.text(str(tmp_path / "a.py")) or "")
    assert scope.text(str(tmp_path / "bad.py")) is None


def test_cells_have_names_free_of_process_and_execution_numbers() -> None:
    assert cell_name("/tmp/ipykernel_4242/1234567.py") == "cell-1234567.py"
    assert cell_name("<ipython-input-17-ab12cd>") == "cell-ab12cd.py"
    assert cell_name("<python-input-0>") == "cell-0.py"
    assert cell_name("/home/me/ipykernel/a.py") is None
    assert cell_name("<string>") is None


def test_the_package_root_is_the_folder_that_makes_the_file_importable(tmp_path: Path) -> None:
    made(tmp_path, "p/__init__.py", "p/q/__init__.py", "p/q/m.py", "loose/m.py")
    assert package_root(tmp_path / "p/q/m.py") == tmp_path
    assert package_root(tmp_path / "loose/m.py") == tmp_path / "loose"
