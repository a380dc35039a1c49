"""Predictions made by chance over true traces, many at a time: no model was asked, the distributions are realistic.

A prediction leaves the truth at a step drawn from a geometric law, whose rate depends on the model and on the program.
What comes after is wrong more often than not; some predictions stop early (missing steps) or go round again (extra).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracewalk.lake import Lake
from tracewalk.model import CHANGE, DIFFERENCE, JUDGED, PREDICTED_STEPS

__all__ = ["CORRECT", "EXTRA", "KINDS", "MISSING", "Drawn", "Truth", "draw", "steps_of"]

KINDS = ("correct", "state", "action", "event", "value", "missing", "extra", "malformed")
CORRECT, STATE, ACTION, EVENT, VALUE, MISSING, EXTRA, MALFORMED = range(len(KINDS))
RULES = ("identical", "literal", "set order", "address", "text")
_EVENTS = {"yield": "return", "resume": "call", "unwind": "return"}
_SEEDS = 2
"""Steps of the wrapper `main` before the first one of the trace; one more comes after the last."""

Numbers = np.ndarray


class Truth:
    """The steps of a lake, ordered by trace and step, with what a prediction of each would say."""

    def __init__(self, lake: Lake) -> None:
        cursor = lake.cursor()
        self.steps = cursor.sql("FROM steps ORDER BY trace_id, step").to_arrow_table().combine_chunks()
        traces = cursor.sql("SELECT trace_id, program_id, n_steps, result FROM traces ORDER BY trace_id")
        self.traces = traces.to_arrow_table().combine_chunks()
        self.n_steps: Numbers = self.traces["n_steps"].to_numpy()
        self.first: Numbers = np.concatenate([[0], np.cumsum(self.n_steps)[:-1]])
        self.event = _mapped(self.steps["event"])
        self.returns: Numbers = pc.is_in(self.event, pa.array(["return", "exception"])).to_numpy(zero_copy_only=False)
        self.source = _sources(cursor.sql("FROM programs").to_arrow_table(), self.steps)
        changes = _one(self.steps["changes"])
        self.offsets: Numbers = changes.offsets.to_numpy()
        self.changed = changes.values
        self.raw = _raw(self.event, self.source, changes, _one(self.steps["value"]))


@dataclass(frozen=True)
class Drawn:
    """The steps of some predictions, one after the other: for each an index into `Truth.steps`, and what is wrong."""

    starts: Numbers
    """First row of each prediction, and the number of rows at the end."""
    index: Numbers
    kind: Numbers
    """Of `KINDS`."""
    seed: Numbers
    root: Numbers
    """Of a wrong step: it is not inherited."""
    bad: Numbers
    """Of each prediction: the true step at which it leaves the truth; its number of steps where it never does."""


def draw(truth: Truth, trace: Numbers, rate: Numbers, mode: Numbers, rng: np.random.Generator) -> Drawn:
    """The steps of a prediction of each of the traces, by number; `rate` is the chance of a first error at a step."""
    n = np.where(mode == "return", 1, truth.n_steps[trace])
    bad = np.minimum(rng.geometric(rate) - 1, n)
    free = (mode == "full") & (bad < n)
    n_extra = np.where(free & (rng.random(len(n)) < 0.1), np.minimum(rng.geometric(0.2, len(n)), 40), 0)
    n_said = np.where(free & (rng.random(len(n)) < 0.15), bad + 1 + ((n - bad) * rng.random(len(n))).astype(int), n)
    # one entry a true step, then as many rows of each as it takes
    owner, within = _spread(n)
    last = within == n[owner] - 1
    ahead = np.where(within == 0, _SEEDS, 0)
    behind = np.where(within == bad[owner], n_extra[owner], 0)
    rows, nth = _spread(ahead + 1 + behind + last)
    owner, within = owner[rows], within[rows]
    seed = (nth < ahead[rows]) | (last[rows] & (nth == ahead[rows] + 1 + behind[rows]))
    extra = (nth > ahead[rows]) & ~seed
    first = truth.first[trace] + np.where(mode == "return", truth.n_steps[trace] - 1, 0)
    index = first[owner] + within
    kind, root = _kinds(truth, index, within - bad[owner], mode[owner], rng)
    kind[extra], kind[(within >= n_said[owner]) & ~extra], kind[seed] = EXTRA, MISSING, CORRECT
    starts = np.searchsorted(owner, np.arange(len(n) + 1))
    return Drawn(starts, index, kind, seed, root, bad)


def _spread(counts: Numbers) -> tuple[Numbers, Numbers]:
    """For each of so many of each: whose it is, and its number there."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


