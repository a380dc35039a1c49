// @ts-check
/** A prediction in words: what was asked of whom, what came of it. */
import { count } from "./dom.js";

/** @typedef {Record<string, any>} Prediction a row of the lake's table `predictions`, or what is known of a running one */

/** What each mode asks of a model. @type {Record<string, string>} */
export const MODES = {
  full: "free-running: the whole trace in one go, each step on the model's own steps before it",
  step: "teacher-forced: each step from the true steps before it",
  action: "the true event and source line at each step, on the model's own states",
  return: "from the call straight to its return value",
  score: "how likely the model finds the true steps; it writes none of its own",
};

/** How a prediction ended. @type {Record<string, string>} */
export const ENDINGS = {
  finished: "finished",
  budget_while_right: "out of tokens while still right",
  budget_after_divergence: "out of tokens, after it had gone wrong",
  wide_state: "out of tokens within one very long state",
  answer_lost: "whole trace written, then cut off",
  runaway: "ran on far beyond the true end",
  empty: "nothing was written",
  does_not_fit: "not asked: the prompt does not fit the model's context",
  unsupported: "not asked: this endpoint can't do this mode",
  cancelled: "stopped by hand",
  failed: "the endpoint failed",
};

/** Endings after which there may be nothing to compare. */
export const UNASKED = ["does_not_fit", "unsupported"];

/** @param {string|null|undefined} ended @returns {string} */
export function endingOf(ended) {
  return ENDINGS[ended ?? ""] ?? String(ended ?? "").replaceAll("_", " ");
}

/** @param {number|null|undefined} t */
const degrees = (t) => (typeof t === "number" ? `T=${Number(t.toFixed(2))}` : "");

/** `tiny · full · T=0`, and what else sets it apart. @param {Prediction} p @returns {string} */
export function nameOf(p) {
  return [p.model, ...paramsOf(p)].filter(Boolean).join(" · ");
}

/** All but the model: `full`, `T=0`. @param {Prediction} p @returns {string[]} */
export function paramsOf(p) {
  return [
    String(p.mode ?? ""),
    p.mode === "score" ? "" : degrees(p.temperature),
    p.from_step === null || p.from_step === undefined ? "" : `from step ${p.from_step}`,
    p.sample ? `sample ${p.sample + 1}` : "",
    p.constrained ? "constrained" : "",
  ].filter(Boolean);
}

/** How much of it is right: in mode step each step stands alone; else what counts is how far it comes. @param {Prediction} p @param {string} all of how many @returns {string} */
export function rightOf(p, all) {
  if (p.mode === "step") return `${digits(p.n_correct)} of ${all} right`;
  return p.right_until ? `first ${digits(p.right_until)} of ${all} right` : "first step wrong";
}

/** What came of it, in a word or two; `good`: nothing is wrong with it. @param {Prediction} p @returns {{text: string, good: boolean}} */
export function resultOf(p) {
  if (p.running) return { text: "running", good: p.first_bad_step === null || p.first_bad_step === undefined };
  if (UNASKED.includes(p.ended))
    return { text: p.ended === "does_not_fit" ? "does not fit" : "unsupported", good: false };
  if (p.mode === "score") return { text: "scored", good: true };
  if (p.n_predicted === 0) return { text: p.ended === "failed" ? "failed" : "empty", good: false };
  if (p.exact) return { text: "✓ exact", good: true };
  if (p.mode === "return")
    return p.return_correct ? { text: "✓ returns right", good: true } : { text: "≠ wrong", good: false };
  if (p.n_extra && p.right_until === p.n_true) return { text: `${count(p.n_extra, "step")} too many`, good: false };
  const right = p.mode === "step" ? p.n_correct : p.right_until;
  return { text: rightOf(p, digits(p.n_true)), good: right === p.n_true };
}

/** The same as a chip says it. @param {Prediction} p @param {number|null} first where it goes wrong, re-aligned @returns {string} */
export function verdictOf(p, first) {
  const { text, good } = resultOf(p);
  if (p.running)
    return first === null ? `right for ${digits(p.right_until)} so far` : `diverged at step ${digits(first)}`;
  if (good || UNASKED.includes(p.ended) || !p.n_predicted) return text;
  if (p.mode === "return") return "≠ wrong return value";
  if (p.mode === "step") return rightOf(p, count(p.n_true, "step"));
  if (first === null) return text;
  return p.first_bad_verdict === "missing"
    ? `right up to step ${digits(Math.max(0, first - 1))}, then ends`
    : `diverges at step ${digits(first)}`;
}

/** @param {number|null|undefined} n */
function digits(n) {
  return (n ?? 0).toLocaleString("en");
}
