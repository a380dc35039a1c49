"""Breaks a healthy repository by a line: mutations of Cosmic Ray's operators, each one that some test notices."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from tracewalk.errors import UsageError
from tracewalk.forage.repository import Repository
from tracewalk.forage.task import Change

__all__ = ["LIKE_SLIPS", "Mutation", "mutations", "shuffled"]

LIKE_SLIPS = re.compile(
    r"core/(?:ReplaceComparisonOperator_(?:Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is|Lt_Gt|Gt_Lt)"
    r"|ReplaceBinaryOperator_(?:Add_Sub|Sub_Add|Mul_Div|Div_Mul|Div_FloorDiv|FloorDiv_Div|Mod_FloorDiv)"
    r"|ReplaceUnaryOperator_(?:USub_UAdd|Delete_USub|Delete_Not)"
    r"|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceAndWithOr|ReplaceOrWithAnd|AddNot"
    r"|ReplaceBreakWithContinue|ReplaceContinueWithBreak|NumberReplacer|RemoveDecorator|ZeroIterationForLoop)"
)
"""Operators whose mutants look like a slip of a person; others give `a ** b` for `a + b`, say."""


@dataclass(frozen=True)
class Mutation:
    """One way to break one file."""

    path: str
    operator: str
    """As Cosmic Ray names it."""
    occurrence: int
    """Which of the places in the file where the operator fits, from 0."""
    text: str
    """The file's text, mutated."""
    change: Change
    """The place by itself."""


def mutations(repository: Repository, operators: re.Pattern[str] = LIKE_SLIPS) -> Iterator[Mutation]:
    """Every mutation of its modules by the operators whose names match, in the order of files and operators.

    Those that leave the program as it was, or no program, are left out. Raises `UsageError` without Cosmic Ray.
    """
    try:
        from cosmic_ray.ast import ast_nodes, get_ast  # noqa: PLC0415
        from cosmic_ray.mutating import mutate_code  # noqa: PLC0415
        from cosmic_ray.plugins import get_operator, operator_names  # noqa: PLC0415
    except ImportError as fault:
        raise UsageError(
            f"mutations are made by the operators of Cosmic Ray, which is not installed ({fault}): "
            "`pip install 'tracewalk[forage]'`"
        ) from None
    chosen = [(name, get_operator(name)) for name in operator_names() if operators.fullmatch(name)]
    fitting = [(name, kind()) for name, kind in chosen if not kind.arguments()]
    for path in repository.modules:
        text = repository.text(path)
        tree = get_ast(text)
        for name, operator in fitting:
            places = sum(len(list(operator.mutation_positions(node))) for node in ast_nodes(tree))
            for occurrence in range(places):
                mutated = mutate_code(text, operator, occurrence)
                if mutated is not None and _differs(text, mutated):
                    yield Mutation(path, name, occurrence, mutated, _change(path, text, mutated))


def shuffled(found: Iterable[Mutation], seed: int) -> list[Mutation]:
    """The mutations in an order that the seed decides, those of different lines first."""
    order = list(found)
    random.Random(seed).shuffle(order)  # noqa: S311 - a choice of samples, no secret
    seen: dict[tuple[str, str], int] = {}
    ranked = []
    for mutation in order:
        place = (mutation.path, mutation.change.healthy)
        seen[place] = seen.get(place, 0) + 1
        ranked.append((seen[place], mutation))
    return [mutation for _, mutation in sorted(ranked, key=lambda pair: pair[0])]


def _differs(text: str, mutated: str) -> bool:
    try:
        return ast.dump(ast.parse(text)) != ast.dump(ast.parse(mutated))
    except (SyntaxError, ValueError):
        return False


def _change(path: str, text: str, mutated: str) -> Change:
    """The lines that differ, with as many around them as make them the only ones of their kind."""
    old, new = text.splitlines(keepends=True), mutated.splitlines(keepends=True)
    blocks = [b for b in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if b[0] != "equal"]
    _, first, last, new_first, new_last = blocks[0][0], blocks[0][1], blocks[-1][2], blocks[0][3], blocks[-1][4]
    while text.count("".join(old[first:last])) != 1 and (first > 0 or last < len(old)):
        if first > 0:
            first, new_first = first - 1, new_first - 1
        if last < len(old) and text.count("".join(old[first:last])) != 1:
            last, new_last = last + 1, new_last + 1
    return Change(path, "".join(old[first:last]), "".join(new[new_first:new_last]))