def _kinds(
    truth: Truth, index: Numbers, since: Numbers, mode: Numbers, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """What is wrong with each step, so many steps since the first error, and whether it is a root."""
    chance = rng.random(len(index))
    forced = mode == "step"
    wrong = (since == 0) | ((since > 0) & (chance < np.where(forced, 0.03, 0.6)))
    kind = rng.choice([STATE, ACTION, EVENT, MALFORMED], len(index), p=[0.83, 0.11, 0.05, 0.01]).astype(np.int8)
    kind[truth.returns[index] & (kind == STATE)] = VALUE
    kind[(mode == "action") & (kind == ACTION)] = STATE
    kind[~wrong] = CORRECT
    return kind, (since == 0) | forced | (chance < 0.03)


def steps_of(truth: Truth, drawn: Drawn, ids: list[str], mode: Numbers, rng: np.random.Generator) -> pa.Table:
    """Rows of `predicted_steps`, those of one prediction after the other's."""
    index, kind, seed = drawn.index, drawn.kind, drawn.seed
    total = len(index)
    owner, step = _spread(np.diff(drawn.starts))
    steps = truth.steps.take(pa.array(index))
    said, told = kind != MISSING, (kind != EXTRA) & ~seed
    position = np.cumsum(said) - 1
    position -= position[drawn.starts[:-1]][owner]
    wrong = (kind == STATE) | (kind == VALUE)
    blame = np.where((kind != CORRECT) & ~drawn.root, np.minimum(drawn.bad[owner] + _SEEDS, step), -1)
    shown = np.where(wrong, np.minimum(index + 1, len(truth.raw) - 1), index)
    scored = np.isin(mode, ["score"])[owner]
    columns = {
        "prediction_id": pa.DictionaryArray.from_arrays(owner.astype(np.int32), pa.array(ids)),
        "step": step,
        "position": pa.array(position, mask=~said),
        "truth": _where(told, _one(steps["step"])),
        "seed": seed,
        "true_event": _where(told, truth.event.take(pa.array(index))),
        "true_depth": _where(told, _one(steps["depth"])),
        "event": _where(said, truth.event.take(pa.array(index))),
        "source": _where(said, truth.source.take(pa.array(index))),
        "value": _where(said & truth.returns[index], _altered(_one(steps["value"]), kind == VALUE)),
        "verdict": pa.DictionaryArray.from_arrays(kind, pa.array(KINDS)),
        "root": pa.array(drawn.root, mask=kind == CORRECT),
        "cause": pa.array(blame, mask=blame < 0),
        "rule": _rules(truth.returns[index] & said, rng),
        "fault": _where(kind == MALFORMED, pa.array(["no event token"] * total)),
        "changes": _lists(truth, index, said, CHANGE, truth.changed),
        "differs": _differs(truth, index, kind == STATE, rng),
        "judged": _judged(truth, index, kind, seed),
        "iteration": np.minimum(rng.geometric(0.35, total) - 1, 200),
        "raw": _where(said, truth.raw.take(pa.array(shown))),
        "logprob": pa.array(-rng.exponential(0.02, total), mask=~scored | ~said),
        "ambiguous": rng.random(total) < 0.004,
    }
    kept = {
        name: _where(said, _one(steps[name])) for name in ("frame_id", "caller", "depth", "program_id", "func", "line")
    }
    kept |= {name: pa.nulls(total, PREDICTED_STEPS.field(name).type) for name in ("token_texts", "token_logprobs")}
    return _table(columns | kept)


def _table(columns: dict[str, object]) -> pa.Table:
    """Columns in the order and of the types of `PREDICTED_STEPS`, dictionaries kept."""
    arrays = []
    for f in PREDICTED_STEPS:
        given = columns[f.name]
        array = given if isinstance(given, (pa.Array, pa.ChunkedArray)) else pa.array(given)
        arrays.append(array if pa.types.is_dictionary(array.type) else array.cast(f.type))
    return pa.Table.from_arrays(arrays, PREDICTED_STEPS.names)


def _lists(truth: Truth, index: Numbers, kept: Numbers, kind: pa.StructType, values: pa.Array) -> pa.Array:
    """The lists of the given true steps: of one element for each change; empty where not kept."""
    counts = np.where(kept, np.diff(truth.offsets)[index], 0)
    owner, nth = _spread(counts)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, values.take(pa.array(truth.offsets[index][owner] + nth)), pa.list_(kind))


