// @ts-check
/** Moves over the step index: each takes a step and gives the step to go to, or null where this window has none. */
import { EVENT } from "./trace.js";
import { neighbour } from "./csr.js";

/** @typedef {import("./trace.js").Trace} Trace @typedef {1|-1} Dir */
/** @typedef {{frame: number, depth: number, thread: number}} Place where a move began (`frame` is an id); it holds across windows */

/** @param {Trace} t @param {number} step @returns {Place} */
export function place(t, step) {
  const row = t.frameAt(step);
  return { frame: t.frames.id[row], depth: t.depth(row), thread: t.frames.thread[row] };
}

/**
 * The nearest step of the place's thread, beyond `step`, that `wanted` accepts; `stop` ends the search.
 * @param {Trace} t
 * @param {number} step
 * @param {Dir} dir
 * @param {number} thread
 * @param {(depth: number) => boolean} wanted
 * @param {(depth: number, row: number) => boolean} [stop]
 */
function seek(t, step, dir, thread, wanted, stop) {
  const { depth, thread: threads } = t.frames;
  for (let i = step - t.from + dir; i >= 0 && i < t.frame.length; i += dir) {
    const row = t.frame[i];
    if (threads[row] !== thread) continue;
    if (wanted(depth[row])) return i + t.from;
    if (stop?.(depth[row], row)) return null;
  }
  return null;
}

/** Over calls: the next step that is not deeper. @param {Trace} t @param {number} step @param {Dir} dir @param {Place} from */
export function over(t, step, dir, from) {
  return seek(t, step, dir, from.thread, (depth) => depth <= from.depth);
}

/** Out of the frame, to its caller. @param {Trace} t @param {number} step @param {Dir} dir @param {Place} from */
export function out(t, step, dir, from) {
  return seek(t, step, dir, from.thread, (depth) => depth < from.depth);
}

/**
 * Into the next call that this frame makes; backward, into the end of the last call it made.
 * @param {Trace} t @param {number} step @param {Dir} dir @param {Place} from
 */
export function into(t, step, dir, from) {
  const left = (/** @type {number} */ depth, /** @type {number} */ row) =>
    depth <= from.depth && t.frames.id[row] !== from.frame;
  return seek(t, step, dir, from.thread, (depth) => depth > from.depth, left);
}

/** The next step of the same thread. @param {Trace} t @param {number} step @param {Dir} dir */
export function sameThread(t, step, dir) {
  return seek(t, step, dir, t.frames.thread[t.frameAt(step)], () => true);
}

/**
 * Next or previous change of a name in a frame.
 * @param {Trace} t
 * @param {number} step
 * @param {Dir} dir
 * @param {number} row
 * @param {string} name
 */
export function change(t, step, dir, row, name) {
  const slot = t.slot(row, name);
  const to = slot < 0 ? null : neighbour(t.stepsOf(slot), step, dir);
  return to === null || !t.has(to) ? null : to;
}

/** Where the name got the value that it has now. @param {Trace} t @param {number} step @param {number} row @param {string} name */
export function lastWrite(t, step, row, name) {
  return change(t, step + 1, -1, row, name);
}

/** @param {Trace} t @param {number} step @param {Dir} dir */
export function exception(t, step, dir) {
  return neighbour(t.exceptions, step, dir);
}

/** The next exception that is raised here, not one that only passes through. @param {Trace} t @param {number} step */
export function raise(t, step) {
  let at = exception(t, step, 1);
  while (at !== null && isPassing(t, at)) at = exception(t, at, 1);
  return at;
}

/** Whether the exception at this step came out of a call. @param {Trace} t @param {number} step */
export function isPassing(t, step) {
  const before = sameThread(t, step, -1);
  return before !== null && t.eventAt(before) === EVENT.unwind;
}

/** Next or previous run of a line. @param {Trace} t @param {number} step @param {Dir} dir @param {number} file @param {number} line */
export function run(t, step, dir, file, line) {
  return neighbour(t.runs(file, line), step, dir);
}

/** Runs of a line within one frame. @param {Trace} t @param {number} row @param {number} line @returns {Int32Array} */
export function runsIn(t, row, line) {
  return t.runs(t.frames.file[row], line).filter((step) => t.frameAt(step) === row);
}

/**
 * The frame in which a line's runs are counted: this one, else its nearest caller that runs the line.
 * @param {Trace} t
 * @param {number} row
 * @param {number} file
 * @param {number} line
 * @returns {number|null} null: none of them runs it
 */
export function frameOfLine(t, row, file, line) {
  const rows = new Set();
  for (const step of t.runs(file, line)) rows.add(t.frameAt(step));
  return t.stack(row).find((r) => rows.has(r)) ?? null;
}
