// @ts-check
/**
 * Where a prediction leaves the truth. A *divergence* is a step at which something goes wrong anew: a root error, or the
 * beginning of a stretch that is not right. Steps that only inherit an error are wrong, and no divergence of their own.
 */
import { neighbour } from "../stepper/csr.js";
import { CODE, NONE } from "./verdicts.js";

/** @typedef {import("./said.js").Said} Said @typedef {{wrong: Int32Array, anew: Int32Array}} Found steps, ascending */

/** @type {WeakMap<Said, Found>} */
const known = new WeakMap();

/** @param {Said} said @returns {Found} */
export function divergences(said) {
  const found = known.get(said) ?? find(said);
  known.set(said, found);
  return found;
}

/** @param {Said} said @returns {Found} */
function find(said) {
  const { trace } = said;
  const wrong = [];
  const anew = [];
  let before = CODE.correct;
  for (let step = trace.from; step < trace.to; step++) {
    const kind = said.kindAt[step - trace.from];
    const extras = said.extras(step).filter((row) => !said.p.seed[row] || said.isRoot(row));
    if (kind === NONE && extras.length === 0) continue;
    const bad = kind !== NONE && kind !== CODE.correct;
    if (bad || extras.length > 0) wrong.push(step);
    const root = bad && kind !== CODE.missing && said.isRoot(said.row(step));
    const begins = bad && (before === CODE.correct || (kind === CODE.missing) !== (before === CODE.missing));
    const extraRoot = extras.some((row) => said.isRoot(row));
    if (root || begins || extraRoot || (extras.length > 0 && !bad && before === CODE.correct)) anew.push(step);
    before = extras.length > 0 ? CODE.extra : bad ? kind : CODE.correct;
  }
  return { wrong: Int32Array.from(wrong), anew: Int32Array.from(anew) };
}

/** @param {Said} said @param {number} step @param {1|-1} dir @param {keyof Found} which @returns {number|null} */
export function nextDivergence(said, step, dir, which) {
  return neighbour(divergences(said)[which], step, dir);
}
