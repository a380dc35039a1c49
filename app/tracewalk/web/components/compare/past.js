// @ts-check
/** A name through the steps of one frame: wherever it, or what is said of it, becomes another. */
import { Groups, neighbour } from "../stepper/csr.js";

/** @typedef {import("./said.js").Said} Said @typedef {import("./types.js").Answer} Answer */
/**
 * @typedef {object} Moment
 * @property {number} step
 * @property {string|null} truth null: unbound
 * @property {Answer|null} said null: nothing is said
 * @property {number} row -1: none
 */

/** Rows that differ in each name. @type {WeakMap<Said, Groups>} */
const byName = new WeakMap();

/** @param {Said} said @param {string} name */
function rowsOf(said, name) {
  const { differs, names } = said.p;
  const groups = byName.get(said) ?? new Groups(differs.name, names.length, differs.row);
  byName.set(said, groups);
  const id = said.nameIds.get(name);
  return id === undefined ? new Int32Array(0) : groups.of(id);
}

/** Steps of the frame at which the pair can become another: the truth changes, a difference stands, or has just stood. @param {Said} said @param {number} frameRow @param {string} name @param {number} slot */
function turns(said, frameRow, name, slot) {
  const { trace: t } = said;
  const out = new Set(slot < 0 ? [] : t.stepsOf(slot));
  const steps = t.byFrame.of(frameRow);
  for (const row of rowsOf(said, name)) {
    const step = said.p.truth[row];
    if (!t.has(step) || t.frameAt(step) !== frameRow) continue;
    out.add(step);
    const next = neighbour(steps, step, 1);
    if (next !== null) out.add(next);
  }
  return [...out].filter((step) => t.has(step)).sort((a, b) => a - b);
}

/**
 * @param {Said} said
 * @param {number} frameRow
 * @param {string} name
 * @returns {Moment[]}
 */
export function momentsOf(said, frameRow, name) {
  const { trace: t } = said;
  const slot = t.slot(frameRow, name);
  /** @type {Moment[]} */
  const out = [];
  let last = "";
  for (const step of turns(said, frameRow, name, slot)) {
    const row = said.row(step);
    const states = row >= 0 && said.says[row] === 1;
    const change = slot < 0 ? -1 : t.changeAt(slot, step);
    const fresh = change >= 0 && t.changes.step[change] === step;
    if (!states && !fresh) continue;
    const truth = change < 0 ? null : t.text(change);
    const answer = states ? said.of(row, name, truth) : null;
    if (truth === null && answer === null && out.length === 0) continue;
    const key = answer === null ? (states ? "neither" : "unsaid") : `${answer.agreement}:${answer.text}`;
    if (key === last && !fresh) continue;
    last = key;
    out.push({ step, truth, said: answer, row });
  }
  return out;
}
