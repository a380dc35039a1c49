"""Reading a run in a real browser: keys, links, files through time, long outputs, sub-agents, hostile text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import serving
from tests.e2e.test_walk import ready, url_focus
from tests.web.trajectory import made

from tracewalk.lake import Lake

pytestmark = pytest.mark.e2e

LAST = len(made.main_turns()) - 1


@pytest.fixture(scope="module")
def traces(sample_lake: Path) -> tuple[str, ...]:
    """A trace of the sample lake, of a test that failed, and one that is not there."""
    with Lake.open(sample_lake) as lake:
        rows = lake.cursor().sql("SELECT trace_id FROM traces WHERE test_outcome = 'failed' ORDER BY 1").fetchall()
    return (rows[0][0], made.TRACE)


@pytest.fixture(scope="module")
def runs(sample_lake: Path, traces, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server over the sample lake and the made runs."""
    folder = shutil.copytree(sample_lake, tmp_path_factory.mktemp("runs") / "lake")
    with Lake.open(folder, writable=True) as lake:
        made.add(lake, traces)
    with serving(folder, log=tmp_path_factory.mktemp("runs-server") / "log.txt") as url:
        yield url


def open_run(page: Page, base: str, run: str = made.MAIN, **focus: object) -> None:
    query = "".join(f"&{k}={v}" for k, v in focus.items())
    page.goto(f"{base}/trajectory?v=1&trajectory={run}{query}", wait_until="commit")
    ready(page)


def at_turn(page: Page, turn: int) -> None:
    expect(page.locator(".tw")).to_have_attribute("data-turn", str(turn))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


KEYS: list[tuple[int, list[str], int]] = [
    (0, ["ArrowRight", "ArrowRight", "ArrowLeft"], 1),
    (0, ["j", "j", "k"], 1),
    (0, ["n"], 4),
    (9, ["p"], 4),
    (0, ["e"], 3),
    (0, ["e", "e"], 5),
    (LAST, ["Shift+E"], 5),
    (0, ["t", "t"], 9),
    (9, ["Shift+T"], 3),
    (3, ["End"], LAST),
    (3, ["Home"], 0),
    (9, ["w"], 4),
    (9, ["3", "["], 4),
    (LAST, ["ArrowRight"], LAST),
    (0, ["ArrowLeft"], 0),
]
"""From a turn, by these keys, to a turn."""


def test_keys_go_where_they_say(page: Page, runs: str) -> None:
    open_run(page, runs, turn=0)
    for start, keys, turn in KEYS:
        press(page, "g", *str(start), "Enter")
        at_turn(page, start)
        press(page, *keys)
        at_turn(page, turn)
        expect(page.locator(".turns .v.on")).to_have_attribute("data-turn", str(turn))
        expect(page.locator(".tw .pos")).to_contain_text(f"turn {turn} / {LAST}")


def test_a_step_replaces_the_url_a_jump_pushes_and_back_needs_no_server(page: Page, runs: str) -> None:
    sent: list[object] = []

    def note(frame: object) -> None:
        sent.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    open_run(page, runs, turn=1)
    length = page.evaluate("history.length")
    press(page, "ArrowRight", "ArrowRight")
    at_turn(page, 3)
    page.wait_for_timeout(1_000)
    assert url_focus(page)["turn"] == "3"
    assert page.evaluate("history.length") == length
    press(page, "End")
    at_turn(page, LAST)
    page.wait_for_timeout(1_000)
    assert page.evaluate("history.length") == length + 1
    sent.clear()
    page.go_back()
    at_turn(page, 3)
    page.wait_for_timeout(1_000)  # the report of the new focus may go out, a rerun with the state as it was may not
    assert [frame for frame in sent if b'"turn":3' not in bytes(frame)] == []
    page.reload(wait_until="commit")
    ready(page)
    at_turn(page, 3)


