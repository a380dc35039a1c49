"""CWM's text format <-> steps: project, render, parse, prompt."""

from tracewalk.cwm.context import Context
from tracewalk.cwm.parse import parse, parse_strict
from tracewalk.cwm.project import project
from tracewalk.cwm.reader import Parsed, Position, Reader
from tracewalk.cwm.render import render, render_step
from tracewalk.cwm.shown import Rule, shown_by_rule
from tracewalk.cwm.tokens import CONTEXT_TOKENS, without_marker
from tracewalk.cwm.trace import CwmTrace

__all__ = [
    "CONTEXT_TOKENS",
    "Context",
    "CwmTrace",
    "Parsed",
    "Position",
    "Reader",
    "Rule",
    "parse",
    "parse_strict",
    "project",
    "render",
    "render_step",
    "shown_by_rule",
    "without_marker",
]
