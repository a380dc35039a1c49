"""The tables of the Results page as HTML with real links; everything in them is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from tracewalk.benchmarks import Judged
from tracewalk.links import Focus, Results, Trajectories, TrajectoryFocus, Verify
from tracewalk.results.clean import clean
from tracewalk.web.results.asked import Tasks
from tracewalk.web.results.marked import SIGNS, told

__all__ = ["STYLE", "answer_list", "places_of", "runs_of", "score_table", "statement_table", "task_table"]

Row = dict[str, Any]

STYLE = """
<style>
.tw-results { border-collapse: collapse; font-size: .85rem; width: 100% }
.tw-results th { text-align: left; font-weight: 600; color: color-mix(in srgb, currentColor 70%, transparent) }
.tw-results th, .tw-results td { padding: 4px 12px 4px 0; vertical-align: top; overflow-wrap: break-word }
.tw-results tr { border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent) }
.tw-results td.any { overflow-wrap: anywhere }
.tw-results .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.tw-results .w { white-space: nowrap }
.tw-results td.tw-right, .tw-results td.tw-wrong, .tw-results td.tw-earlier, .tw-results td.tw-unknown
  { padding: 4px 8px }
.tw-results td.tw-right + td, .tw-results td.tw-wrong + td, .tw-results td.tw-earlier + td,
.tw-results td.tw-unknown + td { padding-left: 8px }
.tw-results .dim, .tw-dim { color: color-mix(in srgb, currentColor 62%, transparent) }
.tw-results tr.published td { font-style: italic }
.tw-results a, .tw-open a { color: inherit; text-decoration: underline; text-underline-offset: 3px;
  text-decoration-color: color-mix(in srgb, currentColor 40%, transparent) }
.tw-results tr.here td { background: color-mix(in srgb, currentColor 7%, transparent) }
.tw-badge { border: 1px solid color-mix(in srgb, currentColor 45%, transparent); border-radius: 4px; font-style: normal;
  font-size: .72rem; padding: 0 5px; margin-left: 6px; white-space: nowrap }