def test_a_link_opens_at_its_turn_its_call_and_its_file(page: Page, runs: str) -> None:
    open_run(page, runs, turn=2, call=1)
    expect(page.locator(".call.on")).to_have_attribute("data-call", "1")
    open_run(page, runs, turn=7, file="/app/calc.py")
    expect(page.locator(".tab-file")).to_contain_text("return a + b")
    expect(page.locator(".tab-file .chip")).to_have_text("✓ exact")
    page.goto(f"{runs}/r/{made.MAIN}?turn=4")
    ready(page)
    at_turn(page, 4)


@pytest.mark.parametrize(
    ("focus", "turn", "says"),
    [
        ({"turn": 99}, LAST, f"The link asks for turn 99, but this run has turns 0 to {LAST}"),
        ({"turn": 2, "call": 9}, 2, "does not have"),
    ],
)
def test_a_link_that_points_nowhere_says_so(page: Page, runs: str, focus, turn: int, says: str) -> None:
    open_run(page, runs, **focus)
    at_turn(page, turn)
    expect(page.locator(".notice.bad")).to_contain_text(says)


def test_a_run_that_is_not_there_is_said(page: Page, runs: str) -> None:
    page.goto(f"{runs}/trajectory?v=1&trajectory={'f' * 32}")
    expect(page.get_by_text("This link does not open")).to_be_visible()
    page.goto(f"{runs}/trajectory?v=1&trajectory={made.MAIN}&turn=x")
    expect(page.get_by_text("is not a whole number")).to_be_visible()
    page.goto(f"{runs}/trajectory")
    expect(page.get_by_text("No run chosen")).to_be_visible()


def test_each_turn_shows_what_it_changed(page: Page, runs: str) -> None:
    open_run(page, runs, turn=3)
    expect(page.locator(".did")).to_contain_text("✕ 1 failed, ✓ 1 passed")
    expect(page.locator(".came .t-f-red")).to_have_text("FAILED")
    expect(page.locator("ul.tests")).to_have_text("✕ calc.py::test_add")
    press(page, "ArrowRight")
    expect(page.locator(".did")).to_contain_text(re.compile(r"calc.py \+1 .1"))
    expect(page.locator(".whole-turn .dl.add .src")).to_have_text("    return a + b")
    expect(page.locator(".whole-turn .dl.del .src")).to_have_text("    return a - b")
    expect(page.locator(".side .fileof.here")).to_contain_text("calc.py")
    expect(page.locator(".side .fileof .counts")).to_have_text(re.compile(r"\+1 .1"))
    expect(page.locator(".side .latest")).to_contain_text("at turn 3")
    press(page, "ArrowRight")
    expect(page.locator(".call.failed .chip")).to_have_text("✕ malformed")


def test_a_file_is_read_through_time(page: Page, runs: str) -> None:
    open_run(page, runs, turn=4)
    page.locator(".side .fileof").click()
    assert url_focus(page)["file"] == "/app/calc.py"
    expect(page.locator(".tab-file .dl.add")).to_contain_text("return a + b")
    expect(page.locator(".tab-file")).to_contain_text("changed at this turn (change 1 of 1)")
    press(page, "ArrowRight")
    expect(page.locator(".tab-file")).to_contain_text("as of turn 4")
    expect(page.locator(".tab-file .dl.add")).to_have_count(0)
    press(page, "Home")
    expect(page.locator(".tab-file")).to_contain_text("not changed up to here")
    press(page, "Escape")
    expect(page.locator(".tab-turn")).to_be_visible()
    assert "file" not in url_focus(page)


def test_the_diff_so_far_and_the_final_patch(page: Page, runs: str) -> None:
    open_run(page, runs, turn=3)
    press(page, "d")
    expect(page.locator(".tab-diff")).to_contain_text("No file was changed up to this turn")
    press(page, "End")
    expect(page.locator(".tab-diff")).to_contain_text("1 file changed up to turn")
    page.get_by_role("button", name="final patch").click()
    expect(page.locator(".tab-diff")).to_contain_text("as the log has it")
    expect(page.locator(".tab-diff .dl.add .src")).to_have_text("    return a + b")
    press(page, "1")
    expect(page.locator(".tab-turn")).to_contain_text("The run ends here")


