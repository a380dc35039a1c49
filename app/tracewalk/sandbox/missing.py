"""Whether there can be a sandbox on this machine; where not, why, and how to get one."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from tracewalk.sandbox.bwrap import Walls, is_privileged, outer_user, program
from tracewalk.sandbox.places import PYTHON
from tracewalk.sandbox.seccomp import MACHINES

__all__ = ["missing"]

_OLDEST = (0, 7)
"""The first bubblewrap that limits the size of a private folder."""
_INSTALL = "Install it: `apt-get install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora, RHEL)."
_DOCKER = (
    "In a container: start it with `docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--security-opt systempaths=unconfined`, and with `--cap-add SYS_ADMIN` where it runs as root."
)
_SWITCHES = (
    ("/proc/sys/kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
    ("/proc/sys/user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=10000"),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
)
_PROBE_SECONDS = 30


def missing() -> str | None:
    """Why nothing untrusted can be run here and what to do about it; None where it can."""
    if not sys.platform.startswith("linux"):
        return (
            f"Running code that nobody trusts needs Linux (bubblewrap), and this is {sys.platform}. Do it in a Linux "
            "machine or container; there is no other way."
        )
    if platform.machine() not in MACHINES:
        return f"The sandbox has filters of system calls for {', '.join(MACHINES)}, and this is {platform.machine()}."
    found = program()
    if found is None:
        return f"Running code that nobody trusts needs bubblewrap (the program `bwrap`), which is not here. {_INSTALL}"
    if (version := _version(found)) < _OLDEST:
        return f"{found} is version {'.'.join(map(str, version))}; the sandbox needs 0.7 or newer. {_INSTALL}"
    return _probe()


def _version(found: str) -> tuple[int, ...]:
    said = subprocess.run(  # noqa: S603 - bubblewrap itself
        [found, "--version"], capture_output=True, text=True, check=False
    ).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2])) or (0, 0)


def _probe() -> str | None:
    """Tries the walls themselves."""
    command = Walls(tmp_bytes=1_000_000, environment={}).command([PYTHON, "-I", "-S", "-c", ""])
    try:
        done = subprocess.run(  # noqa: S603 - bubblewrap with our own interpreter
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PROBE_SECONDS,
            env={},
            **outer_user(),  # type: ignore[call-overload]
        )
        said, code = done.stderr.strip(), done.returncode
    except (OSError, subprocess.TimeoutExpired) as fault:
        said, code = str(fault), 1
    if code == 0:
        return None
    off = [f"`{do}`" for path, value, do in _SWITCHES if Path(path).is_file() and _read(path) == value]
    switch = f"As root: {' and '.join(off)}. " if off and not is_privileged() else ""
    return f"bubblewrap cannot make its namespaces here ({said[-300:] or f'exit code {code}'}). {switch}{_advice(said)}"


def _advice(said: str) -> str:
    if "ermission denied" in said and os.geteuid() == 0 and not is_privileged():
        return f"{_DOCKER} Python and Tracewalk must be readable for the user nobody."
    return _DOCKER


def _read(path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""
