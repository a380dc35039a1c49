"""Many predictions: published as they come, each asked once, given up where the server is gone."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest
from tests.predict.asking import batch
from tests.predict.oracle import Oracle, Server, box
from tests.predict.servers import endpoint

from tracewalk.errors import EndpointUnreachable
from tracewalk.lake import Lake
from tracewalk.predict import Ask, Batch, Subject, predict_batch, subject
from tracewalk.predict import batch as batch_module

BROKEN = (500, {"error": "out of memory"})


@pytest.fixture
def oracle(lake: Lake, ids: dict[str, str]) -> Oracle:
    return Oracle([subject(lake, trace_id).cwm for trace_id in ids.values()])


def served(oracle: Oracle, **more: object) -> Server:
    return Server(oracle.after, oracle=oracle, **more)  # type: ignore[arg-type]


def n_kept(lake: Lake) -> int:
    return lake.catalog.count("predictions")


@pytest.mark.parametrize("jobs", [1, 3, 50])
def test_each_is_asked_once_and_again_nothing_is(jobs: int, oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    first, again = served(oracle), served(oracle)
    done = batch(lake, first, list(ids.values()), jobs=jobs)
    n = len(ids)
    assert (done.total, done.done, done.predicted, done.exact, done.known) == (n, n, n, n, 0)
    assert (done.judged, done.right, done.endings) == (done.right, done.judged, {"finished": n})
    assert (len(first.asked), n_kept(lake)) == (n, n)
    done = batch(lake, again, list(ids.values()), jobs=jobs)
    assert (done.predicted, done.known, done.done, again.asked) == (0, n, n, [])
    assert {row["ended"] for trace_id in ids.values() for row in lake.predictions_of(trace_id)} == {"finished"}


def test_jobs_are_asked_side_by_side(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    """As many as are allowed wait for their answers at the same time."""
    server, waiting, most = served(oracle), 0, []

    async def slow(scope: dict[str, object], receive: object, send: object) -> None:
        nonlocal waiting
        waiting += str(scope["path"]).endswith("completions")
        most.append(waiting)
        await asyncio.sleep(0.01)
        await server(scope, receive, send)  # type: ignore[arg-type]
        waiting -= str(scope["path"]).endswith("completions")

    batch(lake, slow, list(ids.values()), jobs=3)  # type: ignore[arg-type]
    assert max(most) == 3


def test_samples_of_a_trace_are_predictions_of_their_own(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    server = served(oracle)
    batch(lake, server, [ids["loop"]], Ask(temperature=0.5, seed=10), samples=3)
    assert [body["seed"] for body in server.asked] == [10, 11, 12]
    assert sorted(row["sample"] for row in lake.predictions_of(ids["loop"])) == [0, 1, 2]
    done = batch(lake, server, [ids["loop"]], Ask(temperature=0.5, seed=10), samples=4)
    assert (done.predicted, done.known) == (1, 3)


def test_it_publishes_as_it_goes(
    oracle: Oracle, lake: Lake, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "PUBLISH_EVERY", 2)
    seen: list[int] = []
    batch(lake, served(oracle), list(ids.values()), progress=lambda done: seen.append(n_kept(lake) - done.predicted))
    assert seen == [-(i % 2) for i in range(1, len(ids) + 1)]


def test_progress_tells_how_it_goes(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    told: list[tuple[int, int, int]] = []
    batch(lake, served(oracle), list(ids.values())[:3], progress=lambda b: told.append((b.done, b.total, b.judged)))
    assert [(done, total) for done, total, _ in told] == [(1, 3), (2, 3), (3, 3)]
    assert all(judged > 0 for _, _, judged in told)


def test_a_server_that_fails_and_fails_is_given_up(
    oracle: Oracle, lake: Lake, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_module, "GIVE_UP_AFTER", 3)
    with pytest.raises(EndpointUnreachable) as gone:
        batch(lake, served(oracle, fails=lambda _: BROKEN), list(ids.values()))
    assert str(gone.value).startswith(
        "3 requests in a row failed, the last one: The endpoint box failed (HTTP 500): 'out"
    )
    assert n_kept(lake) == 3
    # What came before is kept, and the same batch goes on from there.
    first = len(ids) - 3
    with pytest.raises(EndpointUnreachable):
        batch(lake, served(oracle, fails=lambda n: BROKEN if n >= first else None), list(ids.values()))
    done = batch(lake, served(oracle), list(ids.values()))
    assert (done.known, done.exact) == (first, len(ids) - first)


def test_a_failure_now_and_then_is_a_fault_and_no_end(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    fails = {3, 4, 5}  # three tries of one prediction
    done = batch(lake, served(oracle, fails=lambda n: BROKEN if n in fails else None), list(ids.values()))
    assert (done.endings, len(done.faults)) == ({"finished": len(ids) - 1, "failed": 1}, 1)
    assert done.faults[0].startswith("trace ")
    assert "HTTP 500" in done.faults[0]


def test_a_whole_one_is_never_asked_again_a_failed_one_is(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    attempts = [served(oracle, fails=lambda _: BROKEN), served(oracle), served(oracle)]
    done = [batch(lake, server, [ids["loop"]]) for server in attempts]
    assert [(one.predicted, one.known, one.exact) for one in done] == [(1, 0, 0), (1, 0, 1), (0, 1, 0)]
    assert [len(server.asked) for server in attempts] == [3, 1, 0]
    kept = sorted(lake.predictions_of(ids["loop"]), key=lambda row: row["attempt"])
    assert [(row["attempt"], row["ended"]) for row in kept] == [(0, "failed"), (1, "finished")]
    assert done[0].faults == [f"trace {ids['loop']}: {kept[0]['error']}"]


def test_what_did_not_fit_is_asked_again_where_there_is_more_context(
    oracle: Oracle, lake: Lake, ids: dict[str, str]
) -> None:
    servers = [served(oracle, context=context) for context in (30, 40, 100_000, 100_000)]
    done = [batch(lake, server, [ids["loop"]]) for server in servers]
    assert [(one.predicted, one.known, one.exact) for one in done] == [(1, 0, 0), (0, 1, 0), (1, 0, 1), (0, 1, 0)]
    assert [len(server.asked) for server in servers] == [0, 0, 1, 0]
    kept = sorted(lake.predictions_of(ids["loop"]), key=lambda row: row["attempt"])
    assert [(row["attempt"], row["ended"]) for row in kept] == [(0, "does_not_fit"), (1, "finished")]


def test_a_server_that_is_not_there_leaves_the_lake_as_it_is(lake: Lake, ids: dict[str, str]) -> None:
    version = lake.version

    async def run() -> Batch:
        async with endpoint("http://127.0.0.1:9/v1") as at:
            return await predict_batch(lake, at, Ask(), list(ids.values()))

    with pytest.raises(EndpointUnreachable, match="The endpoint box: the connection was refused"):
        asyncio.run(run())
    assert lake.version == version
    assert list(Path(lake.path, "tmp").glob("*")) == []


def test_a_step_that_a_trace_has_not_is_left_out_and_listed(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    lengths = {name: lake.n_steps(trace_id) for name, trace_id in ids.items()}
    done = batch(lake, served(oracle), list(ids.values()), Ask(from_step=12), jobs=2)
    short = [name for name, n in lengths.items() if n <= 12]
    assert short
    assert (done.left_out, done.predicted, done.done) == (len(short), len(ids) - len(short), len(ids))
    assert sorted(done.faults) == sorted(
        f"trace {ids[name]} has no step 12; its steps are 0 to {lengths[name] - 1}" for name in short
    )


def test_a_trace_that_the_lake_has_not_is_listed(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    done = batch(lake, served(oracle), ["0" * 32, ids["loop"]])
    assert (done.left_out, done.exact) == (1, 1)
    assert done.faults[0].startswith("no trace '00000000")


def test_a_cancelled_batch_keeps_what_was_whole(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    async def run() -> Batch:
        async with box(served(oracle)) as at:
            task = asyncio.create_task(
                predict_batch(lake, at, Ask(), list(ids.values()), progress=lambda b: b.done == 2 and task.cancel())
            )
            return await task

    done = asyncio.run(run())
    assert (done.interrupted, done.predicted, n_kept(lake)) == (True, 2, 2)
    done = batch(lake, served(oracle), list(ids.values()))
    assert (done.known, done.predicted) == (2, len(ids) - 2)


def test_no_trace_outlives_its_prediction(oracle: Oracle, lake: Lake, ids: dict[str, str]) -> None:
    """What is held does not grow with the number of traces."""
    held: list[int] = []

    def count(_: Batch) -> None:
        gc.collect()
        held.append(sum(isinstance(found, Subject) for found in gc.get_objects()))

    before = sum(isinstance(found, Subject) for found in gc.get_objects())
    batch(lake, served(oracle), list(ids.values()), progress=count, jobs=2)
    assert len(held) == len(ids)
    assert max(held) - before <= 4  # of each job, and the last of each
