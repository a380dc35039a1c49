"""Removing a dataset, with what nothing else needs, or predictions, trajectories, checks or results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracewalk.errors import NotFound, UsageError
from tracewalk.frozen import frozen
from tracewalk.lake.catalog import key_of
from tracewalk.lake.cutting import cut_out, holders
from tracewalk.lake.engine import fetch
from tracewalk.lake.progress import Progress, silent
from tracewalk.lake.publish import Ledger
from tracewalk.lake.shards import BODIES, HEADS
from tracewalk.lake.uploads import forget_uploads, uploads_used

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracewalk.lake.lake import Lake
    from tracewalk.lake.publish import Publication
    from tracewalk.lake.shards import Key

__all__ = ["Removal", "remove_checks", "remove_dataset", "remove_predictions", "remove_results", "remove_trajectories"]


_TRAJECTORIES = ("trajectories", *BODIES["trajectories"])


@frozen
class Removal:
    """What was removed."""

    items: int
    traces: int
    steps: int
    programs: int
    predictions: int = 0
    predicted_steps: int = 0
    trajectories: int = 0
    checks: int = 0
    results: int = 0
    problems: int = 0


def remove_dataset(lake: Lake, name: str, *, progress: Progress = silent) -> Removal:
    """Removes the items of a dataset, the traces that are in no other dataset, and what then has no trace.

    That is their predictions, and the programs of no other trace. So go the dataset's trajectories, and the
    checks and problems of the problem set of that name. The shards are written again without them; the old files go
    after `settings.grace_seconds`. Logs that a browser brought go at once, where no other run was read from them. Other
    writers wait. Raises `NotFound` for a dataset that is not there, `ReadOnlyLake`.
    """
    lake.require_writable()
    brought = uploads_used(lake)
    with Ledger(lake.path, lake.settings) as ledger, ledger.publication() as publication:
        done = _remove(lake, ledger, publication, _doomed(lake, publication, name), progress)
    forget_uploads(lake, brought)
    return done


def remove_predictions(
    lake: Lake,
    *,
    model: str | None = None,
    mode: str | None = None,
    ids: Iterable[str] | None = None,
    progress: Progress = silent,
) -> Removal:
    """Removes the predictions of a model, of a mode or of both, or those of the ids that the lake has.

    The shards are written again as in `remove_dataset`. Raises `NotFound` where there is none of that model and mode,
    `UsageError` where nothing says which or `ids` come with more, `ReadOnlyLake`.
    """
    lake.require_writable()
    if (model is None and mode is None) == (ids is None):
        raise UsageError("predictions are removed by model, mode or both, or by their ids")
    with Ledger(lake.path, lake.settings) as ledger, ledger.publication() as publication:
        given = set(ids) if ids is not None else _of_model(lake, model, mode)
        keys: set[Key] = {key for text in given if (key := key_of(text))}
        known = keys - publication.unknown("predictions", keys)
        return _remove(lake, ledger, publication, {"predictions": known, "predicted_steps": known}, progress)


def remove_trajectories(lake: Lake, ids: Iterable[str], *, progress: Progress = silent) -> Removal:
    """Removes the trajectories of these ids that the lake has, and the sub-agents' that they started, with all rows.

    `choose_trajectories` finds ids. The shards are written again, and what a browser brought goes, as in
    `remove_dataset`. Raises `ReadOnlyLake`.
    """
    lake.require_writable()
    brought = uploads_used(lake)
    with Ledger(lake.path, lake.settings) as ledger, ledger.publication() as publication:
        given = {text for text in ids if key_of(text)}
        given |= set(fetch(lake.cursor(), "lake/started_by", {"ids": sorted(given)})["trajectory_id"].to_pylist())
        keys: set[Key] = {key for text in given if (key := key_of(text))}
        known = keys - publication.unknown("trajectories", keys)
        done = _remove(lake, ledger, publication, dict.fromkeys(_TRAJECTORIES, known), progress)
    forget_uploads(lake, brought)
    return done


def remove_checks(lake: Lake, ids: Iterable[str], *, progress: Progress = silent) -> Removal:
    """Removes the checks of these ids that the lake has, as `remove_trajectories` does. Raises `ReadOnlyLake`."""
    return _remove_alone(lake, "checks", ids, progress)


def remove_results(lake: Lake, ids: Iterable[str], *, progress: Progress = silent) -> Removal:
    """Removes the results of these ids that the lake has, as `remove_trajectories` does. Raises `ReadOnlyLake`.

    `choose_results` finds ids.
    """
    return _remove_alone(lake, "results", ids, progress)


def _remove_alone(lake: Lake, table: str, ids: Iterable[str], progress: Progress) -> Removal:
    lake.require_writable()
    with Ledger(lake.path, lake.settings) as ledger, ledger.publication() as publication:
        keys: set[Key] = {key for text in ids if (key := key_of(text))}
        return _remove(lake, ledger, publication, {table: keys - publication.unknown(table, keys)}, progress)


def _remove(
    lake: Lake, ledger: Ledger, publication: Publication, gone: dict[str, set[Key]], progress: Progress
) -> Removal:
    n_rows = cut_out(lake, ledger, publication, holders(ledger, publication, gone), gone, progress)
    for table in gone.keys() - HEADS.keys():
        publication.forget(table, gone[table])
    n = {table: len(keys) for table, keys in gone.items()}
    return Removal(
        n.get("items", 0),
        n.get("traces", 0),
        n_rows["steps"],
        n.get("programs", 0),
        n.get("predictions", 0),
        n_rows["predicted_steps"],
        n.get("trajectories", 0),
        n.get("checks", 0),
        n.get("results", 0),
        n.get("problems", 0),
    )


def _doomed(lake: Lake, publication: Publication, name: str) -> dict[str, set[Key]]:
    items: set[Key] = set(publication.rows("items_of_dataset", (name,)))
    runs = set(fetch(lake.cursor(), "shard/trajectories_of_dataset", {"dataset": name})["trajectory_id"].to_pylist())
    checks = fetch(lake.cursor(), "shard/checks_of_set", {"problem_set": name})["check_id"].to_pylist()
    problems = fetch(lake.cursor(), "shard/problems_of_set", {"problem_set": name})["problem_id"].to_pylist()
    if not (items or runs or checks or problems):
        datasets = {row[0] for row in publication.rows("datasets")}
        datasets |= set(lake.query("lake/trajectory_datasets")["dataset"].to_pylist())
        datasets |= set(lake.query("lake/problem_sets")["problem_set"].to_pylist())
        known = ", ".join(map(repr, sorted(datasets))) or "none"
        raise NotFound(f"no dataset {name!r} in {lake.path}; its datasets are: {known}")
    traces: set[bytes] = {row[0] for row in publication.rows("traces_only_in_dataset", (name,))}
    unused = fetch(lake.cursor(), "shard/unused_programs", {"ids": sorted(key.hex() for key in traces) + checks})
    programs: set[Key] = {bytes.fromhex(text) for text in unused.column("program_id").to_pylist()}
    predictions: set[Key] = {row[0] for row in publication.given("predictions_of_given", traces)}
    gone: dict[str, set[Key]] = {"items": items, "traces": set(traces), "steps": set(traces)}
    gone |= {"predictions": predictions, "predicted_steps": predictions}
    gone["programs"] = programs - publication.unknown("programs", programs)
    judged: set[Key] = {bytes.fromhex(text) for text in checks}
    gone["checks"] = judged - publication.unknown("checks", judged)
    texts: set[Key] = {bytes.fromhex(text) for text in problems}
    gone["problems"] = texts - publication.unknown("problems", texts)
    keys: set[Key] = {bytes.fromhex(text) for text in runs}
    return gone | dict.fromkeys(_TRAJECTORIES, keys - publication.unknown("trajectories", keys))


def _of_model(lake: Lake, model: str | None, mode: str | None) -> set[str]:
    found = fetch(lake.cursor(), "shard/predictions_where", {"model": model, "mode": mode})
    if not found.num_rows:
        there = fetch(lake.cursor(), "shard/models_and_modes").to_pylist()
        known = ", ".join(f"{row['model']!r} ({row['mode']})" for row in there) or "none"
        wanted = " ".join(f"{what} {name!r}" for what, name in (("model", model), ("mode", mode)) if name is not None)
        raise NotFound(f"no predictions of {wanted} in {lake.path}; it has those of: {known}")
    return set(found.column("prediction_id").to_pylist())
