"""The way in: result files -> the table `results`, each in the format that its content shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracewalk.benchmarks import cruxeval
from tracewalk.benchmarks.formats import format_of
from tracewalk.benchmarks.names import suite_version
from tracewalk.benchmarks.papers import published
from tracewalk.benchmarks.read import read_document
from tracewalk.benchmarks.score import Document, Format, Score
from tracewalk.errors import RowError, UsageError
from tracewalk.frozen import frozen
from tracewalk.lake import replace_results
from tracewalk.model import Result, ResultIdentity

if TYPE_CHECKING:
    from tracewalk.lake import Lake

__all__ = ["Given", "Taken", "add_published", "import_results"]


@frozen
class Given:
    """What the user says of all files; None: as each says itself."""

    suite: str | None = None
    suite_version: str | None = None
    model: str | None = None


@dataclass(slots=True)
class Taken:
    """What became of the files; everything counted is in the lake."""

    new: int = 0
    known: int = 0
    replaced: int = 0
    """They were there with other values."""
    published: int = 0
    """Scores of papers that came with their suites."""
    files: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    """Of each file that was read: its name, format, suite, model and number of results."""
    faults: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Files of folders that are no results, and why."""
    interrupted: bool = False


def import_results(
    files: Sequence[Path],
    lake: Lake,
    given: Given,
    *,
    named: Iterable[Path] = (),
    progress: Callable[[int, int, str], None] = lambda _done, _total, _name: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Taken:
    """Imports the results of some files; one that is none is a fault where it was `named`, else passed over.

    Published scores of the same suites come with them. What the lake has already is not added again. Once `stopped`
    says so, what was read stays, and `interrupted` is set. Raises `ReadOnlyLake`.
    """
    lake.require_writable()
    taken, now, suites, given_by_name = Taken(), datetime.now(UTC), set[str](), set(named)
    texts = _Texts()
    for path in sorted(files, key=lambda path: "generations" not in path.as_posix()):
        if stopped():
            taken.interrupted = True
            return taken
        progress(sum(len(some) for some in (taken.files, taken.faults, taken.passed_over)), len(files), path.name)
        try:
            _take(path, lake, given, texts, taken, now, suites)
        except (RowError, UsageError) as off:
            (taken.faults if path in given_by_name else taken.passed_over).append(f"{path} {off}")
    taken.published = add_published(lake, now, suites)
    if texts.unused:
        taken.faults += [
            f"{path} holds CRUXEval's answers without grades, and no scored file of the same run was given beside it; "
            "`tracewalk verify --problems cruxeval.jsonl --solutions FILE` runs and grades them"
            for path in texts.unused
            if path in given_by_name
        ]
    return taken


def add_published(lake: Lake, now: datetime, suites: set[str] | None) -> int:
    """Adds the published scores of some suites, or of all, that the lake has not."""
    with lake.writer() as writer:
        return sum([writer.add_result(result) for result in published(now, suites)])


def _take(path: Path, lake: Lake, given: Given, texts: _Texts, taken: Taken, now: datetime, suites: set[str]) -> None:
    document = read_document(path, lake.settings.import_bytes)
    if cruxeval.is_generations(document):
        texts.keep(document)
        return
    form = format_of(document)
    frame = _frame(document, form, given)
    scores = form.scores(document)
    if form is cruxeval.SCORED:
        scores = cruxeval.with_texts(scores, texts.of(document))
    results = [_result(score, frame, path, now) for score in scores]
    if not results:
        raise RowError(f"is {form.name}, and holds no result")
    _keep(results, lake, taken)
    suites.add(frame.suite)
    taken.files.append((path.name, form.name, frame.suite, frame.model, len(results)))


def _frame(document: Document, form: Format, given: Given) -> ResultIdentity:
    """Whose results they are. Raises `UsageError` where nothing says it."""
    suite, model = given.suite or form.suite(document), given.model or form.model(document)
    if not suite or not model:
        what = " and ".join(f"--{name}" for name, value in (("suite", suite), ("model", model)) if not value)
        raise UsageError(f"is {form.name}, and says neither by content nor by name whose it is: give {what}")
    version = given.suite_version or suite_version(document.path)
    return ResultIdentity(suite, version, None, model, "", None, f"{form.name}, {form.run(document)}")


def _result(score: Score, frame: ResultIdentity, path: Path, now: datetime) -> Result:
    identity = replace(frame, task_id=score.task_id, metric=score.metric, sample=score.sample)
    return Result(
        identity.result_id, frame.suite, frame.suite_version, score.task_id, frame.model, score.metric, score.value,
        frame.source, now, score.sample, score.n, score.passed, source_file=path.name,
        answer=_storable(score.answer), reasoning=_storable(score.reasoning),
    )  # fmt: skip


def _storable(text: str | None) -> str | None:
    """Lone surrogates, which JSON can hold and a table cannot, as their escapes."""
    return text if text is None or text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _keep(results: Sequence[Result], lake: Lake, taken: Taken) -> None:
    first = results[0]
    asked = {"suite": first.suite, "model": first.model, "source": first.source}
    before = {row["result_id"]: row for row in lake.query("results/known", asked).to_pylist()}
    other = []
    with lake.writer() as writer:
        for result in results:
            if (row := before.get(result.result_id)) is None:
                taken.new += writer.add_result(result)
            elif any(row[name] != getattr(result, name) for name in ("value", "passed", "n", "answer", "reasoning")):
                other.append(replace(result, **{name: row[name] for name in _LINKS}))
            else:
                taken.known += 1
    taken.replaced += replace_results(lake, other) if other else 0


_LINKS = ("trajectory_id", "trace_id", "check_id", "prediction_id")


class _Texts:
    """Answers of CRUXEval as whole texts, for the scored file of the same run; the fullest where there are several."""

    def __init__(self) -> None:
        self._found: dict[str, list[Document]] = {}
        self._used: set[str] = set()

    def keep(self, document: Document) -> None:
        """Keeps a file until its scores come."""
        self._found.setdefault(cruxeval.run_of(document), []).append(document)

    def of(self, scored: Document) -> dict[str, list[str]]:
        """The texts of the run of a scored file; none where there is no such file."""
        run = cruxeval.run_of(scored)
        self._used.add(run)
        found = self._found.get(run, [])
        return max((one.value for one in found), key=lambda value: sum(map(len, map(str, value.values()))), default={})

    @property
    def unused(self) -> list[Path]:
        """Files whose run has no scored file."""
        return [Path(one.path) for run, some in self._found.items() if run not in self._used for one in some]
