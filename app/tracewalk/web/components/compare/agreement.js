// @ts-check
/** How often each line was predicted right. A wrong state shows a step late: the line to blame is the one that ran before. */
import { EVENT } from "../stepper/trace.js";
import { CODE, NONE } from "./verdicts.js";

/** @typedef {import("./said.js").Said} Said @typedef {{right: number, root: number, inherited: number, missing: number, first: number}} Tally `first`: its first root error, -1: none */

/** @type {WeakMap<Said, Map<number, Tally>>} */
const known = new WeakMap();

const LATE = new Set([CODE.state, CODE.action, CODE.event]);

/** @param {Said} said @returns {Map<number, Tally>} by `lineKey` */
export function agreement(said) {
  const found = known.get(said) ?? count(said);
  known.set(said, found);
  return found;
}

/** @param {number} file @param {number} line */
export function lineKey(file, line) {
  return file * 1_000_000 + line;
}

/** @param {Said} said */
function count(said) {
  const { trace: t } = said;
  /** @type {Map<number, Tally>} */
  const out = new Map();
  const last = new Int32Array(t.frames.id.length).fill(-1);
  for (let step = t.from; step < t.to; step++) {
    const row = t.frameAt(step);
    const kind = said.kindAt[step - t.from];
    const at = kind !== NONE && LATE.has(kind) ? culprit(said, step, last[row]) : step;
    last[row] = step;
    if (kind === NONE || at < 0) continue;
    const key = lineKey(t.frames.file[t.frameAt(at)], t.lineAt(at));
    const tally = out.get(key) ?? { right: 0, root: 0, inherited: 0, missing: 0, first: -1 };
    if (kind === CODE.correct) tally.right++;
    else if (kind === CODE.missing) tally.missing++;
    else if (!said.isRoot(said.row(step))) tally.inherited++;
    else {
      tally.root++;
      if (tally.first < 0) tally.first = step;
    }
    out.set(key, tally);
  }
  return out;
}

/** The step whose line brought about what shows at another: the frame's own before it; at a call, the caller's. @param {Said} said @param {number} step @param {number} before the frame's step before it, -1: none @returns {number} */
export function culprit({ trace: t }, step, before) {
  if (t.eventAt(step) !== EVENT.call || before >= 0) return before >= 0 ? before : step;
  const caller = t.frames.caller[t.frameAt(step)];
  const at = caller < 0 ? -1 : t.lastStep(caller, step);
  return at < 0 ? step : at;
}

/** The same for one step, where it is wrong in a way that shows late. @param {Said} said @param {number} step @returns {number} -1: it is not */
export function blamed(said, step) {
  const { trace: t } = said;
  const kind = said.kindAt[step - t.from];
  if (kind === NONE || kind === CODE.correct) return -1;
  if (!LATE.has(kind)) return step;
  return culprit(said, step, t.lastStep(t.frameAt(step), step - 1));
}
