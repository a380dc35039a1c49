"""What a run of tests printed -> how many passed and failed, and which; of the runners that agents use."""

from __future__ import annotations

import re
from collections.abc import Callable

from tracewalk.frozen import frozen

__all__ = ["Results", "may_tell", "results_of"]

_MOST_NAMES = 2_000
_LONGEST_NAME = 500
_LONGEST_LINE = 2_000
_ANSI = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")


@frozen
class Results:
    """The counts of one run; None where the runner does not say."""

    runner: str
    passed: int | None = None
    failed: int | None = None
    errors: int | None = None
    skipped: int | None = None
    names_passed: tuple[str, ...] = ()
    names_failed: tuple[str, ...] = ()


_PYTEST_END = re.compile(r"(?:=+ )?((?:\d+ [a-z]+(?:, )?)+) in [\d.:]+ ?s?(?:econds)?[^\n=]{0,40}(?: =+)?$")
_PYTEST_COUNT = re.compile(
    r"(\d{1,9}) (passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?|rerun|subtests)"
)
_PYTEST_WORDS = ("PASSED", "FAILED", "ERROR")
_UNITTEST_RAN = re.compile(r"Ran (\d{1,9}) tests? in [\d.]+s$")
_UNITTEST_END = re.compile(r"(OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$")
_UNITTEST_PART = re.compile(r"(failures|errors|skipped|expected failures|unexpected successes)=(\d{1,9})")
_UNITTEST_LINE = re.compile(r"(\w+ \([\w.]+\))(?: ?\n?.*)? \.\.\. (ok|FAIL|ERROR|skipped)\b")
_UNITTEST_HEAD = re.compile(r"(FAIL|ERROR): (\w+ \([\w.]+\))")


def may_tell(output: str) -> bool:
    """Whether an output has words in it that runners end with."""
    for sign in _SIGNS:  # noqa: SIM110 - of every call of every run, and twice as fast as `any`
        if sign in output:
            return True
    return False


def results_of(output: str) -> Results | None:
    """The results that an output tells; the last ones, where tests ran more than once. None where it tells none."""
    text = _ANSI.sub("", output) if "\x1b" in output else output
    found = [made for sign, reading in _READERS if any(s in text for s in sign) and (made := reading(text)) is not None]
    return found[0] if found else None


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if len(line) <= _LONGEST_LINE]


def _pytest(text: str) -> Results | None:
    counts: dict[str, int] | None = None
    lines = _lines(text)
    for line in lines:
        if " in " in line and (end := _PYTEST_END.match(line.lstrip())):
            counts = {}
            for number, word in _PYTEST_COUNT.findall(end[1]):
                key = word.rstrip("s") if word.startswith(("error", "warning")) else word
                counts[key] = counts.get(key, 0) + int(number)
        elif line.endswith("no tests ran") or (line.startswith("=") and "no tests ran" in line):
            counts = counts or {"passed": 0}
    if not counts:
        return None
    passed: dict[str, None] = {}
    failed: dict[str, None] = {}
    for line in lines:
        if named := _pytest_name(line):
            (passed if named[0] == "PASSED" else failed)[named[1][:_LONGEST_NAME]] = None
    return Results(
        "pytest",
        counts.get("passed", 0) + counts.get("xpassed", 0),
        counts.get("failed", 0),
        counts.get("error", 0),
        counts.get("skipped", 0) + counts.get("xfailed", 0),
        tuple(passed)[:_MOST_NAMES],
        tuple(failed)[:_MOST_NAMES],
    )


def _pytest_name(line: str) -> tuple[str, str] | None:
    """The outcome and name of a test, of the line that tells it as it runs or of the short summary."""
    if "::" not in line and line[:1] not in {"P", "F", "E"}:
        return None
    for word in _PYTEST_WORDS:
        if line.startswith(f"{word} ") and len(line) > len(word) + 1:
            return word, line[len(word) + 1 :].split(" - ", 1)[0]
        name, found, _ = line.partition(f" {word}")
        if found and "::" in name and not name.startswith(" "):
            return word, name.rstrip()
    return None


def _unittest(text: str) -> Results | None:
    """Of `unittest`, of Django's runner, which prints the same, and of `nose`."""
    ran: int | None = None
    end: re.Match[str] | None = None
    passed: dict[str, None] = {}
    failed: dict[str, None] = {}
    for line in _lines(text):
        if line.startswith("Ran ") and (found := _UNITTEST_RAN.match(line)):
            ran, end = int(found[1]), None
        elif ran is not None and end is None and line.startswith(("OK", "FAILED", "NO TESTS")):
            end = _UNITTEST_END.match(line)
        elif " ... " in line and (one := _UNITTEST_LINE.match(line)) and one[2] != "skipped":
            (passed if one[2] == "ok" else failed)[one[1]] = None
        elif line.startswith(("FAIL: ", "ERROR: ")) and (head := _UNITTEST_HEAD.match(line)):
            failed[head[2]] = None
    if ran is None:
        return None
    parts = {name: int(n) for name, n in _UNITTEST_PART.findall(end[2] or "")} if end else {}
    bad, errors = parts.get("failures", 0) + parts.get("unexpected successes", 0), parts.get("errors", 0)
    skipped = parts.get("skipped", 0) + parts.get("expected failures", 0)
    if end is None:
        bad, errors = len(failed), 0
    runner = "Django" if "test database for alias" in text or "System check identified" in text else "unittest"
    names = tuple(passed)[:_MOST_NAMES], tuple(failed)[:_MOST_NAMES]
    return Results(runner, max(0, ran - bad - errors - skipped), bad, errors, skipped, *names)


