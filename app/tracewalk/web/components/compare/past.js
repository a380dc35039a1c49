// @ts-check
/** A name through the steps of one frame: wherever it, or what is said of it, becomes another. */

/** @typedef {import("./said.js").Said} Said @typedef {import("./types.js").Answer} Answer */
/**
 * @typedef {object} Moment
 * @property {number} step
 * @property {string|null} truth null: unbound
 * @property {Answer|null} said null: nothing is said
 * @property {number} row -1: none
 */

/**
 * @param {Said} said
 * @param {number} frameRow
 * @param {string} name
 * @returns {Moment[]}
 */
export function momentsOf(said, frameRow, name) {
  const { trace: t } = said;
  const slot = t.slot(frameRow, name);
  const changes = slot < 0 ? new Set() : new Set(t.stepsOf(slot));
  /** @type {Moment[]} */
  const out = [];
  let last = "";
  for (const step of t.byFrame.of(frameRow)) {
    const row = said.row(step);
    const states = row >= 0 && said.says[row] === 1;
    if (!states && !changes.has(step)) continue;
    const change = slot < 0 ? -1 : t.changeAt(slot, step);
    const truth = change < 0 ? null : t.text(change);
    const answer = states ? said.of(row, name, truth) : null;
    if (truth === null && answer === null && out.length === 0) continue;
    const key = answer === null ? (states ? "neither" : "unsaid") : `${answer.agreement}:${answer.text}`;
    const same = key === last || (answer?.agreement === "same" && last.startsWith("same:"));
    if (same && !changes.has(step)) continue;
    last = key;
    out.push({ step, truth, said: answer, row });
  }
  return out;
}
