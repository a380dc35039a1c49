"""The API of one trajectory: what each call tells, and what it refuses."""

from __future__ import annotations

import httpx
import pytest
from tests.web.trajectory import made

N = len(made.main_turns())


def test_a_run_is_told_with_its_kin(ask) -> None:
    told = ask()
    assert told["trajectory"]["name"] == "calc-1"
    assert told["trajectory"]["sizes"]["patch"] == len(told["trajectory"]["patch"])
    assert [(k["relation"], k["trajectory_id"]) for k in ask("kin")["kin"]] == [
        ("child", made.CHILD),
        ("same_task", made.OTHER),
    ]
    assert [(k["relation"], k["trajectory_id"]) for k in ask("kin", run=made.CHILD)["kin"]] == [("parent", made.MAIN)]


def test_the_outline_has_an_item_a_turn_in_every_column(ask) -> None:
    told = ask("outline")
    columns = {name: value for name, value in told.items() if name not in ("n_turns", "kinds", "sources", "models")}
    assert {name: len(value) for name, value in columns.items()} == dict.fromkeys(columns, N)
    kinds = [told["kinds"][kind] for kind in told["kind"]]
    assert kinds == [turn.kind for turn in made.main_turns()]
    assert told["words"][1] == "The task Make `add` add. - run the **tests**"
    kind, tool, target, error, malformed, chars, child = told["calls"][3][0]
    assert (told["kinds"][kind], tool, target, error, malformed) == ("test", "bash", "pytest -q", 1, 0)
    assert chars == len(made.COLOURED)
    assert child is None
    assert told["calls"][6][0][-1] == made.CHILD
    assert told["calls"][5][0][4] == 1
    assert told["prompt_tokens"][:3] == [None, None, 3_000]
    assert told["at"][2] == int(made.NOON.timestamp() * 1000) + 20_000


def test_whole_turns_come_in_windows(ask, client: httpx.Client) -> None:
    told = ask("turns", from_=2, to=5)
    assert [turn["turn"] for turn in told["turns"]] == [2, 3, 4]
    assert ask("turns", from_=2, to=5) == told  # told before
    assert [turn["turn"] for turn in ask("turns", from_=1, to=4)["turns"]] == [1, 2, 3]
    assert [turn["turn"] for turn in ask("turns", from_=N - 1, to=N + 30)["turns"]] == [N - 1]
    assert ask("turns", from_=N)["turns"] == []
    for query, says in (({"from": N + 1}, "is no range of this run"), ({"to": 41}, "at most 40")):
        refused = client.get(f"/api/trajectories/{made.MAIN}/turns", params=query)
        assert refused.status_code == 400
        assert says in refused.json()["error"]["message"]


def test_a_turn_is_told_with_its_calls_and_what_they_changed(ask) -> None:
    read, test, edit = ask("turns", from_=2, to=5)["turns"]
    assert read["message"]["html"] == "<p>Let me look.</p>\n"
    assert [field["name"] for field in read["calls"][1]["fields"]] == ["pattern", "path"]
    assert read["calls"][0]["fields"][0]["name"] == ""
    assert read["calls"][0]["observation"]["head"] == [[made.BEFORE, ""]]
    pieces = test["calls"][0]["observation"]["head"]
    assert ["FAILED", "f-red"] in pieces
    assert "".join(text for text, _ in pieces).split("\n")[1] == "collected 2 items"
    assert test["traces"] == [{"trace_id": made.TRACE, "here": False}]
    assert [(c["kind"], c["failed"], c["tests_failed"]) for c in test["changes"]] == [
        ("tests", 1, ["calc.py::test_add"])
    ]
    assert edit["changes"][0]["diff"] == made.DIFF
    assert [field["name"] for field in edit["calls"][0]["fields"]] == ["command", "path", "old_str", "new_str"]


def test_a_long_output_is_told_in_parts_that_make_the_whole(ask, client: httpx.Client) -> None:
    output = ask("turns", from_=7, to=8)["turns"][0]["calls"][0]["observation"]
    assert output["size"] == len(made.LONG)
    head = "".join(text for text, _ in output["head"])
    tail = "".join(text for text, _ in output["tail"])
    assert (len(head), len(made.LONG) - len(tail)) == (output["to"], output["tail_from"])
    whole, at = head, output["to"]
    while at < output["tail_from"]:
        part = ask("text", turn=7, call=0, part="output", from_=at, to=min(at + 30_000, output["tail_from"]))
        assert part["to"] > at
        whole, at = whole + "".join(text for text, _ in part["pieces"]), part["to"]
    assert whole + tail == made.LONG
    query = {"turn": 7, "call": 0, "part": "output", "as": "plain", "file": 1}
    plain = client.get(f"/api/trajectories/{made.MAIN}/text", params=query)
    assert plain.text == made.LONG
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.headers["x-content-type-options"] == "nosniff"


def test_a_message_comes_as_markdown_or_as_it_stands(ask) -> None:
    assert "<h1>The task</h1>" in ask("text", turn=1, part="message")["html"]
    assert ask("text", turn=1, part="message", as_="plain")["text"] == made.main_turns()[1].message
    assert ask("text", turn=4, call=0, part="field", field=2)["text"] == "a - b"