def test_a_long_output_shows_its_ends_and_more_when_asked(page: Page, runs: str) -> None:
    open_run(page, runs, turn=7)
    output = page.locator(".came")
    expect(output).to_contain_text("84,000 characters")
    expect(output).to_contain_text("line 00000 ")
    expect(output).to_contain_text("line 02999 ")
    expect(output).not_to_contain_text("line 01500 ")
    page.get_by_role("button", name="show all 84,000 characters").click()
    expect(output).to_contain_text("line 01500 ")
    expect(page.locator(".gap")).to_have_count(0)
    shown = "".join(output.locator("pre").all_text_contents())
    assert shown == made.LONG


def test_space_reads_on_through_the_run(page: Page, runs: str) -> None:
    open_run(page, runs, turn=7)
    scroller = page.locator(".middle .scroll")
    press(page, " ")
    at_turn(page, 7)
    assert scroller.evaluate("e => e.scrollTop") > 200
    press(page, *[" "] * 40)
    at_turn(page, LAST)


def test_a_sub_agent_opens_in_place_and_leads_back(page: Page, runs: str) -> None:
    open_run(page, runs, turn=6)
    expect(page.locator("details.nested")).to_contain_text("calc-1/looker")
    press(page, "i")
    row = page.locator("details.sub").nth(1)
    expect(row).to_contain_text("ls")
    row.locator("summary").click()
    expect(row.locator(".call")).to_contain_text("calc.py")
    at_turn(page, 6)
    page.get_by_role("link", name="its own page").click()
    page.wait_for_url(re.compile(made.CHILD))
    ready(page)
    press(page, "o")
    page.wait_for_url(re.compile(made.MAIN))
    ready(page)
    at_turn(page, 6)


def test_find_goes_from_hit_to_hit(page: Page, runs: str) -> None:
    open_run(page, runs, turn=0)
    press(page, "/")
    page.keyboard.type("the SIGN")
    expect(page.locator(".find .note")).to_have_text("2 hits in 2 turns")
    press(page, "Enter")
    at_turn(page, 2)
    expect(page.locator("details.reasoning")).to_have_attribute("open", "")
    press(page, "Enter")
    at_turn(page, 4)
    press(page, "Enter")
    at_turn(page, 2)
    expect(page.locator(".find .note")).to_have_text("1 of 2 hits, from the first again")
    press(page, "Shift+Enter")
    at_turn(page, 4)
    press(page, "Escape")
    expect(page.locator(".find")).to_be_hidden()
    press(page, "ArrowRight")
    at_turn(page, 5)


def test_kinds_can_be_hidden_and_steps_pass_over_them(page: Page, runs: str) -> None:
    open_run(page, runs, turn=3)
    press(page, "v")
    page.get_by_role("button", name="edits and tests").click()
    expect(page.locator(".turns h3")).to_contain_text(f"4 of {LAST + 1}")
    press(page, "Escape", "ArrowRight")
    at_turn(page, 4)
    press(page, "ArrowRight")
    at_turn(page, 9)
    expect(page.locator(".turns .v")).to_have_count(4)


def test_reasoning_unfolds(page: Page, runs: str) -> None:
    open_run(page, runs, turn=2)
    expect(page.locator("details.reasoning .md")).to_have_count(0)
    press(page, "z")
    expect(page.locator("details.reasoning .md")).to_contain_text("It may be the sign.")


