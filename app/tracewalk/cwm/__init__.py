"""CWM's text format <-> steps: project, render, parse, prompt."""

from tracewalk.cwm.budget import budget, estimate_tokens
from tracewalk.cwm.context import Context
from tracewalk.cwm.parse import parse, parse_strict
from tracewalk.cwm.project import project
from tracewalk.cwm.prompt import BARE_SEED, Prompts, forced, prompt
from tracewalk.cwm.reader import Parsed, Position, Reader
from tracewalk.cwm.render import render, render_step
from tracewalk.cwm.shown import Rule, shown_by_rule
from tracewalk.cwm.tokens import CONTEXT_TOKENS, MARKER, without_marker
from tracewalk.cwm.trace import CwmTrace
from tracewalk.cwm.vocabulary import byte_level, decode

__all__ = [
    "BARE_SEED",
    "CONTEXT_TOKENS",
    "MARKER",
    "Context",
    "CwmTrace",
    "Parsed",
    "Position",
    "Prompts",
    "Reader",
    "Rule",
    "budget",
    "byte_level",
    "decode",
    "estimate_tokens",
    "forced",
    "parse",
    "parse_strict",
    "project",
    "prompt",
    "render",
    "render_step",
    "shown_by_rule",
    "without_marker",
]