@pytest.mark.parametrize(
    ("call", "query", "status", "says"),
    [
        ("text", {"part": "soul"}, 400, "none of: message, reasoning, output, field"),
        ("text", {"part": "output", "turn": 3, "call": 1}, 404, "there is no call 1"),
        ("text", {"part": "reasoning", "turn": 3}, 404, "has no reasoning"),
        ("text", {"part": "field", "turn": 3, "field": 7}, 404, "has no field"),
        ("text", {"part": "message", "turn": 99}, 404, f"turns 0 to {N - 1}"),
        ("text", {"part": "message", "turn": 1, "from": 9999}, 400, "is no range of this text"),
        ("file", {}, 400, "path=... is missing"),
        ("find", {"text": " "}, 400, "1 to 500"),
        ("image", {"turn": 8, "number": 2}, 404, "no picture 2"),
        ("image", {"turn": 8, "number": 1}, 404, "no picture of a kind that is shown"),
        ("raw", {"turn": 3}, 404, "has no raw record 0"),
        ("turns", {"from": "x"}, 400, "must be a whole number"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(client: httpx.Client, call, query, status, says) -> None:
    refused = client.get(f"/api/trajectories/{made.MAIN}/{call}", params=query)
    assert refused.status_code == status
    assert says in refused.json()["error"]["message"]


@pytest.mark.parametrize(
    "call", ["", "kin", "outline", "turns", "changes", "patterns", "diff", "patch", "find?text=a", "file?path=a"]
)
def test_a_run_that_is_not_there_is_not_found(client: httpx.Client, call: str) -> None:
    refused = client.get(f"/api/trajectories/{'f' * 32}/{call}")
    assert refused.status_code == 404
    assert refused.json()["error"]["type"] == "NotFound"


def test_changes_tell_what_each_turn_did(ask) -> None:
    told = ask("changes")
    assert told["kind"] == ["cwd", "tests", "file", "tests"]
    assert (told["added"][2], told["removed"][2]) == (1, 1)
    assert (told["passed"][3], told["failed"][3]) == (2, 0)


def test_a_file_is_told_as_of_a_turn(ask) -> None:
    before = ask("file", path="/app/calc.py", turn=3)
    assert (before["state"], before["pieces"]) == ("unknown", [])
    after = ask("file", path="/app/calc.py", turn=7)
    assert after["state"] == "exact"
    [piece] = after["pieces"]
    assert piece["first"] == 1
    assert len(piece["lines"]) == 2
    assert '<span class="k">return</span>' in piece["lines"][1]


def test_the_diff_so_far_and_the_final_patch(ask, client: httpx.Client) -> None:
    assert ask("diff", turn=3)["files"] == []
    [file] = ask("diff", turn=4)["files"]
    assert (file["path"], file["added"], file["removed"], file["sure"]) == ("/app/calc.py", 1, 1, True)
    plain = client.get(f"/api/trajectories/{made.MAIN}/diff", params={"as": "plain"}).text
    assert "--- a/calc.py\n+++ b/calc.py\n" in plain
    assert ask("patch")["text"].startswith("diff --git a/calc.py")
    assert client.get(f"/api/trajectories/{made.OTHER}/patch").status_code == 404


def test_find_tells_where_a_text_stands(ask) -> None:
    hits = ask("find", text="PYTEST")["hits"]
    assert [(hit["turn"], hit["part"]) for hit in hits] == [(3, "call"), (9, "call")]
    assert ask("find", text="line 02999")["hits"][0]["turn"] == 7
    assert ask("find", text="the sign")["hits"][0] == {
        "turn": 2, "call": -1, "part": "reasoning", "around": "It may be the sign.\n" * 10,
    }  # fmt: skip
    assert ask("find", text="100%_")["hits"] == []


def test_a_picture_is_given_as_the_log_holds_it(client: httpx.Client) -> None:
    given = client.get(f"/api/trajectories/{made.MAIN}/image", params={"turn": 8, "number": 0})
    assert given.content == made.png()
    assert given.headers["content-type"] == "image/png"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in given.headers["content-security-policy"]
    images = client.get(f"/api/trajectories/{made.MAIN}/turns", params={"from": 8, "to": 9}).json()["turns"][0][
        "images"
    ]
    assert [image["shown"] for image in images] == [True, False]


def test_patterns_name_the_turns_that_show_them(ask) -> None:
    told = ask("patterns")["patterns"]
    assert [5] in [pattern["turns"] for pattern in told]


def test_a_short_link_leads_to_the_turn(client: httpx.Client) -> None:
    answer = client.get(f"/r/{made.MAIN}?turn=3&file=/app/calc.py")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/trajectory?v=1&trajectory={made.MAIN}&turn=3&file=%2Fapp%2Fcalc.py"


def test_a_trace_that_is_not_there_was_run_by_nobody(client: httpx.Client) -> None:
    assert client.get(f"/api/traces/{made.TRACE}/turns").status_code == 404


def test_markup_in_a_log_stays_text(ask) -> None:
    for turn in ask("turns", run=made.HOSTILE)["turns"]:
        shown = [turn["message"]["html"], turn["reasoning"]["html"]]
        shown += [field["html"] for call in turn["calls"] for field in call["fields"]]
        for html in shown:
            assert "<img" not in html
            assert "<script" not in html
            assert "<iframe" not in html
            assert "javascript:alert" not in html or "href" not in html.split("javascript:alert")[0][-30:]
