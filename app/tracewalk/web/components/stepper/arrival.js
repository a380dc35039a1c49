// @ts-check
/** Where a link leads in a trace; what is not there is said, never passed over. */

/** @typedef {import("./types.js").Wanted} Wanted @typedef {import("./trace.js").Trace} Trace */

/** @param {number} k */
const digits = (k) => k.toLocaleString("en");

/** @param {Wanted} wanted @returns {boolean} whether a link says no moment at all */
export function saysNothing({ step, frame, name }) {
  return step === null && frame === null && name === null;
}

/**
 * The step that is shown for a link, and what is wrong with the link's own.
 * @param {number|null} step
 * @param {number} n steps of the trace
 * @returns {{step: number, problem: string}}
 */
export function reach(step, n) {
  if (step === null) return { step: 0, problem: "" };
  if (Number.isInteger(step) && step >= 0 && step < n) return { step, problem: "" };
  const beyond = step >= n;
  const asked = beyond ? `step ${digits(step)}` : "a step that is no number";
  const which = beyond ? `the last one, step ${digits(n - 1)}` : "step 0";
  const there = `this trace has steps 0 to ${digits(n - 1)}`;
  return {
    step: beyond ? n - 1 : 0,
    problem: `The link asks for ${asked}, but ${there}. Shown is ${which}.`,
  };
}

/** What is wrong with the frame that a link asks for. @param {number|null} frame @param {Trace} trace the window shown */
export function missingFrame(frame, trace) {
  if (frame === null || trace.rowOf.has(frame)) return "";
  const asked = Number.isNaN(frame) ? "a frame that is no number" : `frame ${frame}, which has no steps here`;
  return `The link asks for ${asked}. Shown is the running frame.`;
}
