// @ts-check
/** The verdicts of a step: their order, words and signs, so that colour is never the only one. */

/** @typedef {import("./types.js").Kind} Kind @typedef {import("./types.js").Agreement} Agreement */

/** @type {Kind[]} the code of a verdict is its place here */
export const KINDS = ["correct", "state", "action", "event", "value", "missing", "extra", "malformed"];
/** A step of which nothing is said: not asked for, or not yet. */
export const NONE = 255;
export const CODE = /** @type {Record<Kind, number>} */ (Object.fromEntries(KINDS.map((kind, i) => [kind, i])));

/** @type {Record<Kind, string>} */
export const WORDS = {
  correct: "right",
  state: "state wrong",
  action: "other line",
  event: "other event",
  value: "value wrong",
  missing: "missing",
  extra: "extra",
  malformed: "malformed",
};

/** @type {Record<Kind, string>} */
export const SIGNS = {
  correct: "=",
  state: "≠",
  action: "↷",
  event: "⇄",
  value: "≠",
  missing: "∅",
  extra: "+",
  malformed: "✕",
};

/** The token of the style sheet that colours it. @type {Record<Kind, string>} */
export const TOKENS = {
  correct: "--right",
  state: "--state",
  action: "--action",
  event: "--event",
  value: "--value",
  missing: "--missing",
  extra: "--extra",
  malformed: "--malformed",
};

/** @type {Record<Agreement, string>} */
export const MARKS = { same: "=", equal: "≈", cut: "≈", wrong: "≠", missing: "∅", extra: "+" };

/** Whether a name is right. @param {Agreement} agreement */
export function isRight(agreement) {
  return agreement === "same" || agreement === "equal" || agreement === "cut";
}
