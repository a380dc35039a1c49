"""What a job inside is told, as the parent marshals it: read by the job's own process and by nobody before it."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tracewalk.frozen import values_of
from tracewalk.model import Branch, Identity, Limits, Program
from tracewalk.recorder.subject import Subject

__all__ = ["Order", "read_orders", "write_orders"]


@dataclass(frozen=True)
class Order:
    """One run: what to record, and by which way in."""

    subject: Subject
    way: str
    """A name of `ways.WAYS`."""
    path: str
    """The entry's file, as it is named."""
    project: dict[str, Any] = field(default_factory=dict, repr=False)
    """The files around it, if any; see `project.Project`."""
    exact: bool = False
    careful_from: int | None = None
    """The step from which on every step is sent at once; None: steps go in batches."""


def write_orders(orders: Sequence[Order]) -> bytes:
    """Orders as bytes."""
    return marshal.dumps([_plain(order) for order in orders])


def _plain(order: Order) -> dict[str, Any]:
    """The order as JSON takes it; `dataclasses.asdict` would take as long as a short run."""
    subject, identity = order.subject, order.subject.identity
    plain_identity = values_of(identity)
    plain_identity["limits"] = values_of(identity.limits)
    plain_identity["branch"] = identity.branch.plain() if identity.branch else None
    whole = {"name": subject.name, "entry": subject.entry, "input": subject.input, "text": subject.program.text}
    return {**vars(order), "subject": {**whole, "identity": plain_identity}}


def read_orders(data: bytes) -> list[Order]:
    """Orders from bytes."""
    return [_order(**given) for given in marshal.loads(data)]  # noqa: S302  the parent wrote it


def _order(subject: dict[str, Any], **given: Any) -> Order:
    identity = subject["identity"]
    limits = Limits(**identity.pop("limits"))
    programs = tuple(identity.pop("programs"))
    branch = Branch.of(made) if (made := identity.pop("branch")) else None
    whole = Subject(
        identity=Identity(programs=programs, limits=limits, branch=branch, **identity),
        name=subject["name"],
        entry=subject["entry"],
        input=subject["input"],
        program=Program(subject["text"]),
    )
    return Order(subject=whole, **given)
