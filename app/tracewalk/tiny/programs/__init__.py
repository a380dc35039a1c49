"""Random programs to train on: half from a typed grammar, half randomised idioms.

Every draw comes from one `random.Random`, in a fixed order, so that a seed gives the same programs for ever: held-out
sets are named by their seeds, and what the committed model has seen can be generated again.
"""

from tracewalk.tiny.programs.generate import KINDS, Draft, draft
from tracewalk.tiny.programs.literals import LETTERS, WORDS

__all__ = ["KINDS", "LETTERS", "WORDS", "Draft", "draft"]
