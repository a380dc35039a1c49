"""The self-verification loop: write a solution, devise tests, predict what it does, compare with what it does.

    problems = read_problems(Path("problems.jsonl"), settings.import_bytes).problems
    world = await World.of(lake, endpoint, Ask("return"))
    done = await verify(lake, problems, ByReference(), name="mine", limits=limits, asking=world.asking, world=world)
    figures_of(done.checks).of_checks.false_accepts

Everything that somebody wrote runs in `tracewalk.sandbox`, each program alone in its process; where there is none,
nothing runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.lazy import on_first_use

if TYPE_CHECKING:
    from tracewalk.verify.answers import answering
    from tracewalk.verify.author import Author, ByFile, ByModel, ByReference
    from tracewalk.verify.candidates import asked_for, wanting_inputs
    from tracewalk.verify.figures import Figures, Group, Verdicts, figures_of, groups_of
    from tracewalk.verify.formats import FORMATS
    from tracewalk.verify.intervals import Share
    from tracewalk.verify.judge import RULES
    from tracewalk.verify.known import kept_checks, kept_writing
    from tracewalk.verify.loop import Verified, verify
    from tracewalk.verify.problem import Candidate, Problem, Test, Written
    from tracewalk.verify.problems import ProblemSet, read_problems
    from tracewalk.verify.solutions import Solutions, read_solutions
    from tracewalk.verify.world import World

_WHERE = {
    "FORMATS": "formats",
    "RULES": "judge",
    "Author": "author",
    "ByFile": "author",
    "ByModel": "author",
    "ByReference": "author",
    "Candidate": "problem",
    "Figures": "figures",
    "Group": "figures",
    "Problem": "problem",
    "ProblemSet": "problems",
    "Share": "intervals",
    "Solutions": "solutions",
    "Test": "problem",
    "Verdicts": "figures",
    "Verified": "loop",
    "World": "world",
    "Written": "problem",
    "answering": "answers",
    "asked_for": "candidates",
    "figures_of": "figures",
    "groups_of": "figures",
    "kept_checks": "known",
    "kept_writing": "known",
    "read_problems": "problems",
    "read_solutions": "solutions",
    "verify": "loop",
    "wanting_inputs": "candidates",
}

__all__ = [
    "FORMATS",
    "RULES",
    "Author",
    "ByFile",
    "ByModel",
    "ByReference",
    "Candidate",
    "Figures",
    "Group",
    "Problem",
    "ProblemSet",
    "Share",
    "Solutions",
    "Test",
    "Verdicts",
    "Verified",
    "World",
    "Written",
    "answering",
    "asked_for",
    "figures_of",
    "groups_of",
    "kept_checks",
    "kept_writing",
    "read_problems",
    "read_solutions",
    "verify",
    "wanting_inputs",
]

# On first use: what only reads the figures of a lake loads no sandbox.
__getattr__ = on_first_use(__name__, _WHERE)