.tw-results a.tw-yes { color: color-mix(in srgb, #00996f 70%, currentColor) }
.tw-results a.tw-no { color: color-mix(in srgb, #d9480f 75%, currentColor) }
.tw-wide { overflow-x: auto }
.tw-text { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; line-height: 1.55; max-height: 460px;
  overflow: auto; margin: 4px 0 8px; padding: 8px 12px; border-radius: 6px;
  border: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
.tw-said { border-radius: 3px; padding: 0 2px; color: inherit; text-decoration: none }
.tw-said sup { font-size: .7em; padding-left: 2px }
.tw-right { background: color-mix(in srgb, #00a878 24%, transparent) }
.tw-wrong { background: color-mix(in srgb, #e0500c 30%, transparent) }
.tw-earlier { background: color-mix(in srgb, #d9a400 30%, transparent) }
.tw-unknown { background: color-mix(in srgb, currentColor 13%, transparent) }
a.tw-said:hover, a.tw-said:focus { outline: 1px solid currentColor }
</style>
"""

_COLUMNS = 6
"""Runs that a table of tasks has beside each other."""


def score_table(rows: Sequence[Row]) -> str:
    """The scores of one suite, best first within each metric."""
    several = len({row["metric"] for row in rows}) > 1
    heads = ["Model", *(["Metric"] if several else []), "Score", "95 % interval", "Tasks", "Answers", "From"]
    body = "".join(_score(row, several=several) for row in rows)
    return _table(heads, body, right={"Score", "95 % interval", "Tasks", "Answers"})


def _score(row: Row, *, several: bool) -> str:
    version = f' <span class="dim">{_text(row["suite_version"])}</span>' if row["suite_version"] else ""
    badge = '<span class="tw-badge">published</span>' if row["kind"] == "published" else ""
    interval = "" if row["low"] is None else f"{100 * row['low']:.1f}-{100 * row['high']:.1f}"
    cells = [
        f"<td>{_text(row['model'])}{version}{badge}</td>",
        *([f'<td class="w">{_text(row["metric"])}</td>'] if several else []),
        f'<td class="n"><b>{_percent(row)} %</b></td>',
        f'<td class="n">{interval or "-"}</td>',
        f'<td class="n">{_number(row["tasks"])}</td>',
        f'<td class="n">{_number(row["answers"])}</td>',
        f'<td class="dim any" title="{_text(row["source"])}">{_text(_from(row))}</td>',
    ]
    return f'<tr class="{row["kind"]}">{"".join(cells)}</tr>'


def _percent(row: Row) -> str:
    """A published score has the digits that it was published with."""
    return f"{100 * row['score']:.4g}" if row["kind"] == "published" else f"{100 * row['score']:.2f}"


def _from(row: Row) -> str:
    return str(row["source"] if row["kind"] == "published" else row["source_file"] or row["source"])


def task_table(found: Tasks, asked: Results) -> str:
    """Tasks below each other, runs beside each other; each mark opens its answers, words lead to what the lake has."""
    runs = runs_of(found)
    several = len({run[1] for run in runs[:_COLUMNS]}) > 1
    heads = ["Task", *(_head(run, runs, several=several) for run in runs[:_COLUMNS]), "In this lake"]
    body = []
    for task in found.ids:
        by_run = {_run(cell): cell for cell in found.cells[task]}
        marks = "".join(f'<td class="w">{_mark(by_run.get(run), asked)}</td>' for run in runs[:_COLUMNS])
        name = _link(replace(asked, task=task, answer=None).url(), _text(task))
        body.append(f"<tr><td>{name}</td>{marks}<td>{_places(task, found.cells[task])}</td></tr>")
    return _table(heads, "".join(body))


def runs_of(found: Tasks) -> list[tuple[str, str, str]]:
    """Model, metric and source of each run that has any of the tasks."""
    return list(dict.fromkeys(sorted(_run(cell) for cells in found.cells.values() for cell in cells)))


def _run(cell: Row) -> tuple[str, str, str]:
    return cell["model"], cell["metric"], cell["source"]


def _head(run: tuple[str, str, str], runs: Sequence[tuple[str, str, str]], *, several: bool) -> str:
    model, metric, source = run
    told = [model, *([metric] if several else [])]
    if [other[:2] for other in runs].count((model, metric)) > 1:
        told.append(f"({source[-6:]})")
    return " ".join(told)


def _mark(cell: Row | None, asked: Results) -> str:
    if cell is None:
        return '<span class="dim">-</span>'
    url = replace(asked, task=cell["task_id"], answer=cell["result_id"]).url()
    if cell["score"] in (0, 1):
        yes = cell["score"] == 1
        several = f", {cell['answers']} answers" if cell["answers"] > 1 else ""
        return _link(url, f"✓ passed{several}" if yes else f"✗ failed{several}", kind="tw-yes" if yes else "tw-no")
    share = f"{cell['passed']}/{cell['answers']}" if cell["passed"] is not None else f"{100 * cell['score']:.0f} %"
    return _link(url, f"◐ {share} passed")


def _places(task: str, cells: Sequence[Row]) -> str:
    """What the lake has of a task: its trace, and of each run the agent's run, check and prediction."""
    found: dict[str, str] = {}
    for cell in cells:
        for name, url in _urls(task, cell).items():
            found.setdefault(url, name)
    return " · ".join(_link(url, html.escape(name)) for url, name in found.items()) or '<span class="dim">-</span>'


def _urls(task: str, row: Row) -> dict[str, str]:
    urls = {}
    model = clean(str(row["model"]))[:40]
    if row.get("trajectory_id"):
        urls[f"run of {model}"] = TrajectoryFocus(row["trajectory_id"]).url()
    if row.get("trace_id"):
        urls["trace"] = Focus(row["trace_id"]).url()
    if row.get("prediction_id") and row.get("trace_id"):
        urls[f"prediction of {model}"] = Focus(row["trace_id"], prediction=row["prediction_id"]).url()
    if row.get("check_id") and row.get("problem_set"):
        urls[f"checks of {model}"] = Verify(row["problem_set"], task=task, candidate=row["candidate"]).url()
    return urls


def places_of(row: Row) -> str:
    """What the lake has of one answer, as links."""
    links = [_link(url, _text(name)) for name, url in _urls(row["task_id"], row).items()]
    if row.get("trajectory_id"):
        links.append(_link(Trajectories(task=row["task_id"]).url(), "all runs of this task"))
    return " · ".join(links)


def answer_list(rows: Sequence[Row], asked: Results, chosen: str) -> str:
    """The answers to one task; each can be chosen."""
    several = len({row["metric"] for row in rows}) > 1
    heads = ["", "Model", *(["Metric"] if several else []), "Answer", "Says"]
    body = []
    for row in rows:
        passed = row["value"] == 1
        word = "✓ passed" if passed else "✗ failed" if row["value"] == 0 else f"{100 * row['value']:.0f} %"
        url = replace(asked, answer=row["result_id"]).url()
        number = "" if row["sample"] is None else f" {row['sample']}"
        cells = [
            f'<td class="w">{_link(url, word, kind="tw-yes" if passed else "tw-no")}</td>',
            f"<td>{_text(row['model'])}</td>",
            *([f"<td>{_text(row['metric'])}</td>"] if several else []),
            f'<td class="w">{_link(url, f"answer{number}")}</td>',
            f'<td class="any">{_text(_short(row["answer"] or row["reasoning"] or ""))}</td>',
        ]
        body.append(f'<tr class="{"here" if row["result_id"] == chosen else ""}">{"".join(cells)}</tr>')
    return _table(heads, "".join(body))


def statement_table(judged: Iterable[Judged], trace_id: str) -> str:
    """Statements one by one, with their verdicts in words."""
    body = []
    for one in judged:
        said = one.statement
        words = _text(told(one))
        if one.step is not None:
            words = _link(Focus(trace_id, one.step, one.frame_id, said.name).url(), words)
        body.append(
            f'<tr><td class="w tw-{one.verdict}">{SIGNS[one.verdict]} {one.verdict}</td>'
            f"<td><code>{_text(said.name)}</code></td><td><code>{_text(_short(said.value))}</code></td>"
            f"<td>{words}</td></tr>"
        )
    return _table(["Verdict", "Variable", "Stated", "The run"], "".join(body))


def _table(heads: Sequence[str], body: str, right: Iterable[str] = ()) -> str:
    cells = "".join(f"<th{' class=n' if head in right else ''}>{_text(head)}</th>" for head in heads)
    table = f'<table class="tw-results"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="tw-wide">{table}</div>'


def _link(url: str, inner: str, kind: str = "") -> str:
    """`inner` is HTML."""
    return f'<a href="{html.escape(url, quote=True)}" class="{kind}">{inner}</a>'


def _number(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 110 else f"{line[:109]}…"


def _text(value: object) -> str:
    return html.escape(clean(str(value)), quote=True)
