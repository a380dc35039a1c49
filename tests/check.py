"""The one command that sets up and runs every check: `python3 tests/check.py`. Needs Python >= 3.11 and pip, no more.

It makes a virtual environment (`.venv`), installs the project with what its tests need, finds or installs a Chromium,
and runs ruff, mypy, import-linter and pytest. Arguments go to pytest: `python3 tests/check.py -k links`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
IN_ORDER = ("--dist", "loadfile", "--no-loadscope-reorder")
"""A file's tests in one worker, so that its servers and lakes are made once; the browser's, being long, not last."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def main() -> int:
    """Run everything; returns the exit code: 0 when all checks passed, 1 when one failed, 2 when set-up failed."""
    if sys.version_info < (3, 11):
        return fail(f"Tracewalk needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    # A shell has Ctrl-C ignored in what it starts in the background, and so in what we start: its tests need it back.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    environment()
    bubblewrap()
    browser = chromium()
    if browser is None:
        return 2
    checks = {
        "format": ["ruff", "format", "--check", "."],
        "lint": ["ruff", "check", "."],
        "types": ["mypy", "--num-workers", "2"],
        "layers": ["lint-imports"],
        # one more than there are processors, as browsers and sandboxes are waited for
        "tests": ["pytest", "-n", str((os.cpu_count() or 1) + 1), *IN_ORDER, *sys.argv[1:]],
    }
    env = os.environ | {"TRACEWALK_CHROMIUM": browser, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    # Imports are linted from the sources, so that a stale installation can't hide a fault.
    env["PYTHONPATH"] = str(ROOT / "app")
    failed = [name for name, command in checks.items() if not passes(name, command, env)]
    if failed:
        return fail(f"Failed: {', '.join(failed)}.", 1)
    say("All checks passed.")
    return 0


def environment() -> None:
    """`.venv` with the project, editable, and its test extra."""
    if not (BIN / "python").exists():
        # Debian's python3 comes without ensurepip; its pip can install into an environment that has none.
        run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
    say("Installing the project and its test tools into .venv")
    run([sys.executable, "-m", "pip", "--python", str(VENV), "install", "--quiet", "--editable", f"{ROOT}[test]"])


def bubblewrap() -> None:
    """Installs what the sandbox is made of, where that can be done; elsewhere its tests are skipped and say why."""
    if shutil.which("bwrap") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Debian's bubblewrap (apt-get install bubblewrap)")
        apt_get("bubblewrap")


def apt_get(package: str) -> None:
    """Tries to install a package of Debian's."""
    apt = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=apt, check=False)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=apt, check=False)


def chromium() -> str | None:
    """The path of a Chromium: one named, found, or installed now; None after saying what to do where there is none."""
    for found in (os.environ.get("TRACEWALK_CHROMIUM"), *map(shutil.which, BROWSERS), playwrights()):
        if found and Path(found).exists():
            return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Debian's chromium (apt-get install chromium)")
        apt_get("chromium")
        if found := shutil.which("chromium"):
            return found
    say("Installing Playwright's Chromium (playwright install chromium)")
    subprocess.run([str(BIN / "playwright"), "install", "chromium"], check=False)
    if found := playwrights():
        return found
    fail(
        "There is no Chromium, and none could be installed. Install one and run this again:\n"
        "  Debian, Ubuntu:  sudo apt-get install chromium\n"
        "  elsewhere:       .venv/bin/playwright install --with-deps chromium\n"
        "or name one:       TRACEWALK_CHROMIUM=/path/to/chromium python3 tests/check.py"
    )
    return None


def playwrights() -> str | None:
    """Playwright's own Chromium, where it was downloaded."""
    code = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    asked = subprocess.run([str(BIN / "python"), "-c", code], capture_output=True, text=True, check=False)
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else None


def passes(name: str, command: list[str], env: dict[str, str]) -> bool:
    """Run one check and say how long it took."""
    say(f"{name}: {' '.join(command)}")
    began = time.monotonic()
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=env, check=False)
    say(f"{name}: {'passed' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return done.returncode == 0


def run(command: list[str]) -> None:
    """Run a step of the set-up; its failure ends everything."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(fail(f"This step of the set-up failed: {' '.join(command)}"))


def say(text: str) -> None:
    """To people: on stderr, so that it keeps its place among the tools' output."""
    print(f"== {text}", file=sys.stderr, flush=True)


def fail(text: str, code: int = 2) -> int:
    """Say what went wrong; returns the exit code."""
    say(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
