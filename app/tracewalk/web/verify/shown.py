"""What the Verify page hands to its element, in the shapes of `components/verify/types.js`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tracewalk.links import Verify
from tracewalk.verify import Figures, Share, Verdicts
from tracewalk.web.verify.counted import Listed

__all__ = ["figures_json", "listed", "opened", "table"]

_BEHIND = {
    "checks_accepted_wrong": "wrong_accepts",
    "checks_rejected_right": "right_rejects",
    "candidates_accepted_wrong": "fooled",
    "checks_silent_right": "silent",
    "checks_silent_wrong": "silent",
}
"""Cells of the tables whose problems can be listed."""


def table(figures: Figures, asked: Verify) -> dict[str, Any]:
    """The verdict against the truth: of tests, and of candidates where they have several."""
    parts = [_table("checks", "each test", figures.of_checks, asked)]
    if figures.candidates < figures.checks and _counts(figures.of_candidates):
        parts.append(_table("candidates", "each candidate", figures.of_candidates, asked))
    return {"kind": "table", "tables": [part for part in parts if part is not None]}


def _counts(verdicts: Verdicts) -> int:
    return sum(getattr(verdicts, f"{word}_{truth}") for word in _WORDS for truth in _TRUTHS)


_WORDS = ("accepted", "rejected", "silent")
_TRUTHS = ("right", "wrong")


def _table(what: str, title: str, verdicts: Verdicts, asked: Verify) -> dict[str, Any] | None:
    if not _counts(verdicts):
        return None
    cells = []
    for word in _WORDS:
        for truth in _TRUTHS:
            show = _BEHIND.get(f"{what}_{word}_{truth}")
            link = replace(asked.listed(), show=show, after=None).url() if show else None
            cells.append(
                {
                    "word": word,
                    "truth": truth,
                    "n": getattr(verdicts, f"{word}_{truth}"),
                    "show": show,
                    "link": link,
                }
            )
    rates = {name: share_json(getattr(verdicts, name)) for name in ("false_accepts", "false_rejects", "trusted")}
    return {"what": what, "title": title, "cells": cells} | rates


def listed(asked: Verify, found: Listed) -> dict[str, Any]:
    """A page of the problems."""
    rows = [row | {"link": replace(asked, task=row["task_id"], candidate=None).url()} for row in found.rows]
    return {"kind": "list", "sort": asked.sort, "rows": rows}


def opened(asked: Verify, row: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """One problem, with the way to those beside it."""

    def to(task: str | None) -> str | None:
        return None if task is None else replace(asked, task=task, candidate=None).url()

    return {
        "kind": "problem",
        "row": row,
        "before": {"task": row["before"], "link": to(row["before"])},
        "behind": {"task": row["behind"], "link": to(row["behind"])},
        "up": asked.listed().url(),
        "here": replace(asked, candidate=None).url(),
        "candidate": asked.candidate,
        "problem": shown,
    }


def share_json(share: Share) -> dict[str, Any]:
    """A share with its interval."""
    return {"part": share.part, "whole": share.whole, "rate": share.rate, "low": share.low, "high": share.high} | {
        "tasks": share.tasks
    }


def figures_json(figures: Figures) -> dict[str, Any]:
    """All figures, for the API."""

    def verdicts(of: Verdicts) -> dict[str, Any]:
        counts = {f"{word}_{truth}": getattr(of, f"{word}_{truth}") for word in _WORDS for truth in _TRUTHS}
        return counts | {name: share_json(getattr(of, name)) for name in ("false_accepts", "false_rejects", "trusted")}

    return {
        "tasks": figures.tasks,
        "candidates": figures.candidates,
        "checks": figures.checks,
        "matches": share_json(figures.matches),
        "of_checks": verdicts(figures.of_checks),
        "of_candidates": verdicts(figures.of_candidates),
        "pass_at": {str(k): share_json(one) for k, one in figures.pass_at.items()},
        "random": share_json(figures.random),
        "chosen": share_json(figures.chosen) if figures.chosen is not None else None,
        "oracle": share_json(figures.oracle),
    }
