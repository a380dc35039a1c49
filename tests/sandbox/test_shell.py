"""`Sandbox.shell`: commands of strangers in a copy of a folder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tracewalk.errors import LimitError, NotFound, UsageError
from tracewalk.sandbox import Cancelled, Sandbox, ShellResult
from tracewalk.settings import load

pytestmark = pytest.mark.skipif(Sandbox.missing() is not None, reason=str(Sandbox.missing()))

SETTINGS = replace(load({}), sandbox_memory=600_000_000, sandbox_tmp_bytes=20_000_000, sandbox_file_bytes=5_000_000)
FORKS = """python -c 'import os, time
for _ in range(9):
    if not os.fork():
        x = bytearray(10**8)
        break
time.sleep(60)'"""
SECRET = "a-secret-of-the-parent"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(SETTINGS, slots=1) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "there"
    there.mkdir()
    (tmp_path / "outside.txt").write_text("outside")
    (there / "a.txt").write_text("one\ntwo\nthree\n")
    (there / "old").write_bytes(b"\0\1")
    (there / "gone").write_text("x\n")
    (there / "out").symlink_to(tmp_path / "outside.txt")
    (there / "up").symlink_to("..")
    return there


def state(folder: Path) -> dict[str, object]:
    return {
        str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.readlink() if path.is_symlink() else None)
        for path in sorted(folder.rglob("*"))
    }


def run(sandbox: Sandbox, command: str, folder: Path, **more: object) -> ShellResult:
    before = state(folder)
    result = sandbox.shell(command, folder, seconds=60, **more)  # type: ignore[arg-type]
    assert state(folder) == before
    return result


def test_output_exit_code_and_diff_come_back(sandbox: Sandbox, folder: Path) -> None:
    command = "sed -i s/two/2/ a.txt; rm gone; mkdir -p d/e; echo new > d/e/n; echo out; echo err >&2; exit 7"
    result = run(sandbox, command, folder)
    assert (result.output, result.exit_code, result.stopped, result.unseen) == ("out\nerr\n", 7, None, ())
    changed = {one.path: (one.change, one.kind) for one in result.diff}
    assert changed == {
        "a.txt": ("changed", "file"),
        "d": ("added", "folder"),
        "d/e": ("added", "folder"),
        "d/e/n": ("added", "file"),
        "gone": ("removed", "file"),
    }
    assert result.diff[0].diff == "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"


def test_a_command_goes_on_from_what_another_left(sandbox: Sandbox, folder: Path) -> None:
    first = run(sandbox, "mkdir -p b/c; echo kept > b/c/n; chmod +x a.txt; rm -r gone; mkfifo p; ln -s a.txt l", folder)
    assert first.after is not None
    second = sandbox.shell("cat b/c/n l; ls -A; test -x a.txt; rm -r b; echo file > b", first.after, seconds=10)
    assert (second.exit_code, second.unseen) == (0, ())
    assert second.output.splitlines() == ["kept", "one", "two", "three", "a.txt", "b", "l", "old", "out", "up"]
    assert {one.path: one.change for one in second.diff} == {"b": "changed", "b/c": "removed", "b/c/n": "removed"}
    assert second.after is not None
    assert sandbox.shell("cat b", second.after, seconds=10).output == "file\n"


def test_links_modes_binaries_and_special_files_are_told(sandbox: Sandbox, folder: Path) -> None:
    command = (
        "chmod +x a.txt; printf '\\0\\2' > old; ln -sf elsewhere out; mkfifo p; rm up; echo text > up; "
        "printf '\\033[31m' > $'na\\nme\\xff'"
    )
    found = {one.path: one for one in run(sandbox, command, folder).diff}
    assert sorted(found) == ["a.txt", "na\nme\\xff", "old", "out", "p", "up"]
    assert (found["a.txt"].mode_after, found["a.txt"].diff, found["a.txt"].no_diff) == (0o755, None, None)
    assert found["old"].no_diff == "binary"
    assert "+elsewhere" in (found["out"].diff or "")
    assert (found["p"].kind, found["up"].kind) == ("special", "file")
    assert "na\\nme" in (found["na\nme\\xff"].diff or "").splitlines()[0]


def test_sh_will_do_and_other_shells_are_refused(sandbox: Sandbox, folder: Path) -> None:
    assert run(sandbox, "echo $0", folder, shell="sh").output.endswith("/sh\n")
    with pytest.raises(UsageError, match="must be bash or sh"):
        run(sandbox, "true", folder, shell="zsh")


def test_python_and_programs_can_be_used(sandbox: Sandbox, folder: Path) -> None:
    result = run(sandbox, "python -c 'import numpy; print(6 * 7)' | cat && awk 'BEGIN{print 1}'", folder)
    assert result.output == "42\n1\n"


