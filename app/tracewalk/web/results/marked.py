"""A text with its statements marked: right, earlier, wrong, unknown; each leads to its step. All of it escaped."""

from __future__ import annotations

import html
from collections.abc import Sequence

from tracewalk.benchmarks import Judged
from tracewalk.links import Focus
from tracewalk.results.clean import clean

__all__ = ["SIGNS", "marked", "shown", "told"]

SIGNS = {"right": "✓", "earlier": "↑", "wrong": "✗", "unknown": "?"}
_WORDS = {
    "right": "so it is at step {step}",
    "earlier": "it was so before, at step {step}",
    "wrong": "not so from step {step} on: it holds {really}",
    "unknown": "no variable of the run has that name, or its values were cut short",
}
_LONGEST = 60


def marked(text: str, judged: Sequence[Judged], trace_id: str | None) -> str:
    """The text as HTML."""
    parts: list[str] = []
    at = 0
    for one in judged:
        said = one.statement
        parts += [shown(text[at : said.start]), _mark(one, shown(text[said.start : said.end]), trace_id)]
        at = said.end
    return "".join([*parts, shown(text[at:])])


def shown(text: str) -> str:
    """A text of strangers: lines stay, nothing else moves or hides."""
    kept = "".join(c if c in "\n\t" else clean(c) for c in text) if not text.isprintable() else text
    return html.escape(kept)


def told(one: Judged) -> str:
    """The verdict in words."""
    really = ", then ".join(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…" for value in one.really)
    return _WORDS[one.verdict].format(step=one.step, really=clean(really) or "nothing")


def _mark(one: Judged, inner: str, trace_id: str | None) -> str:
    title = html.escape(f"{one.statement.name}: {told(one)}", quote=True)
    kind = f'class="tw-said tw-{one.verdict}" title="{title}"'
    sign = f"<sup>{SIGNS[one.verdict]}</sup>"
    if trace_id is None or one.step is None:
        return f"<span {kind}>{inner}{sign}</span>"
    url = Focus(trace_id, one.step, one.frame_id, one.statement.name).url()
    return f'<a {kind} href="{html.escape(url, quote=True)}">{inner}{sign}</a>'