def _judged(truth: Truth, index: Numbers, kind: Numbers, seed: Numbers) -> pa.Array:
    """Each change that the true step states, right where the step is; a wrong state has its first value wrong."""
    kept = (kind != EXTRA) & ~seed
    counts = np.where(kept, np.diff(truth.offsets)[index], 0)
    owner, nth = _spread(counts)
    right = ~np.isin(kind, [MISSING, MALFORMED])[owner] & ~((kind == STATE)[owner] & (nth == 0))
    changes = truth.changed.take(pa.array(truth.offsets[index][owner] + nth))
    fields = [changes.field(name) for name in ("name", "type", "size")]
    values = pa.StructArray.from_arrays(
        [fields[0], pc.fill_null(fields[1], "?"), fields[2], right], fields=list(JUDGED)
    )
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, values, pa.list_(JUDGED))


def _differs(truth: Truth, index: Numbers, wrong: Numbers, rng: np.random.Generator) -> pa.Array:
    """One name of another value where a state is wrong: that of the latest change up to it."""
    latest = np.maximum(truth.offsets[index[wrong] + 1] - 1, 0)
    changes = truth.changed.take(pa.array(latest))
    n = len(latest)
    rules = pa.DictionaryArray.from_arrays(rng.choice(len(RULES), n).astype(np.int8), pa.array(RULES)).cast(pa.string())
    values = _altered(changes.field("value"), np.ones(n, bool))
    arrays = [changes.field("name"), values, rules, pa.array(["wrong"] * n)]
    offsets = np.concatenate([[0], np.cumsum(wrong)]).astype(np.int32)
    return pa.ListArray.from_arrays(
        offsets, pa.StructArray.from_arrays(arrays, fields=list(DIFFERENCE)), pa.list_(DIFFERENCE)
    )


def _rules(where: Numbers, rng: np.random.Generator) -> pa.Array:
    chosen = rng.choice(len(RULES), len(where), p=[0.9, 0.05, 0.01, 0.01, 0.03]).astype(np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(chosen, mask=~where), pa.array(RULES))


def _altered(values: pa.Array, wrong: Numbers) -> pa.Array:
    """Texts with their last character but one left out, where wrong."""
    texts = values.cast(pa.string())
    return pc.if_else(pa.array(wrong), pc.utf8_replace_slice(texts, start=-2, stop=-1, replacement=""), texts)


def _where(kept: Numbers, values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(kept), values, pa.scalar(None, values.type))


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _mapped(events: pa.ChunkedArray) -> pa.Array:
    """The events that CWM's text knows."""
    coded = _one(events).cast(pa.string()).dictionary_encode()
    names = [_EVENTS.get(name, name) for name in coded.dictionary.to_pylist()]
    return pa.array(names).take(coded.indices)


def _sources(programs: pa.Table, steps: pa.Table) -> pa.Array:
    """The source line of each step."""
    texts = [text.splitlines(keepends=True) for text in programs["text"].to_pylist()]
    firsts = np.cumsum([0, *(len(lines) for lines in texts)])
    place = pc.index_in(_one(steps["program_id"]).cast(pa.string()), _one(programs["program_id"])).to_numpy()
    lines = pa.array([line for text in texts for line in text])
    return lines.take(pa.array(firsts[place] + _one(steps["line"]).to_numpy() - 1))


def _raw(event: pa.Array, source: pa.Array, changes: pa.Array, value: pa.Array) -> pa.Array:
    """About what CWM's text of each step is, with one name that did not change."""
    name, text = (changes.values.field(f).cast(pa.string()) for f in ("name", "value"))
    each = pc.binary_join_element_wise('"', name, '": "', pc.fill_null(text, ".."), '"', "")
    shown = pc.binary_join(pa.ListArray.from_arrays(changes.offsets, each), ", ")
    before = pc.binary_join_element_wise("<|", event, '_sep|>{"n": "..", ', "")
    result = pc.binary_join_element_wise('<|arg_sep|>"', value.cast(pa.string()), '"', "")
    after = pc.binary_join_element_wise("}<|action_sep|>", source, pc.fill_null(result, ""), "<|frame_sep|>", "")
    return pc.binary_join_element_wise(before, shown, after, "")