def test_its_own_processes_can_talk_to_each_other(sandbox: Sandbox, folder: Path) -> None:
    command = (
        "python -m http.server 8000 >log 2>&1 & for i in $(seq 50); do sleep 0.1; python -c "
        "'import urllib.request as r; print(r.urlopen(\"http://127.0.0.1:8000/a.txt\").read())' 2>err && exit; done"
    )
    result = run(sandbox, command, folder)
    assert (result.output, result.exit_code) == ("b'one\\ntwo\\nthree\\n'\n", 0)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("cat out", "No such file"),
        ("ls up/", "dev\n"),
        ("cat up/outside.txt", "No such file"),
        ("cat /etc/shadow /root/.ssh/id_rsa", "No such file"),
        ("env | grep -c SECRET", "0\n"),
        ("cat /proc/1/environ | tr '\\0' '\\n'", "Permission denied"),
        ("ls /proc | grep -c '^[0-9]'", ""),
        ("kill -9 1; kill -STOP 1; echo still here", "still here"),
        ("touch /usr/x /x /etc/x", "Read-only file system"),
        ("mount -t tmpfs x /mnt; unshare -r true; chroot / true; echo done", "done"),
        ("python -c 'import socket; socket.create_connection((\"127.0.0.1\", 22), 2)'", "refused"),
        ("python -c 'import socket; socket.create_connection((\"10.0.0.1\", 22), 2)'", "unreachable"),
        (
            'for n in 16 17 38 40 44; do python -c "import socket; socket.socket($n, 3)"; done; echo $?',
            "not permitted\n1\n",
        ),
        ("su -c true; sudo true; ping -c 1 127.0.0.1; echo end", "end"),
        ("echo 1 > /proc/sys/kernel/hostname", "denied"),
        ("mknod disk b 8 0", "Operation not permitted"),
    ],
)
def test_there_is_nothing_outside(
    sandbox: Sandbox, folder: Path, command: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", SECRET)
    result = run(sandbox, command, folder)
    assert said in result.output
    assert SECRET not in result.output
    assert result.stopped is None


@pytest.mark.parametrize(
    ("command", "stopped", "seconds"),
    [
        ("sleep 100", "seconds", 1),
        ("while :; do :; done", "seconds", 1),
        ("trap '' TERM INT HUP PIPE; while :; do sleep 0.1; done", "seconds", 1),
        ("yes", "output", 30),
        ("trap '' PIPE; while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done", None, 1),
        (FORKS, "memory", 30),
    ],
)
def test_limits_end_it_and_the_folder_is_still_read(
    folder: Path, command: str, stopped: str | None, seconds: int
) -> None:
    with Sandbox(replace(SETTINGS, sandbox_shell_bytes=2_000_000), slots=1) as sandbox:
        result = sandbox.shell(f"echo x > made; {command}", folder, seconds=seconds)
    assert result.stopped in ({stopped} if stopped else {"seconds", "output"})
    assert result.exit_code is None
    assert [one.path for one in result.diff] == ["made"]


def test_what_prints_without_end_gives_the_same_text_each_time(folder: Path) -> None:
    with Sandbox(replace(SETTINGS, sandbox_shell_bytes=1_000_000), slots=1) as sandbox:
        results = [sandbox.shell("seq 1 inf", folder, seconds=30) for _ in range(2)]
    assert [(one.stopped, one.output_bytes) for one in results] == [("output", 1_000_000)] * 2
    assert results[0].output == results[1].output


def test_a_fork_bomb_is_bounded_and_nothing_stays(sandbox: Sandbox, folder: Path) -> None:
    result = run(sandbox, "f() { f | f & }; f; sleep 1; (sleep 1000 &) ; (setsid nohup sleep 1000 &); echo end", folder)
    assert "Resource temporarily unavailable" in result.output
    assert not [process for process in Path("/proc").iterdir() if "sleep\x001000" in _line(process)]


def _line(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


def test_disk_is_bounded(sandbox: Sandbox, folder: Path) -> None:
    command = "head -c 9000000 /dev/zero > big; for i in 1 2 3 4 5 6 7; do head -c 4000000 /dev/zero > f$i; done; rm f*"
    result = run(sandbox, command, folder)
    assert "No space left" in result.output
    (big,) = result.diff
    assert (big.path, big.size_after, big.no_diff) == ("big", SETTINGS.sandbox_file_bytes, "large")


def test_more_files_than_are_read_are_told(folder: Path) -> None:
    with Sandbox(replace(SETTINGS, sandbox_folder_files=500), slots=1) as sandbox:
        result = sandbox.shell("for i in $(seq 600); do : > f$i; done; echo end", folder, seconds=20)
        assert (result.output, result.diff) == ("end\n", ())
        assert "more than 500 files" in result.unseen[0]
        (folder / "many").mkdir()
        for n in range(600):
            (folder / "many" / str(n)).touch()
        with pytest.raises(LimitError, match="SANDBOX_FOLDER_FILES"):
            sandbox.shell("true", folder)


def test_a_long_output_keeps_its_beginning_and_its_end(sandbox: Sandbox, folder: Path) -> None:
    result = run(sandbox, "seq 100000; printf '\\xff\\033[31m'", folder)
    assert result.output.startswith("1\n2\n")
    assert result.output.endswith("100000\n\\xff\x1b[31m")
    assert "bytes are left out" in result.output
    assert len(result.output) < SETTINGS.sandbox_shell_shown + 100
    assert result.output_bytes > 500_000


def test_hostile_diffs_take_no_time(sandbox: Sandbox, folder: Path) -> None:
    command = (
        "python -c 'import random\nfor n in range(60):\n"
        '  open(f"f{n}", "w").write("".join(random.choice("ab") + chr(10) for _ in range(20000)))\''
    )
    began = time.monotonic()
    result = run(sandbox, command, folder)
    assert time.monotonic() - began < 60
    assert len(result.diff) == 60
    assert sum(len(one.diff or "") for one in result.diff) <= SETTINGS.sandbox_diff_chars


def test_what_cannot_be_read_is_told_and_not_taken_for_removed(sandbox: Sandbox, folder: Path) -> None:
    result = run(sandbox, "chmod 0 a.txt; mkdir d; chmod 0 d", folder)
    assert result.unseen == ("a.txt", "d")
    assert [one.path for one in result.diff] == ["d"]


def test_it_can_be_cancelled(sandbox: Sandbox, folder: Path) -> None:
    asked = iter([True, True, True])
    with pytest.raises(Cancelled):
        sandbox.shell("sleep 100", folder, wanted=lambda: next(asked, False))
    assert run(sandbox, "echo next", folder).output == "next\n"


def test_a_folder_that_is_none_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no folder"):
        sandbox.shell("true", tmp_path / "nothing")
