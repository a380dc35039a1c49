// @ts-check
/** Columns of a timeline: for each the greatest depth and how its steps divide into events. */
import { EVENT } from "./trace.js";

/** @typedef {{n: number, from: number, to: number, depth: Float64Array, parts: Float64Array, highest: number}} Columns `parts`: 5 shares a column */

/** Kinds drawn, from the bottom of a bar to its top: line, call, yield, return, exception. */
export const KINDS = /** @type {const} */ (["line", "call", "yield", "return", "exception"]);
/** @type {number[]} */
const KIND_OF = [];
KIND_OF[EVENT.line] = 0;
KIND_OF[EVENT.call] = 1;
KIND_OF[EVENT.yield] = KIND_OF[EVENT.resume] = 2;
KIND_OF[EVENT.return] = 3;
KIND_OF[EVENT.exception] = KIND_OF[EVENT.unwind] = 4;

/** @param {number} n @param {number} from @param {number} to @returns {Columns} */
function empty(n, from, to) {
  return { n, from, to, depth: new Float64Array(n), parts: new Float64Array(n * KINDS.length), highest: 1 };
}

/** @param {import("./trace.js").Trace} t @param {number} width columns at most */
export function ofTrace(t, width) {
  const steps = t.to - t.from;
  const out = empty(Math.max(1, Math.min(width, steps)), t.from, t.to);
  for (let i = 0; i < steps; i++) {
    const x = Math.floor((i * out.n) / steps);
    const depth = t.frames.depth[t.frame[i]];
    if (depth > out.depth[x]) out.depth[x] = depth;
    if (depth > out.highest) out.highest = depth;
    out.parts[x * KINDS.length + KIND_OF[t.event[i]]]++;
  }
  return out;
}

/** @param {import("./types.js").Outline} outline */
export function ofOutline({ n_steps: steps, buckets }) {
  const out = empty(buckets.from.length, 0, steps);
  out.depth.set(buckets.depth);
  out.highest = Math.max(1, ...buckets.depth);
  for (const [name, code] of Object.entries(EVENT)) {
    buckets[name]?.forEach((n, x) => (out.parts[x * KINDS.length + KIND_OF[code]] += n));
  }
  return out;
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Columns} columns
 * @param {number} width
 * @param {number} height
 * @param {Record<(typeof KINDS)[number], string>} colors
 */
export function paint(g, columns, width, height, colors) {
  const w = width / columns.n;
  const gap = w > 5 ? 1 : 0;
  for (let x = 0; x < columns.n; x++) {
    let total = 0;
    for (let k = 0; k < KINDS.length; k++) total += columns.parts[x * KINDS.length + k];
    const bar = (columns.depth[x] / columns.highest) * (height - 8);
    let y = height;
    for (let k = 0; k < KINDS.length && total; k++) {
      const part = (columns.parts[x * KINDS.length + k] / total) * bar;
      g.fillStyle = colors[KINDS[k]];
      g.globalAlpha = KINDS[k] === "exception" ? 1 : 0.6;
      g.fillRect(x * w, y - part, w - gap || 1, part);
      y -= part;
    }
    g.globalAlpha = 1;
    if (columns.parts[x * KINDS.length + 4]) flag(g, x * w + w / 2, colors.exception);
  }
}

/**
 * A mark at the top edge, so that one exception among thousands of steps is seen.
 * @param {CanvasRenderingContext2D} g
 * @param {number} x
 * @param {string} color
 */
function flag(g, x, color) {
  g.fillStyle = color;
  g.beginPath();
  g.moveTo(x - 4, 0);
  g.lineTo(x + 4, 0);
  g.lineTo(x, 6);
  g.fill();
}
