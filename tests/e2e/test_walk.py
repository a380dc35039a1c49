"""The walk of a user: open, step, jump, link, reload, back; what a wrong link says; nothing leaves the machine."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import serving

pytestmark = pytest.mark.e2e

NAME = "night_shift.main"


@pytest.fixture(scope="session")
def ids(server: str) -> dict[str, str]:
    """Ids of the sample traces by name."""
    found, after = {}, ""
    while after is not None:
        page = httpx.get(f"{server}/api/traces", params={"sort": "name", "after": after}).json()
        found |= {t["name"]: t["trace_id"] for t in page["traces"]}
        after = page["next"]
    return found


def open_trace(page: Page, base: str, trace_id: str, **focus: object) -> None:
    query = "".join(f"&{k}={v}" for k, v in focus.items())
    page.goto(f"{base}/trace?v=1&trace={trace_id}{query}", wait_until="commit")
    ready(page)


def ready(page: Page) -> None:
    page.locator(".tw[data-ready]").wait_for()


def at_step(page: Page, step: int) -> None:
    expect(page.locator(".tw")).to_have_attribute("data-step", str(step))


def url_focus(page: Page) -> dict[str, str]:
    return {k: v[0] for k, v in parse_qs(urlsplit(page.url).query).items()}


def wait_for_url(page: Page, **focus: object) -> None:
    page.wait_for_function(
        """wanted => { const q = new URLSearchParams(location.search);
                       return Object.entries(wanted).every(([k, v]) => q.get(k) === v); }""",
        arg={k: str(v) for k, v in focus.items()},
    )


def test_from_home_to_a_trace_by_clicks(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_role("link", name="All traces").click()
    expect(page).to_have_url(re.compile("/traces"))
    grid = page.get_by_test_id("stDataFrame")
    grid.wait_for()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 60)
    expect(page).to_have_url(re.compile(r"/trace\?.*trace=[0-9a-f]{32}"))
    ready(page)


@pytest.mark.parametrize("step", [0, 100])
def test_a_deep_link_opens_at_its_step(page: Page, server: str, ids: dict[str, str], step: int) -> None:
    open_trace(page, server, ids[NAME], step=step)
    at_step(page, step)
    expect(page.locator(".tw")).to_contain_text(f"step {step} /")


def test_steps_replace_the_url_a_jump_pushes_one_entry_and_back_returns(page: Page, server: str, ids) -> None:
    sent: list[object] = []

    def note(frame: object) -> None:  # Playwright takes no built-in method as a listener
        sent.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    open_trace(page, server, ids[NAME], step=10)
    length = page.evaluate("history.length")
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    at_step(page, 40)
    wait_for_url(page, step=40)
    # Beyond the report to the server, whose answer must not add an entry either.
    page.wait_for_timeout(900)
    assert page.evaluate("history.length") == length
    page.keyboard.press("End")
    last = int(page.locator(".tw").get_attribute("data-step"))
    assert last > 200
    for _ in range(100):  # the report of it goes out 300 ms later, on a busy machine far later
        if any(f"step={last}".encode() in bytes(frame) for frame in sent if isinstance(frame, bytes)):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(900)
    assert page.evaluate("history.length") == length + 1
    # Back itself would send a rerun, with the state as it was; the report of the new focus comes 300 ms later.
    sent.clear()
    page.go_back()
    at_step(page, 40)
    page.wait_for_timeout(1000)
    assert [frame for frame in sent if b'"focus":{"step":40,' not in bytes(frame)] == []
    at_step(page, 40)
    assert url_focus(page)["step"] == "40"
    page.go_forward()
    page.wait_for_timeout(900)
    at_step(page, last)
    assert url_focus(page)["step"] == str(last)


def test_back_from_a_trace_returns_to_the_list_as_it_was(page: Page, server: str) -> None:
    page.goto(f"{server}/traces?v=1&sort=longest&min_steps=50")
    said = page.get_by_text(re.compile(r"of \d+ traces"))
    expect(said).to_be_visible()
    before, address = said.inner_text(), page.url
    for _ in range(2):
        box = page.get_by_test_id("stDataFrame").bounding_box()
        page.mouse.click(box["x"] + 60, box["y"] + 60)
        ready(page)
        page.wait_for_timeout(500)
        page.go_back()
        expect(said).to_have_text(before)
        page.wait_for_timeout(1200)
        assert page.url == address
        expect(said).to_have_text(before)
        expect(page.get_by_label("Steps from")).to_have_value("50")


def test_back_to_home_stays_there(page: Page, server: str) -> None:
    page.goto(server)
    bars = page.locator("[data-testid=stPlotlyChart] .bars .point path")
    bars.nth(1).wait_for()
    page.locator("[data-testid=stPlotlyChart]").nth(1).scroll_into_view_if_needed()
    bars.nth(0).click(force=True)
    expect(page).to_have_url(re.compile("/traces"))
    page.get_by_text(re.compile(r"of \d+ traces")).wait_for()
    page.go_back()
    expect(page.get_by_text("Step through one")).to_be_visible()
    page.wait_for_timeout(1200)
    assert page.url.rstrip("/") == server
    expect(page.get_by_text("Step through one")).to_be_visible()


def test_a_reload_and_another_browser_land_on_the_same_spot(page: Page, browser, server: str, ids) -> None:
    open_trace(page, server, ids[NAME], step=20)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    wait_for_url(page, step=25)
    page.locator(".tw .state .name, .tw td.name, .tw [data-n]").first.click()
    page.wait_for_function("new URLSearchParams(location.search).has('var')")
    focus = url_focus(page)
    page.reload(wait_until="commit")
    ready(page)
    at_step(page, 25)
    assert url_focus(page) == focus
    other = browser.new_context()
    try:
        there = other.new_page()
        there.goto(page.url, wait_until="commit")
        ready(there)
        at_step(there, 25)
    finally:
        other.close()


def test_a_rerun_of_the_script_keeps_the_step(page: Page, server: str, ids) -> None:
    open_trace(page, server, ids[NAME], step=3)
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    at_step(page, 12)
    page.wait_for_timeout(900)
    page.keyboard.press("r")  # Streamlit's own key: run the script again
    page.wait_for_timeout(900)
    at_step(page, 12)
    assert url_focus(page)["step"] == "12"


def test_the_short_link_leads_to_the_moment(page: Page, server: str, ids) -> None:
    page.goto(f"{server}/t/{ids[NAME]}?step=33", wait_until="commit")
    ready(page)
    at_step(page, 33)
    assert url_focus(page) == {"v": "1", "trace": ids[NAME], "step": "33"}


def test_another_trace_at_the_same_step_shows_its_own_state(page: Page, server: str, ids) -> None:
    open_trace(page, server, ids[NAME], step=5)
    first = page.locator(".tw").inner_text()
    page.goto(f"{server}/trace?v=1&trace={ids['calculator.main']}&step=5", wait_until="commit")
    ready(page)
    at_step(page, 5)
    assert page.locator(".tw").inner_text() != first
    page.go_back()
    ready(page)
    expect(page.locator(".tw")).to_contain_text(NAME)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("trace=" + "0" * 32, "no trace"),
        ("trace=zzz", "is not an id"),
        ("v=7&trace=" + "0" * 32, "reads v=1"),
        ("", "No trace chosen"),
    ],
)
def test_a_link_that_does_not_open_says_why(page: Page, server: str, query: str, says: str) -> None:
    page.goto(f"{server}/trace?{query}")
    expect(page.get_by_role("alert")).to_contain_text(says)
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_step_out_of_range_says_what_there_is(page: Page, server: str, ids) -> None:
    open_trace(page, server, ids[NAME], step=999_999)
    expect(page.locator(".tw")).to_contain_text("has steps 0 to")


def test_keys_are_left_alone_in_inputs_and_with_modifiers(page: Page, server: str, ids) -> None:
    open_trace(page, server, ids[NAME], step=10)
    page.keyboard.press("g")
    page.keyboard.type("55")
    at_step(page, 10)
    page.keyboard.press("Enter")
    at_step(page, 55)
    page.keyboard.press("Control+ArrowRight")
    at_step(page, 55)


def test_the_filters_live_in_the_url(page: Page, server: str) -> None:
    page.goto(f"{server}/traces?v=1&outcome=raised")
    expect(page.get_by_text("does_not_fit")).to_have_count(0)  # the grid is a canvas: the count is in the text
    expect(page.get_by_text(re.compile(r"of \d+ traces"))).to_be_visible()
    raised = page.get_by_text(re.compile(r"of \d+ traces")).inner_text()
    page.goto(f"{server}/traces?v=1")
    expect(page.get_by_text(re.compile(r"of \d+ traces"))).not_to_have_text(raised)


def test_hostile_values_and_names_stay_text(page: Page, context, tmp_path: Path, sample_lake: Path) -> None:
    program = tmp_path / "<img src=x onerror=alert(1)>.py"
    program.write_text(
        "def attack(markup):\n"
        "    image = '<img src=x onerror=alert(2)>'\n"
        "    table = {'</td><script>alert(3)</script>': ['\"><svg onload=alert(4)>', markup]}\n"
        "    print('<script>alert(5)</script>')\n"
        "    raise ValueError('<b onmouseover=alert(6)>' + image)\n"
    )
    import subprocess
    import sys

    recorded = subprocess.run(
        [sys.executable, "-m", "tracewalk", "record", str(program), "--entry", "attack", "--input", "'<i>&amp;</i>'",
         "--lake", str(tmp_path / "lake")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    trace_id = recorded.stdout.strip()
    with serving(tmp_path / "lake", log=tmp_path / "log.txt") as url:
        for path in ("", "/traces", "/traces?v=1&exception=%3Cscript%3Ealert(7)%3C/script%3E"):
            page.goto(url + path)
            page.wait_for_timeout(1500)
        open_trace(page, url, trace_id, var="%3Cimg%20src=x%20onerror=alert(8)%3E")
        steps = httpx.get(f"{url}/api/traces/{trace_id}").json()["trace"]["n_steps"]
        for _ in range(steps):
            page.keyboard.press("ArrowRight")
        for cell in page.locator(".tw .val, .tw td").all()[:20]:
            if cell.is_visible():
                cell.click()
        expect(page.locator(".tw")).to_contain_text("<img src=x onerror=alert(2)>")
        expect(page.locator(".tw img")).to_have_count(0)
        expect(page.locator(".tw script")).to_have_count(0)


def test_everything_holds_under_a_base_path(page: Page, sample_lake: Path, tmp_path: Path, ids) -> None:
    missing: list[str] = []
    page.on("response", lambda response: missing.append(response.url) if response.status >= 400 else None)
    with serving(sample_lake, "--base-path", "/lab/walk", log=tmp_path / "log.txt") as url:
        assert url.endswith("/lab/walk")
        assert httpx.get(f"{url}/api/nope").status_code == 404
        assert httpx.get(f"{url}/api/nope").headers["content-type"] == "application/json"
        page.goto(f"{url}/t/{ids[NAME]}?step=9", wait_until="commit")
        ready(page)
        at_step(page, 9)
        assert urlsplit(page.url).path == "/lab/walk/trace"
        page.keyboard.press("ArrowRight")
        wait_for_url(page, step=10)
        page.goto(f"{url}/traces")
        page.get_by_text(re.compile(r"of \d+ traces")).wait_for()
    assert missing == []


def test_a_long_trace_is_walked_in_windows(page: Page, sample_lake: Path, tmp_path: Path, ids, monkeypatch) -> None:
    monkeypatch.setenv("TRACEWALK_WINDOW_STEPS", "900")
    trace_id = ids["calculator.main"]
    with serving(sample_lake, log=tmp_path / "log.txt") as url:
        everything = [
            httpx.get(f"{url}/api/traces/{trace_id}/steps", params={"from": a, "to": a + 900}).json() for a in (0, 900)
        ]
        event = [e for part in everything for e in part["event"]]
        raised = [i for i, e in enumerate(event) if e == everything[0]["events"].index("exception")]
        last = len(event) - 1
        assert last > 900
        assert raised[-1] > 900
        open_trace(page, url, trace_id, step=0)
        page.keyboard.press("End")
        at_step(page, last)
        expect(page.locator(".tw")).to_contain_text(re.compile("steps? 900|900 to|window", re.IGNORECASE))
        states = httpx.get(f"{url}/api/traces/{trace_id}/state", params={"step": last}).json()["frames"]
        for variable in states[-1]["variables"]:
            expect(page.locator(".tw")).to_contain_text(variable["name"])
        page.keyboard.press("p")
        at_step(page, raised[-1])
        back = [i for i in raised if i < 900]
        for _ in [i for i in raised if i >= 900][:-1] or []:
            page.keyboard.press("p")
        page.keyboard.press("p")
        at_step(page, back[-1])
        page.keyboard.press("n")
        at_step(page, next(i for i in raised if i >= 900))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_keep_text_readable(browser, server: str, ids, scheme: str) -> None:
    made = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    try:
        page = made.new_page()
        open_trace(page, server, ids[NAME], step=20)
        low = page.evaluate(CONTRAST)
        assert low == []
    finally:
        made.close()


CONTRAST = """() => {
  const rgb = c => { const p = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    p.fillStyle = c; p.fillRect(0, 0, 1, 1); return [...p.getImageData(0, 0, 1, 1).data]; };
  const linear = v => v <= 10 ? v / 3294 : ((v / 255 + .055) / 1.055) ** 2.4;
  const lum = ([r, g, b]) => [r, g, b].map(linear)
    .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const back = e => { for (; e; e = e.parentElement ?? e.getRootNode().host) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 200) return c; } return rgb('white'); };
  const bad = [];
  const root = [...document.querySelectorAll('*')].map(e => e.shadowRoot).find(r => r && r.querySelector('.tw'));
  for (const e of root.querySelectorAll('.tw *')) {
    const text = [...e.childNodes].filter(n => n.nodeType === 3 && n.textContent.trim()).length;
    if (!text || !e.checkVisibility({opacityProperty: true})) continue;
    if (e.closest('svg, canvas, [disabled], .off, .dim')) continue;
    const a = lum(rgb(getComputedStyle(e).color)), b = lum(back(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 3) bad.push(`${ratio.toFixed(2)} ${e.className} ${e.textContent.trim().slice(0, 30)}`);
  }
  return [...new Set(bad)].slice(0, 10);
}"""