_SUMS = (
    ("cargo test", "test result: ", r"test result: \w+\. {passed} passed; {failed} failed; {skipped} ignored"),
    (
        "Maven",
        "Tests run: ",
        r"(?:\[\w+\] )?Tests run: {ran}, Failures: {failed}, Errors: {errors}(?:, Skipped: {skipped})?$",
    ),
    (
        "Jest",
        "Tests: ",
        r"\s*Tests: +(?:{failed} failed,? ?)?(?:{skipped} skipped,? ?)?(?:\d+ todo, )?(?:{passed} passed,? ?)?",
    ),
    (
        "Vitest",
        "Tests  ",
        r"\s*Tests {{2,}}(?:{failed} failed(?: \| )?)?(?:{passed} passed)?(?: \| {skipped} skipped)?",
    ),
    ("Mocha", " passing", r"\s*{passed} passing\b"),
    ("Mocha", " failing", r"\s*{failed} failing\b"),
    ("sympy", "tests finished: ", r"=+ tests finished: {passed} passed(?:, {failed} failed)?(?:, {skipped} skipped)?"),
    ("GoogleTest", "[  PASSED  ]", r"\[  PASSED  \] {passed} tests?"),
    ("GoogleTest", "[  FAILED  ]", r"\[  FAILED  \] {failed} tests?, listed"),
    ("CTest", "tests passed, ", r"\d+% tests passed, {failed} tests? failed out of {ran}"),
    ("RSpec", " examples, ", r"{ran} examples?, {failed} failures?(?:, {skipped} pending)?"),
    ("PHPUnit", "OK (", r"OK \({passed} tests?, \d+ assertions?\)"),
)
"""Runner, what its line of sums has in it, and the pattern of that line."""
_COUNTS = {name: rf"(?P<{name}>\d{{1,9}})" for name in ("ran", "passed", "failed", "errors", "skipped")}
_PATTERNS = [(name, sign, re.compile(pattern.format(**_COUNTS))) for name, sign, pattern in _SUMS]


def _sums(text: str) -> Results | None:
    """Of runners that end with a line of sums; those of `cargo` are one for each of many parts, and add up."""
    runner, counts = "", dict[str, int]()
    patterns = [one for one in _PATTERNS if one[1] in text]
    for line in _lines(text) if patterns else []:
        for name, sign, pattern in patterns:
            if sign in line and (found := pattern.match(line)) and any(found.groups()):
                if runner != name or name != "cargo test":
                    counts = counts if runner == name else {}
                    runner = name
                    counts.update({key: int(n) for key, n in found.groupdict().items() if n})
                else:
                    for key, n in found.groupdict().items():
                        counts[key] = counts.get(key, 0) + int(n or 0)
    if not runner:
        return None
    bad = counts.get("failed", 0) + counts.get("errors", 0)
    passed = counts.get("passed", max(0, counts.get("ran", bad) - bad - counts.get("skipped", 0)))
    return Results(runner, passed, counts.get("failed", 0), counts.get("errors", 0), counts.get("skipped", 0))


_GO = re.compile(r"\s*--- (PASS|FAIL|SKIP): (\S+) \(")


def _go(text: str) -> Results | None:
    """Of `go test -v`, which names each test."""
    found: dict[str, dict[str, None]] = {"PASS": {}, "FAIL": {}, "SKIP": {}}
    for line in _lines(text):
        if "--- " in line and (one := _GO.match(line)):
            found[one[1]][one[2][:_LONGEST_NAME]] = None
    if not any(found.values()):
        return None
    passed, failed = tuple(found["PASS"])[:_MOST_NAMES], tuple(found["FAIL"])[:_MOST_NAMES]
    return Results("go test", len(found["PASS"]), len(found["FAIL"]), 0, len(found["SKIP"]), passed, failed)


_READERS: tuple[tuple[tuple[str, ...], Callable[[str], Results | None]], ...] = (
    ((" passed", " failed", " error", " skipped", "no tests ran"), _pytest),
    (("Ran ",), _unittest),
    (
        (" passed", " passing", " failing", "Tests run: ", "Tests: ", "Tests  ", " examples, ", "OK (", "PASSED  ]"),
        _sums,
    ),
    (("--- PASS: ", "--- FAIL: "), _go),
)
_SIGNS = tuple(dict.fromkeys(sign for signs, _ in _READERS for sign in signs))
