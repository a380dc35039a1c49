// @ts-check
/** What happens at a step, read from the index: calls, results, and the way of an exception. */
import { EVENT } from "./trace.js";
import { sameThread } from "./moves.js";
import { neighbour } from "./csr.js";

/** @typedef {import("./trace.js").Trace} Trace */

/** @param {string} repr of an exception, `KeyError('x')` @returns {{type: string, message: string}} */
export function readException(repr) {
  const m = /^<?([A-Za-z_][\w.]*)\s*\(?([^]*?)\)?>?$/.exec(repr);
  return m ? { type: m[1], message: m[2].replace(/,$/, "") } : { type: "exception", message: repr };
}

/** Where the exception seen at a step was raised first: back through the frames it left. @param {Trace} t @param {number} step @returns {number} */
export function origin(t, step) {
  for (let at = step; ;) {
    const before = sameThread(t, at, -1);
    if (before === null || t.eventAt(before) !== EVENT.unwind) return at;
    const raised = exceptionBefore(t, before);
    if (raised === null) return at;
    at = raised;
  }
}

/** The exception that an unwinding frame carries. @param {Trace} t @param {number} step */
export function exceptionBefore(t, step) {
  const row = t.frameAt(step);
  const steps = t.byFrame.of(row);
  for (let s = neighbour(steps, step, -1); s !== null; s = neighbour(steps, s, -1))
    if (t.eventAt(s) === EVENT.exception) return s;
  return null;
}

/**
 * What becomes of an exception: the first step at which a frame goes on with a line, or the end.
 * @param {Trace} t
 * @param {number} step
 * @returns {{kind: "goes on"|"ends"|"beyond", step: number}} `ends`: it leaves the outermost frame; `beyond`: not in this window
 */
export function outcome(t, step) {
  let row = t.frameAt(step);
  let at = step;
  for (;;) {
    const next = neighbour(t.byFrame.of(row), at, 1);
    if (next === null) return { kind: "beyond", step: at };
    if (t.eventAt(next) === EVENT.exception) at = next;
    else if (t.eventAt(next) !== EVENT.unwind) return { kind: "goes on", step: next };
    else {
      row = t.frames.caller[row];
      at = next;
      if (row < 0) return { kind: "ends", step: next };
    }
  }
}

/** The result that has just come back into the running frame, if any. @param {Trace} t @param {number} step */
export function cameBack(t, step) {
  const before = sameThread(t, step, -1);
  if (before === null || t.depth(t.frameAt(before)) <= t.depth(t.frameAt(step))) return null;
  const event = t.eventAt(before);
  return event === EVENT.return || event === EVENT.yield ? before : null;
}

/** The step of the line that called the frame running at a step. @param {Trace} t @param {number} step */
export function callSite(t, step) {
  const caller = t.frames.caller[t.frameAt(step)];
  if (caller < 0) return null;
  const at = t.lastStep(caller, step);
  return at < 0 ? null : at;
}

/** What the step is, in words. @type {Record<number, string>} */
export const PHASES = {
  [EVENT.call]: "called",
  [EVENT.line]: "about to run",
  [EVENT.return]: "returns",
  [EVENT.exception]: "an exception shows",
  [EVENT.yield]: "yields",
  [EVENT.resume]: "goes on",
  [EVENT.unwind]: "left by an exception",
};

/** One sign per event, so that colour is never the only one. @type {Record<number, string>} */
export const SIGNS = {
  [EVENT.call]: "→",
  [EVENT.line]: "▸",
  [EVENT.return]: "←",
  [EVENT.exception]: "✕",
  [EVENT.yield]: "⇠",
  [EVENT.resume]: "⇢",
  [EVENT.unwind]: "⤺",
};
