// @ts-check
/** Why a step is wrong: what differs in a word, and the way back to the root, step by step. */
import { namesIn } from "../stepper/lines.js";
import { isRight } from "./verdicts.js";

/** @typedef {import("../stepper/trace.js").Trace} Trace @typedef {import("./said.js").Said} Said */
/** @typedef {{step: number, row: number, what: string, root: boolean}} Link of the chain */

/** Names that a row has wrong. @param {Said} said @param {number} row @returns {string[]} */
export function wrongNames(said, row) {
  return said.differences(row).flatMap(([name, answer]) => (isRight(answer.agreement) ? [] : [name]));
}

/** What is wrong at a row, in a word: the name, the value, the line. @param {Said} said @param {number} row @param {string[]} [read] names that the later line reads */
export function whatIn(said, row, read = []) {
  if (row < 0) return "";
  const kind = said.p.verdicts[said.p.verdict[row]];
  if (said.p.seed[row]) return "the wrapper's step";
  const names = wrongNames(said, row);
  const name = names.find((n) => read.includes(n)) ?? names[0];
  if (kind === "value") return "the returned value";
  if (kind === "action") return "the line";
  if (kind === "event") return "the event";
  if (kind === "missing") return "a missing step";
  if (kind === "extra") return name ? `${name} in an extra step` : "an extra step";
  if (kind === "malformed") return "malformed text";
  return name ?? "the state";
}

/**
 * From an inherited error back to its root, the nearest first.
 * @param {Said} said
 * @param {number} row
 * @param {string} source the line that brought it about
 * @returns {Link[]}
 */
export function chainOf(said, row, source) {
  let read = namesIn(source);
  return said.chain(row).map(({ row: at, step }) => {
    const what = whatIn(said, at, read);
    read = namesIn(said.text("source", at) ?? "");
    return { step, row: at, what, root: at >= 0 && said.isRoot(at) };
  });
}
