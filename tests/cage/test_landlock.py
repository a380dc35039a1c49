"""Landlock by itself, and what is said and done where the kernel has none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tests.cage.cases import processes

from tracewalk.cage import landlock

DENIED = """
    import ctypes, errno, json, os, socket, sys, threading
    from pathlib import Path
    from tracewalk.cage.landlock import abi, restrict

    inside, own, outside = map(Path, sys.argv[1:])
    version = restrict([inside, Path(os.__file__).parent], [own])

    def tried(what):
        try:
            what()
        except OSError as why:
            return errno.errorcode[why.errno]
        return "done"

    def connected():
        with socket.socket() as s:
            s.connect(("127.0.0.1", 9))

    def bound():
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))

    found = {
        "read inside": tried(lambda: (inside / "a").read_text()),
        "list inside": tried(lambda: os.listdir(inside)),
        "write inside": tried(lambda: (inside / "a").write_text("x")),
        "make inside": tried(lambda: (inside / "b").write_text("x")),
        "remove inside": tried(lambda: (inside / "a").unlink()),
        "rename inside": tried(lambda: (inside / "a").rename(inside / "c")),
        "truncate inside": tried(lambda: os.truncate(inside / "a", 0)),
        "write own": tried(lambda: (own / "a").write_text("x")),
        "remove own": tried(lambda: (own / "a").unlink()),
        "link own": tried(lambda: (own / "l").symlink_to(outside)),
        "read outside": tried(lambda: (outside / "a").read_text()),
        "list outside": tried(lambda: os.listdir(outside)),
        "move in": tried(lambda: (outside / "a").rename(own / "moved")),
        "run": tried(lambda: os.execv(sys.executable, [sys.executable, "-c", ""])),
        "connect": tried(connected),
        "bind": tried(bound),
        "signal": tried(lambda: os.kill(os.getppid(), 0)),
    }
    thread = threading.Thread(target=lambda: found.update(thread=tried(lambda: os.listdir(outside))))
    thread.start()
    thread.join()
    print(json.dumps({"abi": version} | found))
"""

NO_LANDLOCK = """
    import ctypes, struct, sys
    # A seccomp filter, as a container's profile has it: landlock_create_ruleset does not exist (ENOSYS).
    code = b"".join(struct.pack("=HBBI", *line) for line in (
        (0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x00050000 | 38), (0x06, 0, 0, 0x7FFF0000)))
    kept = ctypes.create_string_buffer(code)
    program = struct.pack("=H6xQ", len(code) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0, ctypes.get_errno()
"""

ELSEWHERE = """
    import fcntl, os, socket, sys, sysconfig
    sysconfig.get_config_vars()  # read from a file that is named after the real platform
    sys.platform = "darwin"
    for module, names in {os: ["memfd_create", "O_PATH", "MFD_CLOEXEC", "MFD_ALLOW_SEALING"],
                          fcntl: ["F_ADD_SEALS", "F_GET_SEALS"], socket: ["MSG_CMSG_CLOEXEC"]}.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
"""

ASK = """
    import sys
    from tracewalk.cage import Cage
    from tracewalk.errors import CageMissing
    from tracewalk.lake import Lake
    from tracewalk.settings import Settings
    from tracewalk.sql import find

    with Lake.open(sys.argv[1]) as lake:
        cage = Cage(lake, Settings(sql_workers=1), unsafe=sys.argv[2] == "unsafe")
        print(cage.refusal)
        try:
            print(cage.run("SELECT 40 + 2 AS x", rows=1).table().to_pylist())
        except CageMissing as why:
            print("missing:", why)
        print(cage.ask(find("home/totals"), rows=1).n_rows)
        cage.close()
"""


def python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_only_what_is_named_can_be_reached(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("inside", "own", "outside")]
    for folder in folders:
        folder.mkdir()
        (folder / "a").write_text("a")
    found = json.loads(python(DENIED, *map(str, folders)))
    version = found.pop("abi")
    assert version == landlock.abi()
    done = {name for name, result in found.items() if result == "done"}
    expected = {"read inside", "list inside", "write own", "remove own"}
    expected |= {"truncate inside"} if version < 3 else set()
    expected |= {"bind"} if version < 4 else set()
    expected |= {"signal"} if version < 6 else set()
    assert done == expected, found
    assert found["connect"] in {"EACCES", "ECONNREFUSED"}
    assert version < 4 or found["connect"] == "EACCES"


def test_a_path_that_is_not_there_gives_no_right_and_is_no_error() -> None:
    code = "from pathlib import Path; from tracewalk.cage.landlock import restrict; print(restrict([Path('/no')], []))"
    assert int(python(code)) == landlock.abi()


@pytest.mark.parametrize(("without", "why"), [(NO_LANDLOCK, "Function not implemented"), (ELSEWHERE, "this is darwin")])
def test_without_landlock_typed_sql_is_refused_and_ours_runs(folder_of_lake: Path, without: str, why: str) -> None:
    code = textwrap.dedent(without) + textwrap.dedent(ASK)
    refusal, missing, ours = python(code, str(folder_of_lake), "safe").splitlines()
    assert refusal.startswith("SQL that a visitor types needs Landlock")
    assert why in refusal
    assert missing == f"missing: {refusal}"
    assert ours == "1"


def test_without_landlock_the_operator_may_still_run_it(folder_of_lake: Path) -> None:
    code = textwrap.dedent(NO_LANDLOCK) + textwrap.dedent(ASK)
    assert python(code, str(folder_of_lake), "unsafe").splitlines() == ["None", "[{'x': 42}]", "1"]
    assert processes(folder_of_lake) == set()


def test_the_worker_ends_with_the_server(folder_of_lake: Path, tmp_path: Path) -> None:
    code = """
        import os, signal, sys, threading, time
        from tracewalk.cage import Cage
        from tracewalk.lake import Lake
        from tracewalk.settings import Settings

        cage = Cage(Lake.open(sys.argv[1]), Settings())
        cage.run("SELECT 1", rows=1)
        endless = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1"
        one_value = "SELECT len(list_sort(range(200000000)))"
        for text in (endless, one_value):
            threading.Thread(target=lambda text=text: cage.run(text, rows=1), daemon=True).start()
        while cage._typed._free:
            time.sleep(0.01)
        time.sleep(0.5)
        print("killed", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    from tests.cage.test_limits import wait_until

    command = [sys.executable, "-c", textwrap.dedent(code), str(folder_of_lake)]
    # a server that is killed cannot remove its workers' folders; pytest removes this one
    env = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.stdout == "killed\n", done.stderr
    wait_until(lambda: processes(folder_of_lake) == set())