def test_only_real_pictures_are_shown(page: Page, runs: str) -> None:
    open_run(page, runs, turn=8)
    picture = page.locator("img.shot")
    expect(picture).to_have_count(1)
    page.wait_for_function("document.querySelector('[data-testid]') !== null")
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") == 64
    expect(page.locator(".whole-turn")).to_contain_text("not shown, as its bytes are no picture of that kind")


def test_a_raw_record_that_is_gone_is_said(page: Page, runs: str) -> None:
    open_run(page, runs, turn=3)
    press(page, "4")
    expect(page.locator(".tab-raw")).to_contain_text("turn 3 has no raw record 0")


def test_a_turn_leads_to_the_trace_of_its_program_and_back(page: Page, runs: str, traces) -> None:
    open_run(page, runs, turn=3)
    expect(page.locator(".traces")).to_contain_text("1 further trace not in this lake")
    page.locator(".traces a").click()
    page.wait_for_url(re.compile(rf"/trace\?.*{traces[0]}.*step=\d+"))
    ready(page)
    page.locator(f'.ranby a[href*="{made.MAIN}"]').click()
    page.wait_for_url(re.compile(rf"/trajectory\?.*{made.MAIN}.*turn=3"))
    ready(page)
    at_turn(page, 3)


def test_links_are_copied_as_links_sql_and_python(page: Page, runs: str) -> None:
    open_run(page, runs, turn=4)
    press(page, "s")
    share = page.locator(".share")
    expect(share).to_contain_text(f"/r/{made.MAIN}?turn=4")
    expect(share).to_contain_text(f"FROM turns WHERE trajectory_id = '{made.MAIN}' AND turn = 4")
    share.get_by_role("link", name="open").click()
    page.wait_for_url(re.compile("/sql"))


def test_findings_lead_to_their_turns(page: Page, runs: str) -> None:
    open_run(page, runs, turn=0)
    finding = page.locator(".finding").filter(has_text="malformed")
    finding.get_by_role("button", name="5", exact=True).click()
    at_turn(page, 5)


def test_other_runs_of_the_task_are_named(page: Page, runs: str) -> None:
    open_run(page, runs, turn=0)
    expect(page.locator(".kin")).to_contain_text("mender · small")
    assert f"other={made.OTHER}" in page.locator(".kin a", has_text="beside").get_attribute("href")


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_hostile_text_stays_text(page: Page, runs: str, turn: int) -> None:
    """The context of every test also asserts: no dialog, no error, no request that leaves the machine."""
    open_run(page, runs, made.HOSTILE, turn=turn)
    press(page, "z", "2")
    page.wait_for_timeout(400)
    press(page, "3")
    page.wait_for_timeout(400)
    press(page, "4", "1")
    expect(page.locator(".whole-turn")).to_contain_text("<script>alert(2)</script>")
    root = page.locator(".tw")
    assert root.locator("script, iframe, img, object, embed, base, form:not(.panel), svg image").count() == 0
    for link in root.locator(".whole-turn a").all():
        assert re.match(r"https?://", link.get_attribute("href"))
        assert "noopener" in link.get_attribute("rel")
    expect(root.locator(".json .s2, .address").first).to_contain_text("https://evil.example/")
    press(page, "/")
    page.keyboard.type("ALERT(2)")
    expect(page.locator(".find .v").first).to_contain_text("<script>alert(2)</script>")
    press(page, "Enter", "Escape")
    expect(page.locator(".side")).to_contain_text("<img src=x onerror=alert(1)>")
    assert root.locator("script, iframe, img, object, embed, base, form:not(.panel), svg image").count() == 0
    assert page.title() == "Tracewalk" or "Traj" in page.title()


def test_keys_are_all_told(page: Page, runs: str) -> None:
    open_run(page, runs, turn=0)
    press(page, "?")
    expect(page.locator(".help")).to_contain_text("next edit of a file")
    press(page, "Escape")
    expect(page.locator(".help")).to_be_hidden()
    press(page, "g")
    page.keyboard.type("7")
    press(page, "Enter")
    at_turn(page, 7)
