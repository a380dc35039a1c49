"""CWM's text format <-> steps: project, render, parse, prompt."""

from tracewalk.cwm.context import Context
from tracewalk.cwm.project import project
from tracewalk.cwm.render import render, render_step
from tracewalk.cwm.shown import Rule, shown_by_rule
from tracewalk.cwm.tokens import CONTEXT_TOKENS
from tracewalk.cwm.trace import CwmTrace

__all__ = [
    "CONTEXT_TOKENS",
    "Context",
    "CwmTrace",
    "Rule",
    "project",
    "render",
    "render_step",
    "shown_by_rule",
]
