"""bubblewrap's command line: the namespaces, mounts and environment in which everything untrusted runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracewalk.sandbox.inside import NOBODY
from tracewalk.sandbox.places import bound

__all__ = ["Walls", "is_privileged", "program"]

_SYS_ADMIN = 21
_DEVICES = ("null", "zero", "full", "random", "urandom")
_LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "shm": "/tmp"}  # noqa: S108


def program() -> str | None:
    """The path of bubblewrap, or None."""
    return shutil.which("bwrap", path=f"{os.environ.get('PATH', '')}:/usr/bin:/usr/local/bin")


def is_privileged() -> bool:
    """Whether this process may make namespaces as the machine's root: then inside a real other user runs."""
    if os.geteuid() != 0:
        return False
    lines = Path("/proc/self/status").read_text().splitlines()
    effective = next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff:"))
    return bool(effective >> _SYS_ADMIN & 1)


@dataclass(frozen=True)
class Walls:
    """What is around a process: how large its private `/tmp` is, what else is shown, and where it starts."""

    tmp_bytes: int
    environment: Mapping[str, str]
    folders: tuple[Path, ...] = ()
    """Further private folders, empty and writable, under these paths; each as large as `/tmp`."""
    programs: bool = False
    """Show all of `/usr`, for a shell."""
    chdir: str = "/tmp"  # noqa: S108

    def command(self, inner: Sequence[str], *, first: bool = True) -> list[str]:
        """The command line that runs `inner`. `first`: as the pid namespace's first process.

        By the machine's root bubblewrap makes the mounts as root; `inner` starts as root with two capabilities left,
        and has to become nobody (`inside.give_up`). By an ordinary user all is in a user namespace in which that user
        is nobody, and no capability is left.
        """
        found = program()
        assert found is not None
        mine = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        users = ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
        return [
            found,
            *("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
            *("--die-with-parent", "--new-session", "--hostname", "sandbox", "--cap-drop", "ALL"),
            *(mine if is_privileged() else users),
            *(["--as-pid-1"] if first else []),
            *self._mounts(),
            "--clearenv",
            *(word for name, value in self.environment.items() for word in ("--setenv", name, value)),
            *("--chdir", self.chdir, "--", *inner),
        ]

    def _mounts(self) -> list[str]:
        """Private folders first, so that what is shown of a place below them is on top; then nothing can be added."""
        arguments: list[str] = []
        for folder in ("/tmp", *map(str, self.folders)):  # noqa: S108
            arguments += ["--perms", "1777", "--size", str(self.tmp_bytes), "--tmpfs", folder]
        arguments += bound(programs=self.programs)
        arguments += ["--proc", "/proc", "--perms", "0755", "--dir", "/dev"]
        for name in _DEVICES:
            arguments += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
        for name, target in _LINKS.items():
            arguments += ["--symlink", target, f"/dev/{name}"]
        return [*arguments, "--remount-ro", "/"]


def outer_user() -> dict[str, object]:
    """Arguments of `subprocess.Popen`: root that may not make namespaces leaves it to nobody."""
    if os.geteuid() == 0 and not is_privileged():
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return {}
