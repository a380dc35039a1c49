"""A server as a user starts one, and a real browser that reports every request, error and dialog."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Request, WebError, expect, sync_playwright

from tracewalk.resources import folder

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",
]
FAILED = pytest.StashKey[bool]()
PORT = 18_501 + 100 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
"""Servers take this one or one of the next; workers have ports of their own, so that none takes another's."""

expect.set_options(timeout=30_000)  # a busy machine takes longer than Playwright's 5 s


def chromium() -> str:
    """The browser that tests/check.py found, or one on the path."""
    found = os.environ.get("TRACEWALK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.fail("no Chromium: run the tests by python3 tests/check.py, which finds or installs one")
    return found


@contextmanager
def serving(lake: Path, *options: str, log: Path) -> Iterator[str]:
    """`tracewalk serve LAKE` in a process of its own; gives the URL that it prints."""
    with running("serve", str(lake), *options, log=log) as url:
        yield url


@contextmanager
def running(*arguments: str, log: Path, **env: str) -> Iterator[str]:
    """A command that serves, in a process of its own; gives the URL that it prints."""
    command = [sys.executable, "-m", "tracewalk", *arguments, "--port", str(PORT)]
    with log.open("w") as err:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True, env=os.environ | env)
        try:
            yield _printed_url(process, log)
        finally:
            process.terminate()
            process.wait(15)


def _printed_url(process: subprocess.Popen[str], log: Path) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = re.search(r"http://\S+", log.read_text())
        if found:
            url = found[0].rstrip("/")
            if _answers(url + "/healthz"):
                return url
        if process.poll() is not None:
            break
        select.select([], [], [], 0.1)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def _answers(url: str) -> bool:
    import httpx

    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@dataclass
class Watched:
    """What a browser did that the tests ask about."""

    external: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def sample_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the committed sample lake."""
    target = tmp_path_factory.mktemp("lake") / "samples"
    shutil.copytree(folder("sample_data") / "lake", target)
    return target


@pytest.fixture(scope="session")
def server(sample_lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server over the sample lake."""
    with serving(sample_lake, log=tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One Chromium for all tests of a worker."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def kept_context(browser) -> Iterator[tuple[BrowserContext, Page]]:
    """The browser context of a file's tests, at 1280 x 800, and a tab of it that stays.

    A page beside that tab finds Streamlit's scripts compiled in its process: a third of what loading one takes.
    """
    made = browser.new_context(viewport={"width": 1280, "height": 800})
    made.set_default_timeout(60_000)  # of waiting: a busy machine takes longer than Playwright's 30 s
    stays = made.new_page()
    stays.route("http://localhost/", lambda asked: asked.fulfill(body="stays"))
    stays.goto("http://localhost/")
    yield made, stays
    made.close()


@pytest.fixture
def context(kept_context: tuple[BrowserContext, Page]) -> Iterator[BrowserContext]:
    """That context as if it were fresh; no request may leave the machine, no page may throw or open a dialog."""
    made, stays = kept_context
    watched, seen = Watched(), set[str]()
    ours = ("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:", "ws://127.0.0.1:", "ws://localhost:")

    def request(asked: Request) -> None:
        seen.add("{0.scheme}://{0.netloc}".format(urlsplit(asked.url)))
        if not asked.url.startswith(ours):
            watched.external.append(asked.url)

    def dialog(opened: Dialog) -> None:
        watched.dialogs.append(opened.message)
        opened.dismiss()

    def error(raised: WebError) -> None:
        watched.errors.append(str(raised.error))

    listeners = {"request": request, "weberror": error, "dialog": dialog}
    for event, listener in listeners.items():
        made.on(event, listener)
    yield made
    for page in made.pages:
        if page != stays:
            page.close()
    for event, listener in listeners.items():
        made.remove_listener(event, listener)
    made.clear_cookies()
    made.clear_permissions()
    session = made.new_cdp_session(stays)
    for origin in seen:
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()
    assert watched == Watched()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """One tab of that context; where the test fails, its report says what stood there."""
    made = context.new_page()
    said: list[str] = []
    made.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    made.on("requestfailed", lambda asked: said.append(f"failed: {asked.url} {asked.failure}"))
    yield made
    if request.node.stash.get(FAILED, False):
        print(f"{made.url}\n--- the page's text ---\n{made.locator('body').inner_text(timeout=5_000)[:5_000]}")
        print("--- the end of its console ---", *said[-50:], sep="\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets fixtures know whether the test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
