"""Who writes candidates and tests: a file, the benchmark itself, or a chat model."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tracewalk.frozen import frozen
from tracewalk.predict import ChatRequest, Endpoint
from tracewalk.predict.asked import fingerprint_of
from tracewalk.predict.draft import clean
from tracewalk.verify.candidates import Asked, by_reference, input_of, program_of, written_by
from tracewalk.verify.problem import Candidate, Problem, Test, Written
from tracewalk.verify.prompts import PROMPT_VERSION, TESTS_SCHEMA, for_input, for_program, for_tests
from tracewalk.verify.solutions import Given
from tracewalk.verify.tests_said import tests_in

__all__ = ["Author", "ByFile", "ByModel", "ByReference", "Kept"]

T = TypeVar("T")

_FREE = 50
"""Problems at once where nothing is lost but runs."""
_THOUGHTS = re.compile(r"\A.*</think>", re.DOTALL)
"""A model that thinks aloud before it answers."""


class Author(Protocol):
    """Writes what is to be checked."""

    @property
    def at_once(self) -> int:
        """Problems whose checks are made and published together: what an end in the middle loses."""
        ...

    async def write(self, problem: Problem) -> Written:
        """Candidates of one problem, with tests. Raises `EndpointError`."""
        ...


@dataclass(frozen=True)
class ByReference:
    """The given programs, or the benchmark's own solutions."""

    at_once: int = _FREE

    async def write(self, problem: Problem) -> Written:
        """See `Author`."""
        return by_reference(problem)


@dataclass(frozen=True)
class ByFile:
    """What somebody wrote before; at most `most` candidates of each problem."""

    of: Mapping[str, Given]
    asked: Asked
    most: int | None = None
    at_once: int = _FREE

    async def write(self, problem: Problem) -> Written:
        """See `Author`."""
        given = self.of.get(problem.task_id)
        if given is None:
            return Written((), faults=(f"{problem.task_id}: the file has no solution of it",))
        found = written_by(problem, given, self.asked)
        return Written(found.candidates[: self.most])


@frozen
class Kept:
    """What the lake has of an earlier asking, of one problem."""

    codes: Mapping[int, str]
    """Programs by the number of the candidate."""
    inputs: Mapping[int, Test]
    """The input that a candidate is, of a given program."""
    tests: tuple[Test, ...]


class ByModel:
    """A chat model writes `candidates` programs, or inputs, and `tests` tests that all its programs share."""

    at_once = 8

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        model: str,
        written: str,
        candidates: int,
        tests: int,
        temperature: float,
        seed: int,
        max_tokens: int,
    ) -> None:
        self.model = model
        self.written = written
        self.kept: Mapping[str, Kept] = {}
        self._endpoint = endpoint
        self._candidates = candidates
        self._tests = tests
        self._temperature = temperature
        self._seed = seed
        self._max_tokens = max_tokens

    @classmethod
    async def of(
        cls,
        endpoint: Endpoint,
        *,
        candidates: int,
        tests: int,
        temperature: float = 0.0,
        seed: int = 0,
        max_tokens: int = 4_096,
    ) -> ByModel:
        """Asks the server what it is. Raises `EndpointError`."""
        info = await endpoint.probe()
        how = {
            "fingerprint": fingerprint_of(endpoint.config, info),
            "max_tokens": max_tokens,
            "prompt": PROMPT_VERSION,
            "seed": seed if temperature else 0,
            "temperature": float(temperature),
            "tests": tests,
        }
        return cls(
            endpoint,
            model=clean(info.model) or endpoint.config.name,
            written=json.dumps(how, sort_keys=True, separators=(",", ":")),
            candidates=candidates,
            tests=tests,
            temperature=temperature,
            seed=seed,
            max_tokens=max_tokens,
        )

    async def write(self, problem: Problem) -> Written:
        """See `Author`. What the lake has of it is not asked again."""
        kept = self.kept.get(problem.task_id, Kept({}, {}, ()))
        if problem.wanted is not None:
            return await self._inputs(problem, kept)
        if problem.code is not None:
            return by_reference(problem)
        return await self._programs(problem, kept)

    async def _inputs(self, problem: Problem, kept: Kept) -> Written:
        async def one(number: int) -> Test:
            known = kept.inputs.get(number)
            return known or input_of(problem, await self._said(for_input(problem), number), "model")

        tests = await _all(map(one, range(self._candidates)))
        made = [
            Candidate(number, problem.code or "", "bench", self.model, (test,)) for number, test in enumerate(tests)
        ]
        return Written(tuple(made), self.written)

    async def _programs(self, problem: Problem, kept: Kept) -> Written:
        async def one(number: int) -> str:
            known = kept.codes.get(number)
            return program_of(problem, await self._said(for_program(problem), number)) if known is None else known

        async def devised() -> str:
            return await self._said(for_tests(problem, self._tests), 0, schema=True)

        codes = await _all(map(one, range(self._candidates)))
        tests = kept.tests
        faults: tuple[str, ...] = ()
        if self._tests and not tests:
            tests = tuple(tests_in(problem, await devised(), self._tests))
            faults = () if tests else (f"{problem.task_id}: no tests can be read in what the model wrote",)
        made = [Candidate(number, code, "model", self.model, tests) for number, code in enumerate(codes)]
        return Written(tuple(made), self.written, faults)

    async def _said(self, messages: list[tuple[str, str]], number: int, *, schema: bool = False) -> str:
        """The answer of one sample; its own seed makes it another one."""
        request = ChatRequest(
            messages,
            self._max_tokens,
            self._temperature,
            seed=self._seed + number,
            schema=TESTS_SCHEMA if schema else None,
        )
        answer = await self._endpoint.chat_whole(request)
        return clean(_THOUGHTS.sub("", answer.text).strip())


async def _all(waiting: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What all of them give, in order; where one fails the others are ended. Raises what that one raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in waiting]
    except BaseExceptionGroup as failed:
        raise failed.exceptions[0] from None
    return [task.result() for task in tasks]
